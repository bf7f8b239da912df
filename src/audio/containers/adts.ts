import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { bytesInWords, found, soundFormat, walked } from "../structure-findings.ts";
import { countFrames, endsWithinFrame, type Frame, type FrameReader, findChain } from "./frames.ts";
import { tagsEnd } from "./tags.ts";

/** Samples a second by their index in AAC's headers. */
export const AAC_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

/** Channels by their index in AAC's headers; 0 says that they are told elsewhere. */
export const AAC_CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8];

/** Reads the seven bytes of an ADTS header; null when they are none. */
export function adtsFrameAt(buffer: Buffer, at: number): Frame | null {
  if (at + 7 > buffer.length || buffer[at] !== 0xff || ((buffer[at + 1] ?? 0) & 0xf6) !== 0xf0) return null;
  const fields = buffer.readUIntBE(at + 2, 5);
  const bits = (from: number, count: number) => Math.floor(fields / 2 ** (40 - from - count)) % 2 ** count;
  const sampleRate = AAC_RATES[bits(2, 4)];
  const length = bits(14, 13);
  if (sampleRate === undefined || length < 8) return null;
  return {
    length,
    samples: 1024 * (bits(38, 2) + 1),
    sampleRate,
    channels: AAC_CHANNELS[bits(7, 3)] ?? 0,
    kind: bits(0, 6) * 8 + bits(7, 3),
  };
}

export const ADTS_FRAMES: FrameReader = { headBytes: 7, read: adtsFrameAt };

/** A stream that was cut begins with the rest of a frame, which has at most so many bytes. */
const LONGEST_FRAME = 8192;

/** Looks for AAC frames in ADTS at `from`, where tags end; null when there are none. ADTS never declares a length. */
export function walkAdts(bytes: Bytes, from: number, counting: boolean): Walked | null {
  const end = tagsEnd(bytes, from);
  const chain = findChain(bytes, ADTS_FRAMES, from, from + LONGEST_FRAME, end);
  if (chain === null) return null;
  const { sampleRate, channels, kind, length } = chain.frame;
  const counted = counting ? countFrames(bytes, ADTS_FRAMES, kind, chain.at, end) : null;
  const cut = counted?.cut ?? endsWithinFrame(bytes, ADTS_FRAMES, kind, chain.at, end);
  const stray = counted !== null && counted.strayBytes > length ? counted.strayBytes : 0;
  return walked({
    format: soundFormat({ container: "aac", codec: "aac", sampleRate, channels: channels || null }),
    packetsMs: counted === null ? null : (counted.samples / sampleRate) * 1000,
    findings: [
      ...(cut ? [found("truncated", "The file ends in the middle of a frame: it was cut off.")] : []),
      ...(stray > 0 ? [found("decode-errors", `${bytesInWords(stray)} amid the sound are no sound.`)] : []),
    ],
  });
}
