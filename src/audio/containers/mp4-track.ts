import type { Bytes } from "../structure-bytes.ts";
import { type Box, boxesOf, boxIn } from "./mp4-box.ts";
import { type SoundEntry, soundEntryIn } from "./mp4-sound-entry.ts";

export interface Mp4Track {
  readonly id: number;
  readonly kind: "sound" | "picture" | "other";
  /** Of a sound track; null when its description is damaged. */
  readonly entry: SoundEntry | null;
  /** Units a second in which its times are given. */
  readonly timescale: number;
  /** Length by its own header, ms; null when that is open. */
  readonly declaredMs: number | null;
  /** Length that is played, in the units of the whole film; null without an edit list. */
  readonly playedUnits: number | null;
  /** What is left out at the beginning by the edit list, ms: it only warms decoders up. */
  readonly skippedMs: number;
  /** The box of its tables. */
  readonly tables: Box | null;
  /** Packets by the index, without those in fragments; null when the index does not say. */
  readonly samples: number | null;
}

/** Cover and chapter pictures of audio books are tracks of stills. */
const STILLS = new Set(["jpeg", "mjpa", "png ", "gif ", "tiff"]);

/** Reads what a `trak` box says of one track. */
export function trackIn(bytes: Bytes, trak: Box): Mp4Track {
  const header = boxIn(bytes, trak.at, trak.end, "tkhd");
  const media = boxIn(bytes, trak.at, trak.end, "mdia", "mdhd");
  const handler = boxIn(bytes, trak.at, trak.end, "mdia", "hdlr");
  const descriptions = boxIn(bytes, trak.at, trak.end, "mdia", "minf", "stbl", "stsd");
  const type = handler === null ? "" : bytes.at(handler.at + 8, 4).toString("latin1");
  const clock = media === null ? { timescale: 0, units: null } : clockIn(bytes.at(media.at, 32));
  const entry = descriptions === null ? null : firstEntry(bytes, descriptions);
  const edits = boxIn(bytes, trak.at, trak.end, "edts", "elst");
  const sizes =
    boxIn(bytes, trak.at, trak.end, "mdia", "minf", "stbl", "stsz") ??
    boxIn(bytes, trak.at, trak.end, "mdia", "minf", "stbl", "stz2");
  const count = sizes === null ? Buffer.alloc(0) : bytes.at(sizes.at + 8, 4);
  const samples = count.length === 4 ? count.readUInt32BE(0) : null;
  const still = entry !== null && STILLS.has(entry.type);
  return {
    id: header === null ? 0 : trackIdIn(bytes.at(header.at, 24)),
    kind: type === "soun" ? "sound" : type === "vide" && !still ? "picture" : "other",
    entry: type === "soun" && entry !== null ? soundEntryIn(bytes, entry) : null,
    timescale: clock.timescale,
    playedUnits: header === null || edits === null ? null : playedIn(bytes.at(header.at, 36)),
    skippedMs: edits === null || clock.timescale === 0 ? 0 : (skippedIn(bytes, edits) / clock.timescale) * 1000,
    tables: boxIn(bytes, trak.at, trak.end, "mdia", "minf", "stbl"),
    samples,
    declaredMs: clock.units !== null && clock.timescale > 0 ? (clock.units / clock.timescale) * 1000 : null,
  };
}

function firstEntry(bytes: Bytes, descriptions: Box): Box | null {
  for (const entry of boxesOf(bytes, descriptions.at + 8, descriptions.end)) return entry;
  return null;
}

function trackIdIn(header: Buffer): number {
  const at = header[0] === 1 ? 20 : 12;
  return header.length >= at + 4 ? header.readUInt32BE(at) : 0;
}

/** Where the first part that is played begins, in the track's units; parts without sound come before it and have -1. */
function skippedIn(bytes: Bytes, edits: Box): number {
  const head = Buffer.from(bytes.at(edits.at, 8 + 20 * 4));
  const long = head[0] === 1;
  const width = long ? 20 : 12;
  const rows = head.length < 8 ? 0 : Math.min(head.readUInt32BE(4), 4);
  for (let at = 8; at + width <= Math.min(head.length, 8 + rows * width); at += width) {
    const begins = long ? Number(head.readBigInt64BE(at + 8)) : head.readInt32BE(at + 4);
    if (begins >= 0) return begins;
  }
  return 0;
}

function playedIn(header: Buffer): number | null {
  const long = header[0] === 1;
  if (header.length < (long ? 36 : 24)) return null;
  const units = long ? Number(header.readBigUInt64BE(28)) : header.readUInt32BE(20);
  return units === 0 || (!long && units === 0xffffffff) || units >= Number.MAX_SAFE_INTEGER ? null : units;
}

/** Units a second and units in all, by an `mdhd` or `mvhd` box; all bits set or none mean that nobody knows. */
export function clockIn(header: Buffer): { readonly timescale: number; readonly units: number | null } {
  const long = header[0] === 1;
  if (header.length < (long ? 32 : 20)) return { timescale: 0, units: null };
  const timescale = header.readUInt32BE(long ? 20 : 12);
  const units = long ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16);
  const open = units === 0 || (!long && units === 0xffffffff) || units >= Number.MAX_SAFE_INTEGER;
  return { timescale, units: open ? null : units };
}
