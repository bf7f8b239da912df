import type { AudioContainer } from "../domain/audio-report.ts";
import { documentBy } from "./magic-documents.ts";
import { otherRecordingBy } from "./magic-others.ts";
import { textBy } from "./magic-texts.ts";

/** What the first bytes of a file say that it is. */
export type Magic =
  | { readonly kind: "recording"; readonly container: AudioContainer }
  /** A recording of a kind that is not walked, by ffmpeg's name of its codec where the container tells. */
  | { readonly kind: "other"; readonly what: string; readonly codec: string | null }
  | { readonly kind: "not-audio"; readonly what: string }
  | { readonly kind: "unknown" };

/** How many bytes the question takes. */
export const MAGIC_BYTES = 4096;

/**
 * Tells a file by its first bytes, never by its name. Frames of MP3 and AAC have too weak a mark to be told from noise
 * by one of them: they are looked for by who asks this first.
 * @param head the first {@link MAGIC_BYTES} of the file, or all of it.
 */
export function magicOf(head: Buffer): Magic {
  const container = containerBy(head);
  if (container !== null) return { kind: "recording", container };
  const other = otherRecordingBy(head);
  if (other !== null) return { kind: "other", ...other };
  const what = documentBy(head) ?? textBy(head);
  return what === null ? { kind: "unknown" } : { kind: "not-audio", what };
}

const ASF = Buffer.from("3026b2758e66cf11a6d900aa0062ce6c", "hex");
const W64 = Buffer.from("726966662e91cf11a5d628db04c10000", "hex");
const TS_PACKET = 188;

function containerBy(head: Buffer): AudioContainer | null {
  const first = head.toString("latin1", 0, 4);
  const form = head.toString("latin1", 8, 12);
  switch (first) {
    case "RIFF":
      return form === "WAVE" || head.length < 12 ? "wav" : form === "AVI " ? "avi" : null;
    case "RF64":
    case "BW64":
      return "rf64";
    case "FORM":
      return form === "AIFF" || form === "AIFC" ? "aiff" : null;
    case ".snd":
      return "au";
    case "caff":
      return "caf";
    case "fLaC":
      return "flac";
    case "OggS":
      return "ogg";
    case "#!AM":
      return "amr";
  }
  if (head.subarray(0, 16).equals(ASF)) return "asf";
  if (head.subarray(0, 16).equals(W64)) return "w64";
  if (first.startsWith("FLV\x01")) return "flv";
  if (head.length >= 4 && head.readUInt32BE(0) === 0x1a45dfa3) return "matroska";
  return boxesBy(head) ?? (transportBy(head) ? "mpegts" : null);
}

/** Which boxes an MP4 may begin with, and its family by the brand. */
function boxesBy(head: Buffer): AudioContainer | null {
  const type = head.toString("latin1", 4, 8);
  if (type === "ftyp") {
    const brand = head.toString("latin1", 8, 12);
    if (PICTURE_BRANDS.has(brand)) return null;
    if (brand === "qt  ") return "mov";
    return /^3g/.test(brand) ? "3gp" : "mp4";
  }
  // Films of before the brand, and pieces of streams.
  if (type === "moov" || type === "mdat" || type === "wide" || type === "pnot") return "mov";
  return type === "styp" || type === "moof" || type === "sidx" ? "mp4" : null;
}

const PICTURE_BRANDS = new Set(["heic", "heix", "hevc", "mif1", "msf1", "avif", "avis", "crx "]);

/** Packets of a transport stream begin with 0x47 every 188 bytes, or every 192 on discs, after 4 bytes of time. */
function transportBy(head: Buffer): boolean {
  const everywhere = (from: number, step: number) => {
    if (head.length < from + step * 3) return false;
    for (let at = from; at < Math.min(head.length, from + step * 8); at += step) if (head[at] !== 0x47) return false;
    return true;
  };
  return everywhere(0, TS_PACKET) || everywhere(4, TS_PACKET + 4);
}
