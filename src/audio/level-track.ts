import { NOTHING_DBFS } from "./thresholds.ts";

/** Levels are kept in half decibels, one byte each. */
const STEPS_PER_DB = 2;
/** 23 hours of windows of 20 ms; what is longer is kept more coarsely. */
const MOST_ENTRIES = 2 ** 22;
const FIRST_ENTRIES = 2 ** 12;

const STRIP_PARTS = 120;
const SHORTEST_PAUSE_MS = 300;
const MOST_PAUSES = 10_000;
/** A pause is so much below the loud parts of speech, dB. */
const BELOW_SPEECH = 40;

/** The level over time and where the wave is cut flat, in at most 8 MiB whatever the length. */
export class LevelTrack {
  /** Time that one entry stands for, ms. */
  #stepMs: number;
  readonly #mostEntries: number;
  #entries = new Uint8Array(FIRST_ENTRIES);
  /** Of each entry, 1 where a window of it is cut flat. */
  #flat = new Uint8Array(FIRST_ENTRIES);
  #length = 0;
  /** Windows that one entry stands for, and those of them that have come for the last one. */
  #windows = 1;
  #begun = 0;

  constructor(windowMs: number, mostEntries: number = MOST_ENTRIES) {
    this.#stepMs = windowMs;
    this.#mostEntries = mostEntries;
  }

  /** The level of the next window, dBFS, and whether the wave is cut flat in it. */
  add(level: number, isFlat = false): void {
    const value = Math.min(255, Math.max(0, Math.round((level - NOTHING_DBFS) * STEPS_PER_DB)));
    if (this.#begun > 0) {
      const last = this.#length - 1;
      this.#entries[last] = Math.max(this.#entries[last] as number, value);
    } else {
      if (this.#length === this.#mostEntries) this.#halve();
      if (this.#length === this.#entries.length) this.#grow();
      this.#entries[this.#length] = value;
      this.#length += 1;
    }
    if (isFlat) this.#flat[this.#length - 1] = 1;
    this.#begun = (this.#begun + 1) % this.#windows;
  }

  /** The loudest window of each of at most 120 equal parts, dBFS. */
  strip(): number[] {
    return this.#parts(this.#entries).map((part) => levelOf(part.reduce((most, value) => Math.max(most, value), 0)));
  }

  /** Those of these parts, counted from 0, in which the wave is cut flat somewhere. */
  flatParts(): number[] {
    return this.#parts(this.#flat).flatMap((part, index) => (part.includes(1) ? index : []));
  }

  #parts(of: Uint8Array): Uint8Array[] {
    const parts = Math.min(STRIP_PARTS, this.#length);
    const edge = (part: number): number => Math.floor((part * this.#length) / parts);
    return Array.from({ length: parts }, (_, part) => of.subarray(edge(part), edge(part + 1)));
  }

  /**
   * Pauses of 300 ms and more up to `endMs`, the longest 10,000 in order of time. They are relative: 40 dB below the loud
   * parts, or where it is noisier, in the lowest quarter of the spread.
   */
  pauses(levels: { readonly p10: number; readonly p95: number; readonly p99: number }, endMs: number) {
    const loudest = levelOf(this.#entries.subarray(0, this.#length).reduce((most, value) => Math.max(most, value), 0));
    // Little speech in long silence does not reach the percentiles.
    const speech = Math.max(levels.p99, loudest - BELOW_SPEECH / 2);
    const limit = Math.max(speech - BELOW_SPEECH, levels.p10 + (levels.p95 - levels.p10) / 4);
    const found: { fromMs: number; toMs: number }[] = [];
    for (let entry = 0; entry < this.#length; ) {
      const from = entry;
      while (entry < this.#length && levelOf(this.#entries[entry] as number) < limit) entry += 1;
      const pause = {
        fromMs: Math.round(from * this.#stepMs),
        toMs: Math.min(endMs, Math.round(entry * this.#stepMs)),
      };
      if (pause.toMs - pause.fromMs >= SHORTEST_PAUSE_MS) found.push(pause);
      entry += 1;
    }
    if (found.length <= MOST_PAUSES) return found;
    found.sort((one, other) => other.toMs - other.fromMs - (one.toMs - one.fromMs));
    return found.slice(0, MOST_PAUSES).sort((one, other) => one.fromMs - other.fromMs);
  }

  #grow(): void {
    const larger = new Uint8Array(Math.min(this.#mostEntries, this.#entries.length * 2));
    larger.set(this.#entries);
    this.#entries = larger;
    const flat = new Uint8Array(larger.length);
    flat.set(this.#flat);
    this.#flat = flat;
  }

  #halve(): void {
    const half = this.#length / 2;
    for (let entry = 0; entry < half; entry += 1) {
      const pair = [this.#entries[2 * entry] as number, this.#entries[2 * entry + 1] as number] as const;
      this.#entries[entry] = Math.max(...pair);
      this.#flat[entry] = (this.#flat[2 * entry] as number) | (this.#flat[2 * entry + 1] as number);
    }
    this.#flat.fill(0, half);
    this.#length = half;
    this.#windows *= 2;
    this.#stepMs *= 2;
  }
}

function levelOf(value: number): number {
  return value / STEPS_PER_DB + NOTHING_DBFS;
}
