import type { AudioFinding } from "../../domain/audio-report.ts";
import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { found, impossible, soundFormat, stopped, walked } from "../structure-findings.ts";
import { type OggPage, pageAt } from "./ogg-page.ts";
import { opusPacketMs } from "./opus.ts";

interface Stream {
  readonly serial: number;
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples a second by which its pages count. */
  readonly clock: number;
  /** Samples at the beginning that are not played. */
  readonly skip: number;
}

/** All streams begin on the first pages. */
const MOST_STREAMS = 32;
/** Longest page, twice: the last whole one begins within it. */
const TAIL = 2 * 65_307;
/** No page holds more: a first page that ends later belongs to a recording cut out of a longer one. */
const LONGEST_PAGE_S = 60;
const LONGEST_PACKET_MS = 120;

/** Reads the first and the last pages of an Ogg file, and all of them to count Opus packets. */
export function walkOgg(bytes: Bytes, counting: boolean): Walked {
  const { streams, hasVideo, unknown, cut, soundAt } = beginnings(bytes);
  const stream = streams[0];
  if (stream === undefined) {
    if (cut) return stopped("header-corrupt", "The header breaks off.");
    if (hasVideo) return stopped("no-audio-track", "There is a picture and no sound.");
    const format = unknown === 0 ? null : soundFormat({ container: "ogg" });
    return stopped("unsupported-codec", "None of its streams is of a kind that is known.", format);
  }
  const wrong = impossible(stream.sampleRate, stream.channels);
  if (wrong !== null) return stopped("header-corrupt", wrong);
  const format = soundFormat({
    container: "ogg",
    codec: stream.codec,
    sampleRate: stream.sampleRate,
    channels: stream.channels,
    hasVideo,
    audioTracks: streams.length,
  });
  const last = lastPages(bytes, stream.serial);
  if (last.chained) return walked({ format });
  if (last.position === null)
    return stopped("zero-duration", "The header is sound, and no page of sound follows it.", format);
  const first = firstPosition(bytes, stream, soundAt);
  const start = first > LONGEST_PAGE_S * stream.clock ? first : stream.skip;
  const declaredMs = (Math.max(0, last.position - start) / stream.clock) * 1000;
  if (last.position === 0) return stopped("zero-duration", "Its pages hold no samples.", format);
  const findings: AudioFinding[] = [];
  if (last.cut) findings.push(found("truncated", "The last page breaks off: the file was cut off."));
  else if (!last.ended)
    findings.push(found("truncated", "No page says that it is the last one: the recording broke off."));
  const counted = counting && stream.codec === "opus" ? countOpus(bytes, stream) : null;
  // The last packet is filled up, and the time on the last page says how much of it is meant.
  const filled = counted !== null && last.ended && counted > declaredMs && counted - declaredMs <= LONGEST_PACKET_MS;
  const packetsMs = filled ? declaredMs : counted;
  return walked({ format, declaredMs, declaredBy: "timestamps", packetsMs, findings });
}

interface Beginnings {
  readonly streams: readonly Stream[];
  readonly hasVideo: boolean;
  /** Streams of kinds that nobody knows. */
  readonly unknown: number;
  /** Whether the first page is not whole. */
  readonly cut: boolean;
  readonly soundAt: number;
}

function beginnings(bytes: Bytes): Beginnings {
  const streams: Stream[] = [];
  let [position, unknown, hasVideo] = [0, 0, false];
  for (let count = 0; count < MOST_STREAMS; count++) {
    const page = pageAt(bytes, position);
    if (page === null || page.end > bytes.size) return { streams, hasVideo, unknown, cut: true, soundAt: position };
    if (!page.begins) break;
    const packet = bytes.at(page.bodyAt, Math.min(64, page.end - page.bodyAt));
    const stream = streamIn(packet, page.serial);
    if (stream !== null) streams.push(stream);
    else if (/^(.theora|BBCD|OVP80)/s.test(packet.toString("latin1", 0, 8))) hasVideo = true;
    else if (packet.toString("latin1", 0, 8) !== "fishead\0") unknown++;
    position = page.end;
  }
  return { streams, hasVideo, unknown, cut: false, soundAt: position };
}

