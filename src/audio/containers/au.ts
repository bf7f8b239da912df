import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { found, impossible, seconds, soundFormat, stopped, walked } from "../structure-findings.ts";

/** Encodings by ffmpeg's names, with the bytes of one sample. */
const ENCODINGS: Readonly<Record<number, readonly [codec: string, bytes: number]>> = {
  1: ["pcm_mulaw", 1],
  2: ["pcm_s8", 1],
  3: ["pcm_s16be", 2],
  4: ["pcm_s24be", 3],
  5: ["pcm_s32be", 4],
  6: ["pcm_f32be", 4],
  7: ["pcm_f64be", 8],
  27: ["pcm_alaw", 1],
};

const INAUDIBLE_MS = 20;
const OPEN = 0xffffffff;

/** Reads the header of Sun's AU. */
export function walkAu(bytes: Bytes): Walked {
  const head = bytes.at(0, 24);
  if (head.length < 24) return stopped("header-corrupt", "The header breaks off.");
  const [from, size, encoding, sampleRate, channels] = [4, 8, 12, 16, 20].map((at) => head.readUInt32BE(at)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const wrong = impossible(sampleRate, channels);
  if (wrong !== null || from < 24) return stopped("header-corrupt", wrong ?? "The sound begins within the header.");
  const [codec, width] = ENCODINGS[encoding] ?? [null, 0];
  const format = soundFormat({
    container: "au",
    codec,
    sampleRate,
    channels,
    bitsPerSample: width > 0 ? width * 8 : null,
  });
  if (codec === null)
    return stopped("unsupported-codec", `The sound is of kind ${encoding}, which nothing here decodes.`, format);
  const here = bytes.size - from;
  if (here < width * channels)
    return stopped("zero-duration", "The header is sound, and no sample follows it.", format);
  const lengthOf = (count: number) => (Math.floor(count / (width * channels)) / sampleRate) * 1000;
  if (size === OPEN) {
    const findings = [found("duration-undeclared", "The header leaves the length open, as pipes do.")];
    return walked({ format, packetsMs: lengthOf(here), findings });
  }
  const declaredMs = lengthOf(size);
  // A header that says 0 was never brought up to date: samples follow.
  const packetsMs = lengthOf(size === 0 ? here : Math.min(size, here));
  const cut = declaredMs - packetsMs > INAUDIBLE_MS;
  const findings = cut
    ? [found("truncated", `The header says ${seconds(declaredMs)}, and ${seconds(packetsMs)} are there.`)]
    : [];
  return walked({ format, declaredMs, declaredBy: "header", packetsMs, findings });
}
