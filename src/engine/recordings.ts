import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { AudioReport } from "../domain/audio-report.ts";
import { AudioError, SettingsError } from "../domain/errors.ts";
import type { InspectionLimits, Inspector, MendedFile, Mender } from "../domain/inspector.ts";
import type { RepairPlan } from "../domain/repair.ts";
import { labelOf, open, sourceOf } from "./audio-input.ts";
import type { Downloads } from "./download.ts";
import type { AudioInput } from "./house.ts";

/** Beyond an hour nobody waits for a conversion, ms. */
const MENDING_MS = 60 * 60_000;

export interface RecordingTools {
  readonly inspector: Inspector;
  readonly mender: Mender;
  readonly downloads: Downloads;
}

/** A report on a recording in whatever form it is handed in. Throws `AudioError` for what cannot be read. */
export function inspectInput(
  { inspector, downloads }: RecordingTools,
  audio: AudioInput,
  limits: InspectionLimits,
  name?: string,
): Promise<AudioReport> {
  return withFile(downloads, audio, limits.signal, (path, label) => inspector.inspect(path, limits, name ?? label));
}

/** Carries a plan out on a recording, into `folder`. Throws `AudioError`, and `SettingsError` where ffmpeg is missing. */
export function repairInput(
  { mender, downloads }: RecordingTools,
  audio: AudioInput,
  plan: RepairPlan,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<readonly MendedFile[]> {
  return withFile(downloads, audio, signal, async (path, label) => {
    const limits = { timeoutMs: MENDING_MS, ...(signal === undefined ? {} : { signal }) };
    const made = await mender.mend(path, plan, resolve(folder), limits);
    if (made.ok) return made.files;
    signal?.throwIfAborted();
    if (made.code === "MISSING") throw new SettingsError("settings/no-ffmpeg", made.message, "Install ffmpeg.");
    const remedy = "see what an inspection says of it, and whether the disk is full";
    throw new AudioError("audio/not-converted", `${label} could not be converted: ${made.message}`, remedy);
  });
}

/** Files as they lie, anything else in a temporary file for as long as the work lasts. */
async function withFile<T>(
  downloads: Downloads,
  audio: AudioInput,
  signal: AbortSignal | undefined,
  work: (path: string, label: string) => Promise<T>,
): Promise<T> {
  const source = sourceOf(audio);
  const label = labelOf(source);
  if (source.kind === "file") return work(resolve(source.path), label);
  const folder = await mkdtemp(join(tmpdir(), "tenuto-"));
  try {
    const path = join(folder, "recording");
    await pipeline(await open(source, downloads, signal), createWriteStream(path, { mode: 0o600 }), { signal });
    return await work(path, label);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
