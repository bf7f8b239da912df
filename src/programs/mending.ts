import { access, constants, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Mended, MendedFile, Mender } from "../domain/inspector.ts";
import type { ProgramEnd, Programs } from "../domain/programs.ts";
import type { RepairPlan } from "../domain/repair.ts";
import { type Failure, failure, failureOf, notAudio } from "./failure.ts";
import { isMachinesFault } from "./ffmpeg.ts";
import { ENDINGS, type Place, writeAll, writeForParts, writePart, writtenMs } from "./mending-arguments.ts";

/** A day of two channels as WAV has half of it. What unfolds to more is no recording that somebody meant to send. */
const MOST_BYTES = 10_000_000_000;
/** What the header of a WAV can tell. */
const MOST_WAV_BYTES = 4_294_000_000;
const OUTPUT_BYTES = 4 * 1024 * 1024;
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

type Output = NonNullable<RepairPlan["output"]>;
type Written = { readonly ok: true; readonly bytes: number; readonly durationMs: number } | Failure;
type Run = (args: readonly string[]) => Promise<ProgramEnd>;

/**
 * Mends with ffmpeg: one process, and one more for each piece where there are several, cut from a WAV that is written
 * beside them (115 MB an hour and channel) and removed again, so that all cuts are exact to a sample. Constant memory. A
 * piece of which nothing is left, since the recording is shorter than it was believed to be, is left out.
 *
 * Codes of failures: `MISSING` (ffmpeg is not there), `NOT_AUDIO`, `TIME_LIMIT`, `ABORTED`, and `EXIT` for all else.
 *
 * @param options.maxBytes what a file may have at most; over it mending fails. Default 10 GB
 */
export function ffmpegMender(
  programs: Pick<Programs, "run">,
  { maxBytes = MOST_BYTES }: { readonly maxBytes?: number } = {},
): Mender {
  async function mend(
    path: string,
    plan: RepairPlan,
    folder: string,
    limits: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Mended> {
    const { output } = plan;
    if (output === null) throw new TypeError("a plan that writes nothing cannot be carried out");
    // One limit over all of them.
    const late = AbortSignal.timeout(Math.min(Math.ceil(limits.timeoutMs), LONGEST_TIMEOUT_MS));
    const signal = limits.signal ? AbortSignal.any([limits.signal, late]) : late;
    const run = (args: readonly string[]) =>
      programs.run("ffmpeg", args, { timeoutMs: LONGEST_TIMEOUT_MS, outputBytes: OUTPUT_BYTES, signal });
    const job: Job = { run, late, recording: resolve(path), folder, maxBytes };
    try {
      // ffmpeg says the same of a folder that is gone as of a recording that is none.
      await Promise.all([access(job.recording, constants.R_OK), access(folder, constants.W_OK)]);
      const isWhole = plan.pieces.length === 1 && plan.pieces[0]?.fromMs === 0 && plan.pieces[0].toMs === null;
      return isWhole ? await whole(job, output) : await inPieces(job, output, plan.pieces);
    } catch (error) {
      return failure("EXIT", error instanceof Error ? error.message : String(error));
    }
  }

  return { mend };
}

interface Job {
  readonly run: Run;
  readonly late: AbortSignal;
  readonly recording: string;
  readonly folder: string;
  readonly maxBytes: number;
}

async function whole(job: Job, output: Output): Promise<Mended> {
  const place = placeFor(job, "mended", output);
  const written = await write(job, writeAll(job.recording, output, place), place);
  if (!written.ok) return written;
  const { bytes, durationMs } = written;
  return { ok: true, files: [{ path: place.path, bytes, durationMs, fromMs: 0 }] };
}

async function inPieces(job: Job, output: Output, pieces: RepairPlan["pieces"]): Promise<Mended> {
  const all = { path: join(job.folder, "all.wav"), maxBytes: job.maxBytes };
  try {
    const decoded = await write(job, writeForParts(job.recording, output, all), all);
    if (!decoded.ok) return decoded;
    const files: MendedFile[] = [];
    for (const [index, piece] of pieces.entries()) {
      if (index > 0 && piece.fromMs >= decoded.durationMs) break;
      const place = placeFor(job, `mended-${String(index + 1).padStart(3, "0")}`, output);
      const written = await write(job, writePart(all.path, piece, output, place), place);
      if (!written.ok) return written;
      files.push({ path: place.path, bytes: written.bytes, durationMs: written.durationMs, fromMs: piece.fromMs });
    }
    return { ok: true, files };
  } finally {
    await rm(all.path, { force: true });
  }
}

function placeFor({ folder, maxBytes }: Job, name: string, { target }: Output): Place {
  const path = join(folder, `${name}.${ENDINGS[target]}`);
  return { path, maxBytes: target === "wav" ? Math.min(maxBytes, MOST_WAV_BYTES) : maxBytes };
}

async function write({ run, late }: Job, args: readonly string[], { path, maxBytes }: Place): Promise<Written> {
  const end = await run(args);
  if (end.kind !== "exited" || isMachinesFault(end)) return failureOf(end, "ffmpeg", late.aborted);
  const durationMs = end.code === 0 ? writtenMs(end.stdout) : 0;
  if (durationMs === 0) return notAudio(end.stderr);
  const { size: bytes } = await stat(path);
  if (bytes >= maxBytes) return failure("EXIT", `It unfolds to more than ${maxBytes} bytes of sound`);
  return { ok: true, bytes, durationMs };
}
