import type { Programs } from "../domain/programs.ts";
import { probeLength } from "./ffmpeg.ts";

/** A header is read at once; whatever takes longer is no header. */
const LIMITS = { timeoutMs: 10_000, outputBytes: 4 * 1024 };

/** Length of a recording in ms as its header tells it; null where ffprobe is missing or finds none. */
export async function recordingLength(programs: Programs, path: string): Promise<number | null> {
  const end = await programs.run("ffprobe", probeLength(path), LIMITS);
  if (end.kind !== "exited" || end.code !== 0) return null;
  const seconds = Number.parseFloat(end.stdout);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1_000) : null;
}
