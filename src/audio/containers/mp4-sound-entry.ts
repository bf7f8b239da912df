import type { Bytes } from "../structure-bytes.ts";
import { AAC_CHANNELS, AAC_RATES } from "./adts.ts";
import { type Box, boxIn } from "./mp4-box.ts";

/** What one sound track is, by its sample description. */
export interface SoundEntry {
  /** Four letters; of an encrypted track those of what is within, where it says so. */
  readonly type: string;
  /** By ffmpeg's names; null for a kind that nobody knows. */
  readonly codec: string | null;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  readonly encrypted: boolean;
}

const CODECS: Readonly<Record<string, string>> = {
  alac: "alac",
  Opus: "opus",
  fLaC: "flac",
  "ac-3": "ac3",
  "ec-3": "eac3",
  dtsc: "dts",
  dtse: "dts",
  dtsh: "dts",
  dtsl: "dts",
  ".mp1": "mp1",
  ".mp2": "mp2",
  ".mp3": "mp3",
  "ms\0U": "mp3",
  "ms\0\x02": "adpcm_ms",
  "ms\0\x11": "adpcm_ima_wav",
  sowt: "pcm_s16le",
  twos: "pcm_s16be",
  "raw ": "pcm_u8",
  NONE: "pcm_u8",
  in24: "pcm_s24be",
  in32: "pcm_s32be",
  fl32: "pcm_f32be",
  fl64: "pcm_f64be",
  lpcm: "pcm_s16be",
  ipcm: "pcm_s16le",
  fpcm: "pcm_f32le",
  ulaw: "pcm_mulaw",
  alaw: "pcm_alaw",
  ima4: "adpcm_ima_qt",
  agsm: "gsm",
  MAC3: "mace3",
  MAC6: "mace6",
  QDM2: "qdm2",
  QDMC: "qdmc",
  Qclp: "qcelp",
  sqcp: "qcelp",
  sevc: "evrc",
  spex: "speex",
  nmos: "nellymoser",
};

/** Kinds of objects in MPEG-4's own descriptor. */
const OBJECTS: Readonly<Record<number, string>> = {
  64: "aac",
  102: "aac",
  103: "aac",
  104: "aac",
  105: "mp3",
  107: "mp3",
  165: "ac3",
  166: "eac3",
  169: "dts",
  173: "opus",
  221: "vorbis",
  225: "qcelp",
};

/** Encrypted for everybody (Common Encryption) and by Apple's shop. */
const ENCRYPTED = new Set(["enca", "drms", "drmi"]);

/** Reads a sound track's sample description, old QuickTime's ways included; null when it breaks off. */
export function soundEntryIn(bytes: Bytes, entry: Box): SoundEntry | null {
  const head = Buffer.from(bytes.at(entry.at, 64));
  if (head.length < 28) return null;
  const version = head.readUInt16BE(8);
  const second = version === 2 && head.length >= 64;
  const channels = second ? head.readUInt32BE(40) : head.readUInt16BE(16);
  const sampleRate = second ? head.readDoubleBE(32) : head.readUInt16BE(24);
  const bits = second ? head.readUInt32BE(48) : head.readUInt16BE(18);
  const inner = entry.at + (version === 1 ? 44 : second ? 64 : 28);
  const encrypted = ENCRYPTED.has(entry.type);
  const original = encrypted ? boxIn(bytes, inner, entry.end, "sinf", "frma") : null;
  const type = original === null ? entry.type : bytes.at(original.at, 4).toString("latin1");
  const plain = { type, sampleRate, channels, bits, encrypted };
  const descriptor = boxIn(bytes, inner, entry.end, "esds") ?? boxIn(bytes, inner, entry.end, "wave", "esds");
  if (type === "mp4a" && descriptor !== null)
    return { ...plain, ...described(Buffer.from(bytes.at(descriptor.at + 4, 128)), plain) };
  // Writers of 3GP leave two channels and any rate here, whatever AMR is.
  if (type === "samr") return { ...plain, codec: "amr_nb", sampleRate: 8_000, channels: 1 };
  if (type === "sawb") return { ...plain, codec: "amr_wb", sampleRate: 16_000, channels: 1 };
  return { ...plain, codec: type === "mp4a" ? "aac" : (pcmOf(type, bits, head, second) ?? CODECS[type] ?? null) };
}

/** QuickTime names the order of bytes in the type and their number beside it. */
function pcmOf(type: string, bits: number, head: Buffer, second: boolean): string | null {
  if (type === "lpcm" && second) {
    const flags = head.readUInt32BE(52);
    const order = (flags & 2) !== 0 ? "be" : "le";
    return bits === 8 ? "pcm_s8" : `pcm_${(flags & 1) !== 0 ? "f" : "s"}${bits}${order}`;
  }
  if ((type === "sowt" || type === "twos") && bits === 8) return "pcm_s8";
  return null;
}

type Described = Pick<SoundEntry, "codec" | "sampleRate" | "channels">;

/** Goes into an `esds` box: the description of sound that decoders go by, which often differs from the entry's own fields. */
function described(descriptor: Buffer, plain: { readonly sampleRate: number; readonly channels: number }): Described {
  let [position, codec]: [number, string | null] = [0, null];
  while (position + 2 <= descriptor.length) {
    const tag = descriptor[position++];
    while (((descriptor[position] ?? 0) & 0x80) !== 0) position++;
    position++;
    if (tag === 3) {
      const flags = descriptor[position + 2] ?? 0;
      position += 3 + ((flags & 0x80) !== 0 ? 2 : 0) + ((flags & 0x20) !== 0 ? 2 : 0);
    } else if (tag === 4) {
      codec = OBJECTS[descriptor[position] ?? 0] ?? null;
      position += 13;
    } else {
      break;
    }
    if (tag === 4 && descriptor[position] === 5)
      return { ...plain, ...specific(descriptor, position + 1, codec, plain), codec };
  }
  return { ...plain, codec };
}

/** AudioSpecificConfig: five bits of kind, four of rate, four of channels. */
function specific(
  descriptor: Buffer,
  at: number,
  codec: string | null,
  plain: { readonly sampleRate: number; readonly channels: number },
): Omit<Described, "codec"> {
  let position = at;
  while (((descriptor[position] ?? 0) & 0x80) !== 0) position++;
  position++;
  if (codec !== "aac" || position + 2 > descriptor.length) return plain;
  const fields = descriptor.readUInt16BE(position);
  const [kind, rate, channels] = [fields >> 11, (fields >> 7) & 15, (fields >> 3) & 15];
  // Kind 31 and rate 15 have their values elsewhere; of SBR (5) and PS (29) the entry's own fields tell what is heard.
  if (kind === 31 || kind === 5 || kind === 29 || rate === 15) return plain;
  return { sampleRate: AAC_RATES[rate] ?? plain.sampleRate, channels: AAC_CHANNELS[channels] || plain.channels };
}
