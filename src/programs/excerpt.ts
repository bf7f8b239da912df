import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Excerpter, Stretch } from "../domain/excerpt.ts";
import type { Programs } from "../domain/programs.ts";
import type { SoundSource } from "../domain/sound.ts";
import { failureOf, notAudio } from "./failure.ts";
import { fileUrl, isMachinesFault, reading } from "./ffmpeg.ts";
import { writtenMs } from "./mending-arguments.ts";

/** A minute of eight channels at 192 kHz has less. */
const MOST_BYTES = 400_000_000;
const OUTPUT_BYTES = 1024 * 1024;

/**
 * Cuts with ffmpeg: one process, which seeks instead of decoding all that comes before. Titles, pictures and dates stay
 * behind. What is damaged in the file itself is decoded as far as it goes, so the cut is whole where the file is not.
 *
 * Codes of failures: `MISSING` (ffmpeg is not there), `NOT_AUDIO`, `TIME_LIMIT`, `ABORTED`, and `EXIT` for all else.
 */
export function ffmpegExcerpter(programs: Pick<Programs, "run">): Excerpter {
  return {
    cut: async (source, stretch, path, limits) => {
      const args = cutting({ ...source, path: resolve(source.path) }, stretch, resolve(path));
      const end = await programs.run("ffmpeg", args, { ...limits, outputBytes: OUTPUT_BYTES });
      if (end.kind !== "exited" || isMachinesFault(end)) return failureOf(end, "ffmpeg", false);
      const durationMs = end.code === 0 ? writtenMs(end.stdout) : 0;
      if (durationMs === 0) return notAudio(end.stderr);
      return { ok: true, bytes: (await stat(path)).size, durationMs };
    },
  };
}

/** Arguments of `ffmpeg`: a stretch of the first audio track. */
export function cutting(source: SoundSource, { fromMs, ms }: Stretch, path: string): string[] {
  const all = reading(source);
  const input = all.indexOf("-i");
  const bare = "-map 0:a:0 -vn -sn -dn -map_metadata -1 -map_chapters -1 -fflags +bitexact -flags:a +bitexact";
  return [
    ...[...all.slice(0, input), "-ss", `${fromMs}ms`, "-t", `${ms}ms`, ...all.slice(input)],
    ...[...bare.split(" "), "-c:a", "flac", "-sample_fmt", "s16", "-f", "flac"],
    ...["-nostats", "-stats_period", "60", "-progress", "pipe:1", "-fs", String(MOST_BYTES), "-y", fileUrl(path)],
  ];
}
