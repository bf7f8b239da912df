import type { Bytes } from "../structure-bytes.ts";

/** More ID3 tags in a row than any program writes. */
const MOST_TAGS = 8;

/** Where the ID3 tags at the beginning end; past the file's end when they break off. */
export function tagsBegin(bytes: Bytes): number {
  let position = 0;
  for (let count = 0; count < MOST_TAGS; count++) {
    const head = bytes.at(position, 10);
    if (head.length < 10 || head.toString("latin1", 0, 3) !== "ID3") break;
    const sizes = [...head.subarray(6, 10)];
    if (sizes.some((part) => part > 0x7f)) break;
    const footer = ((head[5] ?? 0) & 0x10) !== 0 ? 10 : 0;
    position += 10 + sizes.reduce((size, part) => size * 128 + part, 0) + footer;
  }
  return position;
}

/** Where the tags at the end begin (ID3v1 and APE), or the file's end. */
export function tagsEnd(bytes: Bytes, from: number): number {
  let end = bytes.size;
  if (end - from >= 128 && bytes.at(end - 128, 3).toString("latin1") === "TAG") end -= 128;
  const foot = bytes.at(end - 32, 32);
  if (end - from >= 32 && foot.toString("latin1", 0, 8) === "APETAGEX") {
    const header = (foot.readUInt32LE(20) & 0x80000000) !== 0 ? 32 : 0;
    const begin = end - foot.readUInt32LE(12) - header;
    if (begin >= from) end = begin;
  }
  return end;
}
