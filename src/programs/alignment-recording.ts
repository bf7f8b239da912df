import { closeSync, openSync, readSync } from "node:fs";

/** Where a recording's samples lie in a file: 16 kHz, mono, signed 16 bits. */
export interface SamplePlace {
  readonly path: string;
  /** Bytes before the first sample. */
  readonly offset: number;
  readonly samples: number;
}

export const RATE = 16_000;
export const SAMPLE_BYTES = 2;
const FULL_SCALE = 32_768;

/** Reads stretches of a recording, so that only what is being worked on is in memory. */
export class Recording {
  readonly #place: SamplePlace;
  readonly #file: number;

  constructor(place: SamplePlace) {
    this.#place = place;
    this.#file = openSync(place.path, "r");
  }

  get samples(): number {
    return this.#place.samples;
  }

  /** Samples from `start` up to `end`, fewer where the recording is over. */
  read(start: number, end: number): Float32Array {
    const from = Math.max(0, start);
    const count = Math.max(0, Math.min(end, this.#place.samples) - from);
    const bytes = Buffer.alloc(count * SAMPLE_BYTES);
    const got = readSync(this.#file, bytes, 0, bytes.length, this.#place.offset + from * SAMPLE_BYTES);
    const samples = new Float32Array(Math.floor(got / SAMPLE_BYTES));
    for (let at = 0; at < samples.length; at += 1) samples[at] = bytes.readInt16LE(at * SAMPLE_BYTES) / FULL_SCALE;
    return samples;
  }

  close(): void {
    closeSync(this.#file);
  }
}
