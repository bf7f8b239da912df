import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Aligned, Aligner, AlignmentTrouble } from "../domain/aligner.ts";
import type { ProgramEnd, Programs } from "../domain/programs.ts";
import type { AlignmentRequest } from "./alignment-child.ts";
import { RATE } from "./alignment-recording.ts";
import { soundOf } from "./alignment-sound.ts";
import { failureOf } from "./failure.ts";

export interface AlignerOptions {
  /** Where a converted recording lives meanwhile, 115 MB an hour; the system's folder by default. */
  readonly tempDir?: string;
  /** Longest recording that is taken; an hour by default. */
  readonly maxSeconds?: number;
  /** The compiled program that aligns; beside this file by default. */
  readonly script?: string;
}

const HOUR_S = 60 * 60;
/** An hour of speech makes about 6 MB. */
const OUTPUT_BYTES = 64 * 1024 * 1024;
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/**
 * The decoder's memory in pages of 64 KiB, and the heap of JavaScript in MB: twice what any recording takes. A program that
 * wants more ends, and nothing else with it.
 */
const NODE_LIMITS = ["--wasm-max-mem-pages=4096", "--max-old-space-size=192"];

/**
 * soundswallower, from npm with its own English model: finds the words of a script and their sounds. It runs in a process
 * of its own, under limits, with nothing of our environment. About 20 times faster than the recording, 150 MB.
 *
 * WAV of 16 kHz, mono, 16 bits is read as it is; everything else needs ffmpeg (`MISSING` without it, though `missing()`
 * names the aligner's own parts only). Words are looked for in the order of the script, and other speech may stand between
 * them. A word that was not said has `said: false` and the score 0. A word that the dictionary lacks is put together from
 * others or spelled out by rules and told in `unknownWords`; one without Latin letters is left out of `words` and told
 * there too. Of several sentences the one that explains most of the recording is taken. Scores compare within the
 * recording only; `heard` of a sound is always null.
 */
export function soundswallowerAligner(programs: Programs, options: AlignerOptions = {}): Aligner {
  const { tempDir = tmpdir(), maxSeconds = HOUR_S } = options;
  const script = options.script ?? fileURLToPath(new URL("./alignment-child.js", import.meta.url));

  async function align(
    path: string,
    sentences: readonly string[],
    limits: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Aligned> {
    // One limit over all programs.
    const late = AbortSignal.timeout(Math.min(Math.ceil(limits.timeoutMs), LONGEST_TIMEOUT_MS));
    const signal = limits.signal ? AbortSignal.any([limits.signal, late]) : late;
    const run = (program: string, args: readonly string[]) =>
      programs.run(program, args, { timeoutMs: LONGEST_TIMEOUT_MS, outputBytes: OUTPUT_BYTES, signal });

    return inPrivateFolder(tempDir, async (folder) => {
      const maxMs = (maxSeconds + 1) * 1000;
      const sound = await soundOf(resolve(path), { folder, maxMs, run, late: () => late.aborted });
      if (!sound.ok) return trouble(sound.code, sound.message);
      if (sound.place.samples > maxSeconds * RATE) {
        return trouble("TOO_LONG", `The recording is longer than the ${maxSeconds} s that are taken on this machine`);
      }
      const request: AlignmentRequest = { place: sound.place, sentences };
      await writeFile(join(folder, "request.json"), JSON.stringify(request));
      return answerOf(await run(process.execPath, [...NODE_LIMITS, script, folder]), late.aborted);
    });
  }

  return { name: "soundswallower", missing: async () => (isHere(script) ? [] : ["soundswallower"]), align };
}

function isHere(script: string): boolean {
  try {
    createRequire(import.meta.url).resolve("soundswallower");
    return existsSync(script);
  } catch {
    return false;
  }
}

function answerOf(end: ProgramEnd, late: boolean): Aligned {
  if (end.kind === "exited" && end.code === 0) return JSON.parse(end.stdout) as Aligned;
  const { code, message } = failureOf(end, "soundswallower", late);
  return trouble(code, message);
}

function trouble(code: string, message: string): Aligned {
  // The codes of `failure` are among those of an alignment.
  return { ok: false, code: code as AlignmentTrouble, message };
}

/** A folder that only this user can look into, removed whatever happens. Trouble with files becomes an `EXIT`. */
async function inPrivateFolder(parent: string, work: (folder: string) => Promise<Aligned>): Promise<Aligned> {
  let folder: string | null = null;
  try {
    folder = await mkdtemp(join(parent, "tenuto-"));
    return await work(folder);
  } catch (error) {
    return trouble("EXIT", error instanceof Error ? error.message : String(error));
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
