import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ProgramEnd } from "../domain/programs.ts";
import { RATE, SAMPLE_BYTES, type SamplePlace } from "./alignment-recording.ts";
import { type failure, failureOf, missingFailure, notAudio } from "./failure.ts";
import { isMachinesFault, probeCodec, toWav } from "./ffmpeg.ts";

type Failure = ReturnType<typeof failure>;
export type Sound = { readonly ok: true; readonly place: SamplePlace } | Failure;

export interface SoundMeans {
  /** Where a converted recording is put. */
  readonly folder: string;
  readonly maxMs: number;
  readonly run: (program: string, args: readonly string[]) => Promise<ProgramEnd>;
  /** Whether an abort came from the time limit. */
  readonly late: () => boolean;
}

const HEAD_BYTES = 4096;
const PCM = 1;

/** A recording's samples at 16 kHz: those of the file itself where it holds them so, otherwise as ffmpeg converts it. */
export async function soundOf(input: string, means: SoundMeans): Promise<Sound> {
  await access(input, constants.R_OK);
  const plain = await plainWav(input);
  if (plain !== null) return { ok: true, place: plain };

  const { run, late } = means;
  const probed = await run("ffprobe", probeCodec(input));
  if (probed.kind !== "exited" || isMachinesFault(probed)) return failedBy("ffprobe", probed, late());
  const codec = probed.stdout.trim();
  if (probed.code !== 0 || codec === "" || codec === "unknown") return notAudio(probed.stderr);

  const output = join(means.folder, "speech.wav");
  const converted = await run("ffmpeg", toWav(input, output, { codec, leadMs: 0, maxMs: means.maxMs }));
  if (converted.kind !== "exited" || isMachinesFault(converted)) return failedBy("ffmpeg", converted, late());
  const place = converted.code === 0 ? await plainWav(output) : null;
  return place === null ? notAudio(converted.stderr) : { ok: true, place };
}

/** Debian's package has both programs. */
function failedBy(program: string, end: ProgramEnd, late: boolean): Failure {
  return end.kind === "missing" ? missingFailure(["ffmpeg"]) : failureOf(end, program, late);
}

/** Where the samples lie in a WAV of 16 kHz, mono, 16 bits whose sizes are true; null for everything else. */
export async function plainWav(path: string): Promise<SamplePlace | null> {
  const { size } = await stat(path);
  const head = Buffer.alloc(HEAD_BYTES);
  const file = await open(path, "r");
  const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0).finally(() => file.close());
  return samplesIn(head.subarray(0, bytesRead), path, size);
}

function samplesIn(head: Buffer, path: string, size: number): SamplePlace | null {
  if (head.toString("latin1", 0, 4) !== "RIFF" || head.toString("latin1", 8, 12) !== "WAVE") return null;
  let plain = false;
  for (let at = 12; at + 8 <= head.length; ) {
    const length = head.readUInt32LE(at + 4);
    const body = at + 8;
    const name = head.toString("latin1", at, at + 4);
    if (name === "fmt " && body + 16 <= head.length) plain = isPlain(head.subarray(body));
    if (name === "data") {
      const samples = Math.floor(length / SAMPLE_BYTES);
      return plain && samples > 0 && body + length <= size ? { path, offset: body, samples } : null;
    }
    at = body + length + (length % 2);
  }
  return null;
}

function isPlain(format: Buffer): boolean {
  const [tag, channels, rate, bits] = [0, 2, 4, 14].map((at) =>
    at === 4 ? format.readUInt32LE(at) : format.readUInt16LE(at),
  );
  return tag === PCM && channels === 1 && rate === RATE && bits === 16;
}
