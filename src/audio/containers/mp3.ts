import type { AudioFinding } from "../../domain/audio-report.ts";
import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { bytesInWords, found, seconds, soundFormat, walked } from "../structure-findings.ts";
import { countFrames, endsWithinFrame, findChain } from "./frames.ts";
import { type FrameTable, frameTableIn, MPEG_FRAMES, type MpegFrame, mpegFrameAt } from "./mpeg-frame.ts";
import { tagsEnd } from "./tags.ts";

/** How far into a file frames are looked for: more before them than this is no damage but another file. */
const LONGEST_PREFIX = 256 * 1024;
/** Missing at the end: headers are often wrong by a few bytes of tags. */
const INAUDIBLE_MS = 100;

/** Looks for MP3 frames (layers I and II too) behind `from`, where tags end; null when there are none. */
export function walkMp3(bytes: Bytes, from: number, counting: boolean): Walked | null {
  const end = tagsEnd(bytes, from);
  const chain = findChain(bytes, MPEG_FRAMES, from, from + LONGEST_PREFIX, end);
  if (chain === null) return null;
  const first = mpegFrameAt(bytes.at(chain.at, 4), 0);
  if (first === null) return null;
  const table = frameTableIn(bytes.at(chain.at, Math.min(first.length, 512)), first.xingAt);
  const soundAt = chain.at + (table === null ? 0 : first.length);
  const format = soundFormat({
    container: "mp3",
    codec: `mp${first.layer}`,
    sampleRate: first.sampleRate,
    channels: first.channels,
  });
  const counted = counting ? countFrames(bytes, MPEG_FRAMES, first.kind, soundAt, end) : null;
  const lengthOf = (samples: number) => (Math.max(0, samples - (table?.padding ?? 0)) / first.sampleRate) * 1000;
  const declaredMs = declared(first, table, lengthOf, end - chain.at);
  const findings: AudioFinding[] = [...prefixOf(bytes, from, chain.at, first.length)];
  const cut = counted?.cut ?? endsWithinFrame(bytes, MPEG_FRAMES, first.kind, soundAt, end);
  const missing = table?.bytes ? table.bytes - (end - chain.at) : 0;
  const missingMs = table?.bytes ? (missing / table.bytes) * declaredMs : 0;
  if (missingMs > INAUDIBLE_MS) {
    findings.push(
      found("truncated", `The header says ${seconds(declaredMs)}; the last ${seconds(missingMs)} are missing.`),
    );
  } else if (cut) {
    findings.push(found("truncated", "The file ends in the middle of a frame: it was cut off."));
  }
  if (counted !== null && counted.strayBytes > first.length) {
    findings.push(found("decode-errors", `${bytesInWords(counted.strayBytes)} amid the sound are no sound.`));
  }
  return walked({
    format,
    declaredMs,
    declaredBy: table?.frames ? "header" : "bit-rate",
    packetsMs: counted === null ? null : lengthOf(counted.samples),
    findings,
  });
}

/** Without a count of frames everybody guesses from the first frame's bit rate, which is wrong where it changes. */
function declared(
  first: MpegFrame,
  table: FrameTable | null,
  lengthOf: (samples: number) => number,
  size: number,
): number {
  if (table?.frames) return lengthOf(table.frames * first.samples);
  return (size / (first.bitRate / 8)) * 1000;
}

function prefixOf(bytes: Bytes, from: number, at: number, frame: number): readonly AudioFinding[] {
  // Less than a frame is the rest of one, as in a stream that was cut; zeros are padding behind a tag.
  if (at - from < frame || bytes.at(from, at - from).every((byte) => byte === 0)) return [];
  return [found("garbage-prefix", `${bytesInWords(at - from)} of something else stand before the sound.`)];
}
