import type { Bytes } from "../structure-bytes.ts";

export interface OggPage {
  readonly serial: number;
  /** Samples up to its end by the stream's clock; -1 when no packet ends on it. */
  readonly position: number;
  readonly begins: boolean;
  readonly ends: boolean;
  readonly bodyAt: number;
  /** Where the next page begins: past the file's end when this one is cut. */
  readonly end: number;
  /** Bytes of each packet, or part of one, on this page. */
  readonly packets: readonly number[];
  /** Whether its last packet goes on on the next page. */
  readonly lastGoesOn: boolean;
}

const HEAD = 27;

/** The page whose header stands at `position`, or null. */
export function pageAt(bytes: Bytes, position: number): OggPage | null {
  const head = bytes.at(position, HEAD + 255);
  if (head.length < HEAD || head.toString("latin1", 0, 4) !== "OggS" || head[4] !== 0) return null;
  const count = head[26] ?? 0;
  if (head.length < HEAD + count) return null;
  const packets: number[] = [];
  let [size, body] = [0, 0];
  for (const lace of head.subarray(HEAD, HEAD + count)) {
    size += lace;
    body += lace;
    if (lace === 255) continue;
    packets.push(size);
    size = 0;
  }
  const lastGoesOn = count > 0 && head[HEAD + count - 1] === 255;
  if (lastGoesOn) packets.push(size);
  const flags = head[5] ?? 0;
  const bodyAt = position + HEAD + count;
  return {
    serial: head.readUInt32LE(14),
    position: Number(head.readBigInt64LE(6)),
    begins: (flags & 2) !== 0,
    ends: (flags & 4) !== 0,
    bodyAt,
    end: bodyAt + body,
    packets,
    lastGoesOn,
  };
}