function streamIn(packet: Buffer, serial: number): Stream | null {
  const name = packet.toString("latin1", 0, 8);
  if (name === "OpusHead" && packet.length >= 19) {
    return {
      serial,
      codec: "opus",
      sampleRate: 48_000,
      channels: packet[9] ?? 0,
      clock: 48_000,
      skip: packet.readUInt16LE(10),
    };
  }
  const plain = (codec: string, sampleRate: number, channels: number): Stream => ({
    serial,
    codec,
    sampleRate,
    channels,
    clock: sampleRate,
    skip: 0,
  });
  if (name.startsWith("\x01vorbis") && packet.length >= 16)
    return plain("vorbis", packet.readUInt32LE(12), packet[11] ?? 0);
  if (name === "Speex   " && packet.length >= 52)
    return plain("speex", packet.readUInt32LE(36), packet.readUInt32LE(48));
  if (name.startsWith("\x7fFLAC") && packet.length >= 51) {
    const packed = packet.readUInt32BE(27);
    return plain("flac", packed >>> 12, ((packed >>> 9) & 7) + 1);
  }
  return null;
}

interface LastPages {
  /** Samples up to the end of the last page that says so; null when no page of the stream does. */
  readonly position: number | null;
  readonly ended: boolean;
  readonly cut: boolean;
  /** Whether another recording was appended, whose pages count anew. */
  readonly chained: boolean;
}

function lastPages(bytes: Bytes, serial: number): LastPages {
  const start = Math.max(0, bytes.size - TAIL);
  const tail = Buffer.from(bytes.at(start, bytes.size - start));
  let [position, ended, cut, others]: [number | null, boolean, boolean, OggPage | null] = [null, false, false, null];
  for (let at = tail.indexOf("OggS"); at >= 0; at = tail.indexOf("OggS", at + 4)) {
    const page = pageAt(bytes, start + at);
    if (page === null || page.end > bytes.size) {
      cut = true;
      continue;
    }
    cut = page.end < bytes.size && bytes.size - page.end < 27;
    if (page.serial !== serial) {
      if (page.begins && start + at > 0 && position !== null && ended) others = page;
      continue;
    }
    ended = page.ends;
    if (page.position >= 0) position = page.position;
  }
  return { position, ended, cut, chained: others !== null || (position === null && !cut && bytes.size > TAIL) };
}

/** Where the first page of sound ends, in samples. */
function firstPosition(bytes: Bytes, stream: Stream, from: number): number {
  let position = from;
  for (let count = 0; count < MOST_STREAMS; count++) {
    const page = pageAt(bytes, position);
    if (page === null) return 0;
    if (page.serial === stream.serial && page.position > 0) return page.position;
    position = page.end;
  }
  return 0;
}

/** The length of all Opus packets by what each says of itself, without what is skipped at the beginning; null when pages do not follow one another. */
function countOpus(bytes: Bytes, stream: Stream): number | null {
  let [position, ms, packets] = [0, 0, 0];
  let continues = false;
  while (position < bytes.size) {
    const page = pageAt(bytes, position);
    if (page === null || page.end > bytes.size) break;
    position = page.end;
    if (page.serial !== stream.serial) continue;
    let at = page.bodyAt;
    for (const size of page.packets) {
      // Two packets of headers come first, however many pages they take.
      if (!continues && packets++ >= 2) ms += opusPacketMs(bytes.at(at, 2));
      continues = false;
      at += size;
    }
    continues = page.lastGoesOn;
  }
  return packets <= 2 ? null : Math.max(0, ms - stream.skip / 48);
}
