import type { AudioFinding } from "../../domain/audio-report.ts";
import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { found, impossible, seconds, soundFormat, stopped, walked } from "../structure-findings.ts";
import { crc16, type FlacFrame, flacFrameAt, LONGEST_HEADER } from "./flac-frame.ts";
import { tagsEnd } from "./tags.ts";

/** More blocks of tags and pictures than any program writes. */
const MOST_BLOCKS = 512;
/** The last frames are looked for within this much of the end: the longest frame of usual settings, several times over. */
const TAIL = 384 * 1024;
/** Heads that are tried as the last one: false ones are rare, unless somebody wants the walk to take long. */
const MOST_TRIES = 24;
const INAUDIBLE_MS = 20;

interface StreamInfo {
  readonly largestBlock: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** Samples of one channel; 0 when it is left open. */
  readonly samples: number;
}

/** Reads STREAMINFO behind the mark at `from`, and the number of the last frame at the other end. */
export function walkFlac(bytes: Bytes, from: number): Walked {
  const head = bytes.at(from, 42);
  const info = head.length < 42 || (head[4] ?? 0) % 128 !== 0 ? null : infoIn(head.subarray(8, 42));
  if (info === null) return stopped("header-corrupt", "The header breaks off or does not begin with STREAMINFO.");
  const wrong = impossible(info.sampleRate, info.channels);
  if (wrong !== null) return stopped("header-corrupt", wrong);
  const format = soundFormat({
    container: "flac",
    codec: "flac",
    sampleRate: info.sampleRate,
    channels: info.channels,
    bitsPerSample: info.bits,
  });
  const soundAt = framesBegin(bytes, from + 4);
  const end = tagsEnd(bytes, from);
  if (soundAt >= end) return stopped("zero-duration", "The header is sound, and no frame follows it.", format);
  const declaredMs = info.samples > 0 ? (info.samples / info.sampleRate) * 1000 : null;
  const last = lastFrame(bytes, soundAt, end, info);
  const packetsMs = last === null ? null : (last.samples / info.sampleRate) * 1000;
  return walked({
    format,
    declaredMs,
    declaredBy: declaredMs === null ? null : "header",
    packetsMs,
    findings: findingsOf(declaredMs, packetsMs, last),
  });
}

function findingsOf(
  declaredMs: number | null,
  packetsMs: number | null,
  last: { readonly whole: boolean } | null,
): readonly AudioFinding[] {
  const findings: AudioFinding[] = [];
  const missing = declaredMs !== null && packetsMs !== null && declaredMs - packetsMs > INAUDIBLE_MS;
  // A header that lies stands before a last frame that is whole; a copy that broke off ends within one.
  if (last !== null && !last.whole && missing) {
    findings.push(found("truncated", `The header says ${seconds(declaredMs)}, and ${seconds(packetsMs)} are there.`));
  } else if (last !== null && !last.whole && declaredMs === null) {
    findings.push(found("truncated", "The file ends in the middle of a frame: it was cut off."));
  }
  if (declaredMs === null) findings.push(found("duration-undeclared", "The header leaves the number of samples open."));
  return findings;
}

function infoIn(block: Buffer): StreamInfo {
  const packed = block.readUInt32BE(10);
  return {
    largestBlock: block.readUInt16BE(2),
    sampleRate: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bits: ((packed >>> 4) & 31) + 1,
    samples: (packed & 15) * 2 ** 32 + block.readUInt32BE(14),
  };
}

function framesBegin(bytes: Bytes, from: number): number {
  let position = from;
  for (let count = 0; count < MOST_BLOCKS; count++) {
    const head = bytes.at(position, 4);
    if (head.length < 4) return bytes.size;
    position += 4 + head.readUIntBE(1, 3);
    if ((head[0] ?? 0) >= 128) break;
  }
  return position;
}

/** The samples up to the end of the last whole frame, and whether the file ends with that frame. */
function lastFrame(
  bytes: Bytes,
  from: number,
  end: number,
  info: StreamInfo,
): { readonly samples: number; readonly whole: boolean } | null {
  const start = Math.max(from, end - TAIL);
  const tail = Buffer.from(bytes.at(start, end - start));
  const heads: { readonly at: number; readonly frame: FlacFrame }[] = [];
  for (let at = tail.indexOf(0xff); at >= 0 && at + LONGEST_HEADER / 2 < tail.length; at = tail.indexOf(0xff, at + 1)) {
    const frame = flacFrameAt(tail, at);
    if (frame !== null) heads.push({ at, frame });
  }
  // A sum of eight bits lets false ones pass: the true one follows its predecessor, or is the first of all.
  for (const [i, { frame, at }] of [...heads.entries()].slice(-MOST_TRIES).reverse()) {
    const whole = crc16(tail.subarray(at)) === 0;
    const expected = (before: FlacFrame) => before.number + (frame.numbersSamples ? before.samples : 1);
    const before = heads.findLast((other, index) => index < i && expected(other.frame) === frame.number);
    if (!whole && before === undefined && frame.number !== 0) continue;
    const begins = frame.numbersSamples ? frame.number : frame.number * (before?.frame.samples ?? info.largestBlock);
    return { samples: begins + (whole ? frame.samples : 0), whole };
  }
  return null;
}
