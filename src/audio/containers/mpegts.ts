import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { soundFormat, stopped, walked } from "../structure-findings.ts";
import { adtsFrameAt } from "./adts.ts";
import type { Frame } from "./frames.ts";
import { mpegFrameAt } from "./mpeg-frame.ts";

/** Kinds of streams by ffmpeg's names. */
const SOUNDS: Readonly<Record<number, string>> = {
  3: "mp3",
  4: "mp3",
  15: "aac",
  17: "aac_latm",
  128: "pcm_bluray",
  129: "ac3",
  130: "dts",
  131: "truehd",
  133: "dts",
  134: "dts",
  135: "eac3",
};
/** Anything at all: what it is stands in descriptors, or only in its packets. */
const PRIVATE = 6;
/** Descriptors that say what a private stream is. */
const PRIVATE_SOUNDS: Readonly<Record<number, string>> = { 106: "ac3", 122: "eac3", 123: "dts", 124: "aac" };
const PICTURES = new Set([1, 2, 0x10, 0x1b, 0x20, 0x24, 0x33]);

const PACKET = 188;
/** Tables come back every half second: they stand within this much of the beginning. */
const SEARCHED = 2 * 1024 * 1024;

interface Found {
  programAt: number | null;
  sounds: { readonly pid: number; readonly codec: string }[];
  /** Whether there are streams of which the tables do not say what they are. */
  hasPrivate: boolean;
  hasVideo: boolean;
  tables: boolean;
}

/** Reads the tables of an MPEG transport stream and the first frame of its sound. It never declares a length. */
export function walkTransport(bytes: Bytes): Walked {
  const [offset, step] = bytes.at(0, 1)[0] === 0x47 ? [0, PACKET] : [4, PACKET + 4];
  const seen: Found = { programAt: null, sounds: [], hasPrivate: false, hasVideo: false, tables: false };
  let frame: Frame | null = null;
  for (let at = offset; at < Math.min(bytes.size, SEARCHED) && frame === null; at += step) {
    const packet = bytes.at(at, PACKET);
    if (packet.length < PACKET || packet[0] !== 0x47) continue;
    const pid = packet.readUInt16BE(1) & 0x1fff;
    const starts = ((packet[1] ?? 0) & 0x40) !== 0;
    const control = ((packet[3] ?? 0) >> 4) & 3;
    const from = (control & 2) !== 0 ? 5 + (packet[4] ?? 0) : 4;
    if ((control & 1) === 0 || from >= PACKET || !starts) continue;
    const payload = packet.subarray(from);
    if (pid === 0) seen.programAt ??= programIn(payload);
    else if (pid === seen.programAt && !seen.tables) readProgram(payload, seen);
    else if (pid === seen.sounds[0]?.pid) {
      frame = firstFrame(payload);
      if (frame === null && !["aac", "mp3"].includes(seen.sounds[0].codec)) break;
    }
  }
  const first = seen.sounds[0];
  if (first === undefined) {
    if (seen.hasPrivate) return walked({ format: soundFormat({ container: "mpegts", hasVideo: seen.hasVideo }) });
    if (seen.hasVideo) return stopped("no-audio-track", "There is a picture and no sound.");
    return stopped("header-corrupt", "Its tables name no stream.");
  }
  const layer = frame === null || first.codec !== "mp3" ? null : (frame.kind >> 4) & 15;
  return walked({
    format: soundFormat({
      container: "mpegts",
      codec: layer === null ? first.codec : `mp${layer}`,
      sampleRate: frame?.sampleRate ?? null,
      channels: frame?.channels || null,
      hasVideo: seen.hasVideo,
      audioTracks: seen.sounds.length,
    }),
  });
}

/** Where the table of the first program comes, by the table of programs. */
function programIn(payload: Buffer): number | null {
  const from = 1 + (payload[0] ?? 0) + 8;
  for (let at = from; at + 4 <= payload.length - 4; at += 4) {
    if (payload.readUInt16BE(at) !== 0) return payload.readUInt16BE(at + 2) & 0x1fff;
  }
  return null;
}

function readProgram(payload: Buffer, into: Found): void {
  const from = 1 + (payload[0] ?? 0);
  if (from + 12 > payload.length || payload[from] !== 2) return;
  const end = Math.min(payload.length, from + 3 + (payload.readUInt16BE(from + 1) & 0xfff) - 4);
  let at = from + 12 + (payload.readUInt16BE(from + 10) & 0xfff);
  while (at + 5 <= end) {
    const kind = payload[at] ?? 0;
    const pid = payload.readUInt16BE(at + 1) & 0x1fff;
    const length = payload.readUInt16BE(at + 3) & 0xfff;
    const codec = kind === PRIVATE ? privateSound(payload.subarray(at + 5, at + 5 + length)) : SOUNDS[kind];
    if (kind === PRIVATE && codec === undefined) into.hasPrivate = true;
    if (codec !== undefined) into.sounds.push({ pid, codec });
    if (PICTURES.has(kind)) into.hasVideo = true;
    at += 5 + length;
  }
  into.tables = true;
}

function privateSound(descriptors: Buffer): string | undefined {
  for (let at = 0; at + 2 <= descriptors.length; at += 2 + (descriptors[at + 1] ?? 0)) {
    const codec = PRIVATE_SOUNDS[descriptors[at] ?? 0];
    if (codec !== undefined) return codec;
    if (descriptors.toString("latin1", at, at + 6) === "\x05\x04Opus") return "opus";
  }
  return undefined;
}

function firstFrame(payload: Buffer): Frame | null {
  const from = 9 + (payload[8] ?? 0);
  for (let at = from; at < payload.length; at++) {
    const frame = adtsFrameAt(payload, at) ?? mpegFrameAt(payload, at);
    if (frame !== null) return frame;
  }
  return null;
}
