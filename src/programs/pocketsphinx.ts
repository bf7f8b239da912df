import { access, constants, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ProgramEnd, ProgramLimits, Programs } from "../domain/programs.ts";
import type { Recognised, Recogniser } from "../domain/recogniser.ts";
import { failure, failureOf, missingFailure, notAudio } from "./failure.ts";
import { isMachinesFault, probeCodec, toWav, wavDurationMs } from "./ffmpeg.ts";
import { parseWords } from "./words.ts";

const CONTINUOUS = "pocketsphinx_continuous";

/** An hour of speech prints about 0.4 MB. */
const OUTPUT_BYTES = 64 * 1024 * 1024;
/** Loading the models takes under a second. */
const LOAD_LIMITS: ProgramLimits = { timeoutMs: 30_000, outputBytes: 1_000_000 };
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/**
 * Silence before the recording: speech that starts at once is taken for the noise of the room. Over 14 clips, 193 words,
 * it brought the errors from 95 down to 77; twice as much did no more.
 */
const LEAD_MS = 300;
const DAY_S = 24 * 60 * 60;

/**
 * Debian's pocketsphinx with its own English models: free dictation, rough. About 0.2 s for a second of audio on one
 * core, 120 MB. Every word it heard is kept, the doubtful ones too; their confidence tells. It hears words in noise.
 *
 * `missing()` answers with Debian's package names. Codes of failures: `MISSING`, `NOT_AUDIO`, `TOO_LONG`, `TIME_LIMIT`,
 * `ABORTED`, and `EXIT` for everything else.
 *
 * @param options.tempDir where the converted recording lives meanwhile, 115 MB an hour; the system's folder by default
 * @param options.maxSeconds longest recording that is taken; a day by default
 */
export function pocketsphinxRecogniser(
  programs: Programs,
  options: { readonly tempDir?: string; readonly maxSeconds?: number } = {},
): Recogniser {
  const { tempDir = tmpdir(), maxSeconds = DAY_S } = options;
  // A second more than is taken: so much that a recording beyond the limit shows.
  const maxMs = LEAD_MS + (maxSeconds + 1) * 1000;
  let complete = false;

  async function missing(): Promise<readonly string[]> {
    // What was found stays; what was not may be on its way.
    if (complete) return [];
    const names = await lookFor(programs);
    complete = names.length === 0;
    return names;
  }

  async function recognise(
    path: string,
    limits: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Recognised> {
    // One limit over all three programs.
    const late = AbortSignal.timeout(Math.min(Math.ceil(limits.timeoutMs), LONGEST_TIMEOUT_MS));
    const signal = limits.signal ? AbortSignal.any([limits.signal, late]) : late;
    const run = (program: string, args: readonly string[]) =>
      programs.run(program, args, { timeoutMs: LONGEST_TIMEOUT_MS, outputBytes: OUTPUT_BYTES, signal });
    const failedBy = (program: string, end: ProgramEnd) =>
      end.kind === "missing" ? lookFor(programs).then(missingFailure) : failureOf(end, program, late.aborted);

    return inPrivateFolder(tempDir, async (folder) => {
      const input = resolve(path);
      const wav = join(folder, "speech.wav");
      await access(input, constants.R_OK);

      const probed = await run("ffprobe", probeCodec(input));
      if (probed.kind !== "exited" || isMachinesFault(probed)) return failedBy("ffprobe", probed);
      const codec = probed.stdout.trim();
      if (probed.code !== 0 || codec === "" || codec === "unknown") return notAudio(probed.stderr);

      const converted = await run("ffmpeg", toWav(input, wav, { codec, leadMs: LEAD_MS, maxMs }));
      if (converted.kind !== "exited" || isMachinesFault(converted)) return failedBy("ffmpeg", converted);
      const durationMs = converted.code === 0 ? wavDurationMs((await stat(wav)).size) - LEAD_MS : 0;
      if (durationMs <= 0) return notAudio(converted.stderr);
      if (durationMs > maxSeconds * 1000) {
        return failure("TOO_LONG", `The recording is longer than the ${maxSeconds} s that are taken on this machine`);
      }

      const heard = await run(CONTINUOUS, ["-infile", wav, "-time", "yes"]);
      if (heard.kind !== "exited" || isMachinesFault(heard)) return failedBy(CONTINUOUS, heard);
      if (heard.code !== 0) {
        const lacking = await lookFor(programs);
        return lacking.length > 0 ? missingFailure(lacking) : failedBy(CONTINUOUS, heard);
      }
      const words = parseWords(heard.stdout, LEAD_MS);
      return { ok: true, text: words.map((word) => word.text).join(" "), words, durationMs };
    });
  }

  return { name: "pocketsphinx", missing, recognise };
}

/** What is not on this machine, by Debian's names. */
async function lookFor(programs: Programs): Promise<readonly string[]> {
  const [ffmpeg, ffprobe, loads] = await Promise.all([
    programs.version("ffmpeg"),
    programs.version("ffprobe"),
    // Where the models lie is built into the program: it alone can tell whether they are there.
    programs.run(CONTINUOUS, ["-infile", "/dev/null"], LOAD_LIMITS),
  ]);
  const names: string[] = [];
  if (ffmpeg === null || ffprobe === null) names.push("ffmpeg");
  if (loads.kind === "missing") names.push("pocketsphinx", "pocketsphinx-en-us");
  else if (loads.kind === "exited" && loads.code !== 0) names.push("pocketsphinx-en-us");
  return names;
}

/** A folder that only this user can look into, removed whatever happens. Trouble with files becomes an `EXIT`. */
async function inPrivateFolder(parent: string, work: (folder: string) => Promise<Recognised>): Promise<Recognised> {
  let folder: string | null = null;
  try {
    folder = await mkdtemp(join(parent, "tenuto-"));
    return await work(folder);
  } catch (error) {
    return failure("EXIT", error instanceof Error ? error.message : String(error));
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
