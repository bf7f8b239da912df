import type { TimestampGap } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { isJump, MOST_GAPS } from "./gaps.ts";
import { type Box, boxesOf, boxIn, MOST_OUTER } from "./mp4-box.ts";
import type { Mp4Track } from "./mp4-track.ts";

/** More fragments of runs in one piece than any program writes. */
const MOST_SAMPLES = 100_000;

/** Default length of a track's samples, in its units, by `mvex`; 0 when there is none. */
export function defaultLength(bytes: Bytes, moov: Box, track: number): number {
  const extension = boxIn(bytes, moov.at, moov.end, "mvex");
  if (extension === null) return 0;
  for (const box of boxesOf(bytes, extension.at, extension.end)) {
    const head = box.type === "trex" ? bytes.at(box.at, 16) : Buffer.alloc(0);
    if (head.length === 16 && head.readUInt32BE(4) === track) return head.readUInt32BE(12);
  }
  return 0;
}

export interface Fragment {
  /** In the track's units. */
  readonly begins: number;
  readonly units: number;
}

/** The part of a track that a fragment (`moof`) holds; null when it has none of it. `usual`: length of a packet by default. */
export function fragmentIn(bytes: Bytes, moof: Box, track: number, usual: number): Fragment | null {
  for (const traf of boxesOf(bytes, moof.at, moof.end)) {
    if (traf.type !== "traf") continue;
    const header = boxIn(bytes, traf.at, traf.end, "tfhd");
    const time = boxIn(bytes, traf.at, traf.end, "tfdt");
    if (header === null || time === null) continue;
    const head = Buffer.from(bytes.at(header.at, 40));
    if (head.length < 8 || head.readUInt32BE(4) !== track) continue;
    const clock = bytes.at(time.at, 12);
    if (clock.length < 8) continue;
    const begins = clock[0] === 1 && clock.length >= 12 ? Number(clock.readBigUInt64BE(4)) : clock.readUInt32BE(4);
    const each = lengthIn(head) ?? usual;
    let units = 0;
    for (const run of boxesOf(bytes, traf.at, traf.end)) if (run.type === "trun") units += runLength(bytes, run, each);
    return { begins, units };
  }
  return null;
}

/** Adds up what all fragments hold of a track, as far as their bytes are there; null when none does. */
export function countFragments(
  bytes: Bytes,
  track: Mp4Track,
  usual: number,
): { readonly ms: number | null; readonly gaps: readonly TimestampGap[] } {
  const inMs = (units: number) => (units / track.timescale) * 1000;
  const gaps: TimestampGap[] = [];
  let [ms, pending, fragments]: [number, number, number] = [0, 0, 0];
  let ends: number | null = null;
  for (const box of boxesOf(bytes, 0, bytes.size, MOST_OUTER)) {
    if (box.type === "mdat" && pending > 0) {
      // Cut sound is there in proportion: packets of one fragment differ little.
      ms += (pending * (Math.min(box.end, bytes.size) - box.at)) / Math.max(1, box.end - box.at);
      pending = 0;
    }
    const fragment = box.type === "moof" ? fragmentIn(bytes, box, track.id, usual) : null;
    if (fragment === null) continue;
    const [begins, length] = [inMs(fragment.begins), inMs(fragment.units)];
    if (ends !== null && isJump(begins - ends, 0) && gaps.length < MOST_GAPS) {
      gaps.push({ atMs: ends, lengthMs: begins - ends });
    }
    ends = begins + length;
    pending += length;
    fragments++;
  }
  return { ms: fragments === 0 ? null : ms, gaps };
}

function lengthIn(header: Buffer): number | null {
  const flags = header.readUInt32BE(0) & 0xffffff;
  if ((flags & 8) === 0) return null;
  const at = 8 + ((flags & 1) !== 0 ? 8 : 0) + ((flags & 2) !== 0 ? 4 : 0);
  return header.length >= at + 4 ? header.readUInt32BE(at) : null;
}

function runLength(bytes: Bytes, run: Box, each: number): number {
  const head = bytes.at(run.at, 8);
  if (head.length < 8) return 0;
  const flags = head.readUInt32BE(0) & 0xffffff;
  const samples = Math.min(head.readUInt32BE(4), MOST_SAMPLES);
  if ((flags & 0x100) === 0) return samples * each;
  const from = run.at + 8 + ((flags & 1) !== 0 ? 4 : 0) + ((flags & 4) !== 0 ? 4 : 0);
  const step = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length;
  let units = 0;
  for (let sample = 0; sample < samples; sample++) {
    const length = bytes.at(from + sample * step, 4);
    if (length.length < 4 || from + sample * step >= run.end) break;
    units += length.readUInt32BE(0);
  }
  return units;
}
