import { createWriteStream } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { AudioFormat } from "../domain/audio-report.ts";
import type { AudioSource, Spool } from "../domain/audio-source.ts";
import type { Excerpter } from "../domain/excerpt.ts";
import type { Inspector } from "../domain/inspector.ts";
import type { Job } from "../domain/job.ts";
import type { SupportBundle, SupportSample } from "../engine/support/bundle.ts";
import { sampleStretch } from "../engine/support/sample-stretch.ts";
import type { Settings } from "../settings.ts";

/** A minute of sound is cut in less than a second; a disk may be slow. */
const TIME_LIMIT_MS = 60_000;

export interface SampleTools {
  readonly excerpter: (settings: Settings) => Excerpter;
  readonly inspector: (settings: Settings) => Inspector;
}

/** What a sample is taken of, and where it goes. */
export interface SampleAsked {
  readonly job: Job;
  readonly recording: SupportBundle["recording"];
  readonly spool: Spool;
  readonly ms: number;
  readonly path: string;
}

/** Cuts a sample out of the held recording. Never throws for a recording that is gone or no sound: then it says why. */
export async function takeSample(asked: SampleAsked, tools: SampleTools, settings: Settings): Promise<SupportSample> {
  const { job, recording, spool } = asked;
  const audio = job.fetched ?? job.request.audio;
  if (recording.bytes === null) return without("the provider fetched the recording itself, and it was never here");
  if (!(await spool.holds(audio))) return without(`the recording is no longer held${goneWhen(job)}`);
  const folder = await mkdtemp(join(tmpdir(), "tenuto-sample-"));
  try {
    const path = await pathOf(spool.open(audio), folder);
    const format = recording.report === null ? await formatOf(path, tools, settings) : recording.report.format;
    if (format === null) return without("it is no recording that could be cut");
    return await cut(asked, { path, format, folder }, tools.excerpter(settings));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function cut(
  { job, recording, ms, path: place }: SampleAsked,
  { path, format, folder }: { readonly path: string; readonly format: AudioFormat; readonly folder: string },
  excerpter: Excerpter,
): Promise<SupportSample> {
  const stretch = sampleStretch(job, recording.durationMs, ms);
  // Beside its place, since a folder for temporary files may be on another disk.
  const part = join(dirname(place), `.${basename(folder)}.part`);
  const source = { path, container: format.container, codec: format.codec };
  try {
    const made = await excerpter.cut(source, stretch, part, { timeoutMs: TIME_LIMIT_MS });
    if (!made.ok) return without(`it could not be cut: ${made.message}`);
    await rename(part, place);
    return { file: basename(place), fromMs: stretch.fromMs, durationMs: made.durationMs, bytes: made.bytes };
  } finally {
    await rm(part, { force: true });
  }
}

async function formatOf(path: string, { inspector }: SampleTools, settings: Settings): Promise<AudioFormat | null> {
  const looking = inspector(settings);
  try {
    return (await looking.inspect(path, { quick: true })).format;
  } finally {
    await looking.close();
  }
}

/** Programs want a file. */
async function pathOf(source: AudioSource, folder: string): Promise<string> {
  if (source.path !== null) return source.path;
  const path = join(folder, "recording");
  await pipeline(Readable.from(source.open()), createWriteStream(path, { mode: 0o600 }));
  return path;
}

function goneWhen({ state }: Job): string {
  return state.status === "completed" ? ": it is let go of once a job is completed" : "";
}

function without(why: string): SupportSample {
  return { file: null, why };
}
