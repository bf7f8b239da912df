import type { TimestampGap } from "../structure.ts";
import type { Bytes } from "../structure-bytes.ts";
import { isJump, MOST_GAPS } from "./gaps.ts";
import { type Box, boxIn } from "./mp4-box.ts";

/** Some ten days of the shortest usual packets: whoever names more wants the count to take long. */
const MOST_SAMPLES = 50_000_000;
const BLOCK = 32 * 1024;

/** One table of the index: rows of whole numbers, read in blocks as they are asked for. */
class Table {
  readonly rows: number;
  readonly #bytes: Bytes;
  readonly #at: number;
  readonly #width: number;
  #block: Buffer = Buffer.alloc(0);
  #blockAt = 0;

  constructor(bytes: Bytes, box: Box | null, headBytes: number, width: number) {
    this.#bytes = bytes;
    this.#at = (box?.at ?? 0) + headBytes;
    this.#width = width;
    const head = box === null ? Buffer.alloc(0) : bytes.at(box.at + headBytes - 4, 4);
    // A table cannot have more rows than there are bytes for them.
    const room = Math.floor(((box?.end ?? 0) - this.#at) / width);
    this.rows = head.length < 4 ? 0 : Math.max(0, Math.min(head.readUInt32BE(0), room));
  }

  /** The number at `field` bytes within a row; 0 beyond the last one. */
  get(row: number, field = 0, size: 4 | 8 = 4): number {
    if (row >= this.rows) return 0;
    const position = this.#at + row * this.#width + field;
    if (position < this.#blockAt || position + size > this.#blockAt + this.#block.length) {
      this.#block = Buffer.from(this.#bytes.at(position, BLOCK));
      this.#blockAt = position;
    }
    const from = position - this.#blockAt;
    if (from + size > this.#block.length) return 0;
    return size === 4 ? this.#block.readUInt32BE(from) : Number(this.#block.readBigUInt64BE(from));
  }
}

/** The lengths of packets in the order of decoding, ms, taken one run after the other. */
class Lengths {
  readonly gaps: TimestampGap[] = [];
  readonly #table: Table;
  readonly #timescale: number;
  #row = 0;
  #used = 0;
  #ms = 0;
  #usual: number | null = null;

  constructor(table: Table, timescale: number) {
    this.#table = table;
    this.#timescale = timescale;
  }

  /** How long the next `samples` packets are together, ms. */
  take(samples: number): number {
    let left = samples;
    let ms = 0;
    while (left > 0 && this.#row < this.#table.rows) {
      const run = Math.min(left, this.#table.get(this.#row) - this.#used);
      const each = (this.#table.get(this.#row, 4) / this.#timescale) * 1000;
      this.#look(each, this.#ms + ms, run);
      ms += run * each;
      left -= run;
      this.#used += run;
      if (this.#used < this.#table.get(this.#row)) break;
      this.#row++;
      this.#used = 0;
    }
    this.#ms += ms;
    return ms;
  }

  /** A packet that is several times as long as those before it is one behind which nothing comes for a while. */
  #look(each: number, atMs: number, run: number): void {
    const usual = this.#usual;
    if (usual === null || !isJump(each, usual)) {
      this.#usual = each;
      return;
    }
    for (let i = 0; i < run && this.gaps.length < MOST_GAPS; i++) {
      this.gaps.push({ atMs: atMs + i * each + usual, lengthMs: each - usual });
    }
  }
}

export interface SampleCount {
  /** Length of the packets whose bytes are there, ms; null when the index has no tables. */
  readonly ms: number | null;
  readonly gaps: readonly TimestampGap[];
}

/**
 * Goes through a track's tables, packet by packet, and adds up those that lie within the file.
 * `stbl`: the box of tables; `timescale`: units a second of its times.
 */
export function countSamples(bytes: Bytes, stbl: Box, timescale: number): SampleCount {
  const box = (type: string) => boxIn(bytes, stbl.at, stbl.end, type);
  const sizes = box("stsz");
  const large = box("co64");
  const times = new Table(bytes, box("stts"), 8, 8);
  const runs = new Table(bytes, box("stsc"), 8, 12);
  const offsets = large === null ? new Table(bytes, box("stco"), 8, 4) : new Table(bytes, large, 8, 8);
  if (sizes === null || timescale === 0 || times.rows === 0 || runs.rows === 0) return { ms: null, gaps: [] };
  const uniform = uniformSize(bytes, sizes);
  const each = new Table(bytes, sizes, 12, 4);
  const total = uniform > 0 ? uniformCount(bytes, sizes) : each.rows;
  const lengths = new Lengths(times, timescale);
  let [sample, run, ms] = [0, 0, 0];
  for (let chunk = 0; chunk < offsets.rows && sample < Math.min(total, MOST_SAMPLES); chunk++) {
    while (run + 1 < runs.rows && runs.get(run + 1) <= chunk + 1) run++;
    const inChunk = Math.min(runs.get(run, 4), total - sample);
    let position = offsets.get(chunk, 0, large === null ? 4 : 8);
    if (uniform > 0) {
      const here = Math.max(0, Math.min(inChunk, Math.floor((bytes.size - position) / uniform)));
      ms += lengths.take(here);
      lengths.take(inChunk - here);
    } else {
      for (let i = 0; i < inChunk; i++) {
        position += each.get(sample + i);
        const length = lengths.take(1);
        if (position <= bytes.size) ms += length;
      }
    }
    sample += inChunk;
  }
  const { gaps } = lengths;
  return { ms: Math.max(0, ms - gaps.reduce((sum, gap) => sum + gap.lengthMs, 0)), gaps };
}

function uniformSize(bytes: Bytes, sizes: Box): number {
  const head = bytes.at(sizes.at + 4, 4);
  return head.length < 4 ? 0 : head.readUInt32BE(0);
}

function uniformCount(bytes: Bytes, sizes: Box): number {
  const head = bytes.at(sizes.at + 8, 4);
  return head.length < 4 ? 0 : head.readUInt32BE(0);
}
