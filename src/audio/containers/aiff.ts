import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { found, impossible, seconds, soundFormat, stopped, walked } from "../structure-findings.ts";
import { chunksOf } from "./chunks.ts";

/** AIFF-C's kinds of compression by ffmpeg's names of codecs. */
const CODECS: Readonly<Record<string, string>> = {
  fl32: "pcm_f32be",
  FL32: "pcm_f32be",
  fl64: "pcm_f64be",
  FL64: "pcm_f64be",
  ulaw: "pcm_mulaw",
  ULAW: "pcm_mulaw",
  alaw: "pcm_alaw",
  ALAW: "pcm_alaw",
  ima4: "adpcm_ima_qt",
  MAC3: "mace3",
  MAC6: "mace6",
  "GSM ": "gsm",
  QDM2: "qdm2",
  Qclp: "qcelp",
};

const INAUDIBLE_MS = 20;

interface Common {
  readonly channels: number;
  readonly frames: number;
  readonly bits: number;
  readonly sampleRate: number;
  readonly kind: string;
}

/** Walks the chunks of AIFF and AIFF-C. */
export function walkAiff(bytes: Bytes): Walked {
  const packed = bytes.at(8, 4).toString("latin1") === "AIFC";
  let common: Common | null = null;
  let sound: { readonly size: number; readonly here: number } | null = null;
  for (const chunk of chunksOf(bytes, 12, "aiff")) {
    if (chunk.id === "COMM") common = commonIn(bytes.at(chunk.at, 22), packed);
    if (chunk.id === "SSND") sound = { size: chunk.size - 8, here: bytes.size - chunk.at - 8 };
  }
  if (common === null) return stopped("header-corrupt", "The header breaks off or names no format of its sound.");
  const wrong = impossible(common.sampleRate, common.channels);
  if (wrong !== null) return stopped("header-corrupt", wrong);
  const codec = codecBy(common);
  const format = soundFormat({
    container: "aiff",
    codec,
    sampleRate: common.sampleRate,
    channels: common.channels,
    bitsPerSample: codec?.startsWith("pcm_") ? common.bits : null,
  });
  if (codec === null) {
    return stopped(
      "unsupported-codec",
      `The sound is of kind ${JSON.stringify(common.kind)}, which nothing here decodes.`,
      format,
    );
  }
  if (sound === null || sound.here <= 0 || sound.size <= 0) {
    return stopped("zero-duration", "The header is sound, and no sample follows it.", format);
  }
  return { ...measured(common, codec, sound), format };
}

function measured(common: Common, codec: string, sound: { readonly size: number; readonly here: number }): Walked {
  const declaredMs = common.frames > 0 ? (common.frames / common.sampleRate) * 1000 : null;
  const width = codec.startsWith("pcm_") ? common.channels * Math.ceil(common.bits / 8) : null;
  const share = Math.min(1, sound.here / sound.size);
  const present = Math.min(sound.size, sound.here);
  const packetsMs =
    width !== null
      ? (Math.floor(present / width) / common.sampleRate) * 1000
      : declaredMs === null
        ? null
        : declaredMs * share;
  const missing = declaredMs !== null && share < 1 && declaredMs * (1 - share) > INAUDIBLE_MS;
  const findings = missing
    ? [found("truncated", `The header says ${seconds(declaredMs)}, and ${seconds(packetsMs ?? 0)} are there.`)]
    : declaredMs === null
      ? [found("duration-undeclared", "The header leaves the number of samples open.")]
      : [];
  return walked({ declaredMs, declaredBy: declaredMs === null ? null : "header", packetsMs, findings });
}

function commonIn(chunk: Buffer, packed: boolean): Common | null {
  if (chunk.length < (packed ? 22 : 18)) return null;
  return {
    channels: chunk.readUInt16BE(0),
    frames: chunk.readUInt32BE(2),
    bits: chunk.readUInt16BE(6),
    sampleRate: longDouble(chunk.subarray(8, 18)),
    kind: packed ? chunk.toString("latin1", 18, 22) : "NONE",
  };
}

/** A number of 80 bits, as processors of the eighties had them. */
function longDouble(field: Buffer): number {
  const exponent = field.readUInt16BE(0) & 0x7fff;
  const mantissa = field.readUInt32BE(2) * 2 ** 32 + field.readUInt32BE(6);
  return Math.round(mantissa * 2 ** (exponent - 16383 - 63));
}

function codecBy(common: Common): string | null {
  const wide = Math.ceil(common.bits / 8) * 8;
  const whole = wide === 8 || wide === 16 || wide === 24 || wide === 32;
  if (common.kind === "NONE" || common.kind === "twos")
    return whole ? (wide === 8 ? "pcm_s8" : `pcm_s${wide}be`) : null;
  if (common.kind === "sowt") return whole ? (wide === 8 ? "pcm_s8" : `pcm_s${wide}le`) : null;
  return CODECS[common.kind] ?? null;
}
