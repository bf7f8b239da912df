import type { Bytes } from "../structure-bytes.ts";
import { type Element, elementsOf, floatIn, textIn, unsignedIn } from "./ebml.ts";

export interface MatroskaTrack {
  readonly number: number;
  readonly kind: "sound" | "picture" | "other";
  readonly codecId: string;
  /** By ffmpeg's names; null for a kind that nobody knows. */
  readonly codec: string | null;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number | null;
  readonly encrypted: boolean;
  /** What a decoder takes off at the beginning, ms. */
  readonly delayMs: number;
}

const ID = {
  number: 0xd7,
  type: 0x83,
  codec: 0x86,
  audio: 0xe1,
  sampleRate: 0xb5,
  channels: 0x9f,
  bits: 0x6264,
  delay: 0x56aa,
  encodings: 0x6d80,
  encoding: 0x6240,
  encodingType: 0x5033,
} as const;

/** In a millisecond. */
const NANOSECONDS = 1_000_000;

/** Reads one entry of the list of tracks. */
export function matroskaTrackIn(bytes: Bytes, entry: Element): MatroskaTrack {
  let [number, type, codecId, sampleRate, channels, encrypted] = [0, 0, "", 8000, 1, false];
  let [bits, delayMs]: [number | null, number] = [null, 0];
  for (const element of elementsOf(bytes, entry.at, entry.end ?? bytes.size)) {
    const end = element.end ?? element.at;
    if (element.id === ID.number) number = unsignedIn(bytes, element);
    else if (element.id === ID.type) type = unsignedIn(bytes, element);
    else if (element.id === ID.codec) codecId = textIn(bytes, element);
    else if (element.id === ID.delay) delayMs = unsignedIn(bytes, element) / NANOSECONDS;
    else if (element.id === ID.encodings) encrypted = hasEncryption(bytes, element);
    else if (element.id === ID.audio) {
      for (const field of elementsOf(bytes, element.at, end)) {
        if (field.id === ID.sampleRate) sampleRate = floatIn(bytes, field);
        else if (field.id === ID.channels) channels = unsignedIn(bytes, field);
        else if (field.id === ID.bits) bits = unsignedIn(bytes, field);
      }
    }
  }
  const kind = type === 2 ? "sound" : type === 1 ? "picture" : "other";
  const codec = codecBy(codecId, bits);
  // Opus always comes out at 48 kHz; its entry may name the rate that once went in.
  if (codec === "opus") sampleRate = 48_000;
  return { number, kind, codecId, codec, sampleRate, channels, bits, encrypted, delayMs };
}

/** An encoding of type 1 is encryption; type 0 is compression. */
function hasEncryption(bytes: Bytes, encodings: Element): boolean {
  for (const encoding of elementsOf(bytes, encodings.at, encodings.end ?? encodings.at)) {
    if (encoding.id !== ID.encoding) continue;
    for (const field of elementsOf(bytes, encoding.at, encoding.end ?? encoding.at)) {
      if (field.id === ID.encodingType && unsignedIn(bytes, field) === 1) return true;
    }
  }
  return false;
}

const CODECS: Readonly<Record<string, string>> = {
  A_OPUS: "opus",
  A_VORBIS: "vorbis",
  A_AAC: "aac",
  A_FLAC: "flac",
  A_ALAC: "alac",
  A_AC3: "ac3",
  A_EAC3: "eac3",
  A_DTS: "dts",
  A_TRUEHD: "truehd",
  A_TTA1: "tta",
  A_WAVPACK4: "wavpack",
  "A_MPEG/L1": "mp1",
  "A_MPEG/L2": "mp2",
  "A_MPEG/L3": "mp3",
};

function codecBy(id: string, bits: number | null): string | null {
  const wide = bits === null || bits === 0 ? 16 : bits;
  if (id === "A_PCM/INT/LIT") return wide === 8 ? "pcm_u8" : `pcm_s${wide}le`;
  if (id === "A_PCM/INT/BIG") return `pcm_s${wide}be`;
  if (id === "A_PCM/FLOAT/IEEE") return `pcm_f${bits === 64 ? 64 : 32}le`;
  // AAC once had its profile in the name, and Microsoft's codecs have their tag within.
  return CODECS[id] ?? (id.startsWith("A_AAC/") ? "aac" : id.startsWith("A_MS/ACM") ? "ms_acm" : null);
}
