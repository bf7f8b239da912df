import type { AudioSource } from "./audio-source.ts";

/** How files of one kind usually end, and what HTTP calls them. */
export interface AudioEnding {
  /** Without the dot. */
  readonly ending: string;
  readonly mediaType: string;
}

/** So many first bytes of a recording suffice. */
export const ENDING_BYTES = 16;

const UNKNOWN: AudioEnding = { ending: "bin", mediaType: "application/octet-stream" };

const kind = (ending: string, mediaType: string): AudioEnding => ({ ending, mediaType });

const MP4 = kind("mp4", "audio/mp4");
const M4A = kind("m4a", "audio/mp4");
const MP3 = kind("mp3", "audio/mpeg");
const AAC = kind("aac", "audio/aac");
const WAV = kind("wav", "audio/wav");

/** What containers begin with, where their first bytes are always the same. */
const SIGNATURES: readonly (readonly [string, AudioEnding])[] = [
  ["fLaC", kind("flac", "audio/flac")],
  ["OggS", kind("ogg", "audio/ogg")],
  ["ID3", MP3],
  ["\x1aE\xdf\xa3", kind("webm", "audio/webm")],
  ["#!AMR", kind("amr", "audio/amr")],
  [".snd", kind("au", "audio/basic")],
  ["caff", kind("caf", "audio/x-caf")],
  ["riff", kind("w64", "audio/x-w64")],
  ["0&\xb2u", kind("wma", "audio/x-ms-wma")],
];

/**
 * The usual ending of the recording that begins with these bytes: servers go by a file's name, and a name may be older
 * than its content, as when a recording was converted. Where nobody knows the bytes it is that of `name`; `bin` without
 * one.
 */
export function audioEnding(head: Uint8Array, name = ""): AudioEnding {
  const text = String.fromCharCode(...head.subarray(0, ENDING_BYTES));
  return riff(text) ?? signature(text) ?? mp4(text) ?? frames(head) ?? byName(name);
}

function signature(text: string): AudioEnding | null {
  return SIGNATURES.find(([start]) => text.startsWith(start))?.[1] ?? null;
}

/** A box of four letters says what kind of file of four letters it is. */
function riff(text: string): AudioEnding | null {
  const [outer, inner] = [text.slice(0, 4), text.slice(8, 12)];
  if (["RIFF", "RF64", "BW64", "RIFX"].includes(outer)) return inner === "WAVE" ? WAV : null;
  return outer === "FORM" && (inner === "AIFF" || inner === "AIFC") ? kind("aiff", "audio/aiff") : null;
}

function mp4(text: string): AudioEnding | null {
  if (text.slice(4, 8) !== "ftyp") return null;
  const brand = text.slice(8, 12).toLowerCase();
  if (brand.startsWith("m4a") || brand.startsWith("m4b")) return M4A;
  if (brand.startsWith("3g")) return kind("3gp", "audio/3gpp");
  return brand === "qt  " ? kind("mov", "video/quicktime") : MP4;
}

/** Eleven bits that are set begin a frame of MPEG audio. Two bits tell its layer, and AAC has none. */
function frames([first = 0, second = 0]: Uint8Array): AudioEnding | null {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  if ((second & 0x06) !== 0) return MP3;
  return (second & 0xf0) === 0xf0 ? AAC : null;
}

function byName(name: string): AudioEnding {
  const ending = /\.([0-9A-Za-z]{1,5})$/.exec(name.trim())?.[1]?.toLowerCase();
  return ending === undefined ? UNKNOWN : { ...UNKNOWN, ending };
}

/** Its first bytes, enough to tell its ending; none where it cannot be read: that is noticed, and told, when it is sent. */
export async function headOf(audio: AudioSource): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  try {
    for await (const piece of audio.open()) {
      head = Buffer.concat([head, piece]);
      if (head.byteLength >= ENDING_BYTES) break;
    }
  } catch {
    return Buffer.alloc(0);
  }
  return head;
}
