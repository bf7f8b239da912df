import type { Bytes } from "../structure-bytes.ts";

export interface Box {
  readonly type: string;
  /** Where it begins, header included. */
  readonly start: number;
  /** Where its content begins. */
  readonly at: number;
  /** Where it ends: past the file's end when it is cut. */
  readonly end: number;
}

/** More boxes than any program writes within another, and beside one another: an hour of fragments of one second has 7,200. */
const MOST_INNER = 1_000;
export const MOST_OUTER = 200_000;

/** The boxes between `from` and `until`; ends where no sound header of a box stands any more. */
export function* boxesOf(bytes: Bytes, from: number, until: number, most = MOST_INNER): Generator<Box> {
  let start = from;
  for (let count = 0; count < most && start + 8 <= until; count++) {
    const head = bytes.at(start, 16);
    if (head.length < 8) return;
    const small = head.readUInt32BE(0);
    const large = small === 1 && head.length >= 16;
    // A size of 0 says that it goes on to the end of what it is in.
    const size = large ? Number(head.readBigUInt64BE(8)) : small === 0 ? until - start : small;
    const type = head.toString("latin1", 4, 8);
    if (size < (large ? 16 : 8) || !/^[\x20-\x7e\xa9][\x20-\x7e]{3}$/.test(type)) return;
    yield { type, start, at: start + (large ? 16 : 8), end: start + size };
    start += size;
  }
}

/** The first box along a path of types, or null. */
export function boxIn(bytes: Bytes, from: number, until: number, ...path: readonly string[]): Box | null {
  const [type, ...rest] = path;
  for (const box of boxesOf(bytes, from, until)) {
    if (box.type !== type) continue;
    return rest.length === 0 ? box : boxIn(bytes, box.at, Math.min(box.end, until), ...rest);
  }
  return null;
}
