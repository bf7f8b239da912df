import type { AudioFinding } from "../../domain/audio-report.ts";
import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { bytesInWords, found, impossible, soundFormat, stopped, walked } from "../structure-findings.ts";
import { type WaveFormat, waveFormatIn } from "./wave-codecs.ts";

/** Objects by the first half of their ids, as the file has them. */
const ID = {
  properties: "a1dcab8c47a9cf11",
  stream: "9107dcb7b7a9cf11",
  encryption: "fbb3112223bdd211",
  strongEncryption: "14e68a292226174c",
  data: "3626b2758e66cf11",
  sound: "409e69f84d5bcf11",
  picture: "c0ef19bc4d5bcf11",
} as const;

const MOST_OBJECTS = 500;
/** Ticks of 100 ns in a millisecond. */
const TICKS = 10_000;

/** Walks the objects of ASF (WMA, WMV). */
export function walkAsf(bytes: Bytes): Walked {
  let [sounds, hasVideo, encrypted, ended]: [number, boolean, boolean, boolean] = [0, false, false, false];
  let [first, declaredMs, dataEnd]: [WaveFormat | null, number | null, number | null] = [null, null, null];
  let position = 0;
  for (let count = 0; count < MOST_OBJECTS && !ended; count++) {
    const head = bytes.at(position, 24);
    if (head.length < 24) break;
    const id = head.toString("hex", 0, 8);
    const size = Number(head.readBigUInt64LE(16));
    const body = position + 24;
    if (id === ID.properties) declaredMs = durationIn(bytes.at(body, 80));
    if (id === ID.encryption || id === ID.strongEncryption) encrypted = true;
    if (id === ID.stream) {
      const stream = bytes.at(body, 54 + 40);
      const kind = stream.toString("hex", 0, 8);
      hasVideo ||= kind === ID.picture;
      if (kind === ID.sound && sounds++ === 0) first = waveFormatIn(Buffer.from(stream.subarray(54)));
    }
    if (id === ID.data) {
      dataEnd = position + size;
      ended = true;
    }
    // The header is gone into; its 24 bytes are followed by 6 more.
    position = count === 0 ? 30 : position + Math.max(24, size);
  }
  if (sounds === 0) {
    if (hasVideo) return stopped("no-audio-track", "There is a picture and no sound.");
    return stopped("header-corrupt", "The header breaks off or names no stream.");
  }
  const wrong =
    first === null ? "The header does not say what its sound is." : impossible(first.sampleRate, first.channels);
  if (first === null || wrong !== null) return stopped("header-corrupt", wrong ?? "");
  const format = soundFormat({
    container: "asf",
    codec: first.codec,
    sampleRate: first.sampleRate,
    channels: first.channels,
    hasVideo,
    audioTracks: sounds,
  });
  if (encrypted) return stopped("encrypted", "The recording is encrypted, and its key is not in the file.", format);
  if (first.codec === null) {
    return stopped(
      "unsupported-codec",
      `The sound is of kind 0x${first.tag.toString(16)}, which nothing here decodes.`,
      format,
    );
  }
  if (dataEnd === null || position - 24 >= bytes.size)
    return stopped("zero-duration", "The header is sound, and no packet follows it.", format);
  const missing = dataEnd - bytes.size;
  const findings: AudioFinding[] = [];
  if (missing > 0) findings.push(found("truncated", `The last ${bytesInWords(missing)} are missing.`));
  if (declaredMs === null) findings.push(found("duration-undeclared", "The header leaves the length open."));
  return walked({ format, declaredMs, declaredBy: declaredMs === null ? null : "header", findings });
}

/** How long it plays, without what is loaded ahead; a broadcast leaves it open. */
function durationIn(properties: Buffer): number | null {
  if (properties.length < 72) return null;
  const broadcast = (properties.readUInt32LE(64) & 1) === 1;
  const ms = Number(properties.readBigUInt64LE(40)) / TICKS - Number(properties.readBigUInt64LE(56));
  return broadcast || ms <= 0 ? null : ms;
}
