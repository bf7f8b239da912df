import type { Walked } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { bytesInWords, found, impossible, seconds, soundFormat, stopped, walked } from "../structure-findings.ts";
import { type Chunk, chunkAt, chunksOf } from "./chunks.ts";
import { type WaveFormat, waveFormatIn } from "./wave-codecs.ts";

type Kind = "wav" | "rf64" | "w64";

interface Parts {
  format: WaveFormat | null;
  data: Chunk | null;
  /** Bytes of sound by RF64's own field of 64 bits. */
  largeSize: number | null;
  /** Samples of one channel by the `fact` chunk. */
  samples: number | null;
  broken: string | null;
}

/** A `fmt ` chunk has up to a few hundred bytes, with coefficients of ADPCM; one of megabytes is a damaged one. */
const LARGEST_FORMAT = 64 * 1024;
/** Less than this missing at the end is nothing that anybody hears: headers are often wrong by a few samples. */
const INAUDIBLE_MS = 20;
/** As much sound outside the `data` chunk is no padding. */
const OUTSIDE_MS = 350;

/** Walks the chunks of WAV, RF64 and Wave64. */
export function walkWav(bytes: Bytes, container: Kind): Walked {
  const parts = partsOf(bytes, container);
  const { format, data } = parts;
  if (parts.broken !== null) return stopped("header-corrupt", parts.broken);
  if (format === null) return stopped("header-corrupt", "The header breaks off or names no format of its sound.");
  const wrong = impossible(format.sampleRate, format.channels) ?? wrongBits(format);
  if (wrong !== null) return stopped("header-corrupt", wrong);
  const shape = soundFormat({
    container,
    codec: format.codec,
    sampleRate: format.sampleRate,
    channels: format.channels,
    bitsPerSample: format.isPcm ? format.bitsPerSample : null,
  });
  if (format.codec === null) {
    const tag = `0x${format.tag.toString(16).padStart(4, "0")}`;
    return stopped("unsupported-codec", `The sound is of kind ${tag}, which nothing here decodes.`, shape);
  }
  if (data === null) return stopped("header-corrupt", "There is no data chunk: the header stands alone.", shape);
  return { ...measured(bytes, parts, format, data, container), format: shape };
}

function partsOf(bytes: Bytes, container: Kind): Parts {
  const parts: Parts = { format: null, data: null, largeSize: null, samples: null, broken: null };
  const style = container === "w64" ? "w64" : "riff";
  for (const chunk of chunksOf(bytes, container === "w64" ? 40 : 12, style)) {
    switch (chunk.id) {
      case "fmt ":
        if (chunk.size > LARGEST_FORMAT || chunk.size < 14) {
          parts.broken = `The header's format has ${bytesInWords(chunk.size)}, which cannot be.`;
          return parts;
        }
        parts.format ??= waveFormatIn(bytes.at(chunk.at, Math.min(chunk.size, 40)));
        break;
      case "ds64": {
        const sizes = bytes.at(chunk.at, 24);
        if (sizes.length >= 16) parts.largeSize = Number(sizes.readBigUInt64LE(8));
        break;
      }
      case "fact": {
        const samples = bytes.at(chunk.at, 4);
        if (samples.length === 4) parts.samples = samples.readUInt32LE(0);
        break;
      }
      case "data":
        parts.data = chunk;
        return parts;
    }
  }
  return parts;
}

function wrongBits(format: WaveFormat): string | null {
  if (!format.isPcm || (format.bitsPerSample > 0 && format.codec !== null)) return null;
  return `The header says ${format.bitsPerSample} bits a sample.`;
}

function measured(bytes: Bytes, parts: Parts, format: WaveFormat, data: Chunk, container: Kind): Walked {
  const here = Math.max(0, bytes.size - data.at);
  const declared = declaredBytes(data, parts, container);
  const follows = here > 0 && !(data.size === 0 && chunkFollows(bytes, data.at));
  if (!follows || here < format.blockAlign) {
    return stopped("zero-duration", "The header is sound, and no sample follows it.");
  }
  const msPerByte = pace(format, parts.samples, declared);
  const lengthOf = (count: number) =>
    msPerByte === null ? null : (count - (format.isPcm ? count % format.blockAlign : 0)) * msPerByte;
  if (declared === null) {
    const findings = [found("duration-undeclared", "The header leaves the length open, as pipes do.")];
    return walked({ packetsMs: lengthOf(here), findings });
  }
  const declaredMs = lengthOf(declared);
  const missingMs = (declared - here) * (msPerByte ?? 0);
  const isHidden = msPerByte !== null && hidden(bytes, data, declared, msPerByte);
  const packetsMs = lengthOf(isHidden ? here : Math.min(declared, here));
  const message = `The header says ${seconds(declaredMs ?? 0)}, and ${seconds(packetsMs ?? 0)} are there.`;
  const findings = missingMs > INAUDIBLE_MS ? [found("truncated", message)] : [];
  return walked({ declaredMs, declaredBy: declaredMs === null ? null : "header", packetsMs, findings });
}

/** Milliseconds of a byte; null when nobody can tell. Bytes a second are a rough guess where blocks are compressed. */
function pace(format: WaveFormat, samples: number | null, declared: number | null): number | null {
  if (!format.isPcm && samples !== null && samples > 0 && declared !== null && declared > 0) {
    return ((samples / format.sampleRate) * 1000) / declared;
  }
  return format.bytesPerSecond > 0 ? 1000 / format.bytesPerSecond : null;
}

/** Pipes leave all bits set or the largest number that somebody's program could write. */
function declaredBytes(data: Chunk, parts: Parts, container: Kind): number | null {
  if (container === "rf64" && data.size === 0xffffffff) return parts.largeSize === 0 ? null : parts.largeSize;
  if (container === "w64") return data.size;
  const open = data.size >= 0xffffff00 || (data.size >= 0x7ffff000 && data.size <= 0x7fffffff);
  return open ? null : data.size;
}

/** Whether sound goes on behind the `data` chunk: its header was never brought up to date. */
function hidden(bytes: Bytes, data: Chunk, declared: number, msPerByte: number): boolean {
  const end = data.at + declared + (declared % 2);
  if ((bytes.size - end) * msPerByte < OUTSIDE_MS) return false;
  return !chunkFollows(bytes, end);
}

/** A chunk's name is four letters, digits or signs, and it ends within the file. */
function chunkFollows(bytes: Bytes, position: number): boolean {
  const chunk = chunkAt(bytes, position, "riff");
  return chunk !== null && /^[\x20-\x7e]{4}$/.test(chunk.id) && chunk.at + chunk.size <= bytes.size + 1;
}
