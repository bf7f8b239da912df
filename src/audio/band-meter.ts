/** About 16 Hz to 50 Hz a step for usual rates: narrow enough to tell 4 kHz from what is above. */
const LARGEST_BLOCK = 1_024;
/** So many windows are looked at before every second one is left out, and so on. */
const FIRST_WINDOWS = 512;

/**
 * Power by frequency, from windows spread over the recording: fewer the longer it is, so that it costs next to nothing.
 * Power counts, so silence does not.
 */
export class BandMeter {
  readonly #sampleRate: number;
  readonly #size: number;
  readonly #shape: Float64Array;
  readonly #power: Float64Array;
  #spacing = 1;
  #seen = 0;
  #taken = 0;

  /** `frames`: of one window. */
  constructor(sampleRate: number, frames: number) {
    this.#sampleRate = sampleRate;
    this.#size = Math.min(LARGEST_BLOCK, 2 ** Math.floor(Math.log2(Math.max(2, frames))));
    this.#shape = Float64Array.from({ length: this.#size }, (_, at) => Math.sin((Math.PI * at) / this.#size) ** 2);
    this.#power = new Float64Array(this.#size / 2);
  }

  /** The next whole window, of one channel: from `at` on, each `stride` samples. */
  add(samples: Int16Array, at: number, stride: number): void {
    this.#seen += 1;
    if (this.#seen % this.#spacing !== 0) return;
    this.#taken += 1;
    if (this.#taken % FIRST_WINDOWS === 0) this.#spacing *= 2;
    const real = new Float64Array(this.#size);
    const imaginary = new Float64Array(this.#size);
    for (let index = 0; index < this.#size; index += 1) {
      real[index] = (samples[at + index * stride] as number) * (this.#shape[index] as number);
    }
    transform(real, imaginary);
    for (let step = 0; step < this.#power.length; step += 1) {
      const power = (real[step] as number) ** 2 + (imaginary[step] as number) ** 2;
      this.#power[step] = (this.#power[step] as number) + power;
    }
  }

  /** Power from `hz` on to all of it above the lowest tones, dB; null where the rate does not reach so far, or nothing sounds. */
  above(hz: number): number | null {
    const step = this.#sampleRate / this.#size;
    const from = Math.ceil(hz / step);
    if (from >= this.#power.length) return null;
    const sum = (begin: number) => this.#power.subarray(begin).reduce((all, power) => all + power, 0);
    const all = sum(Math.ceil(LOWEST_HZ / step));
    return all === 0 ? null : 10 * Math.log10(Math.max(sum(from) / all, 1e-15));
  }
}

/** Below is hum and offset. */
const LOWEST_HZ = 80;

/** The Fourier transform in place; the length is a power of two. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let at = 1, mirrored = 0; at < size; at += 1) {
    let bit = size >> 1;
    for (; mirrored & bit; bit >>= 1) mirrored ^= bit;
    mirrored ^= bit;
    if (at < mirrored) {
      swap(real, at, mirrored);
      swap(imaginary, at, mirrored);
    }
  }
  for (let span = 2; span <= size; span *= 2) {
    const half = span / 2;
    for (let turn = 0; turn < half; turn += 1) {
      const cosine = Math.cos((-2 * Math.PI * turn) / span);
      const sine = Math.sin((-2 * Math.PI * turn) / span);
      for (let low = turn; low < size; low += span) {
        const high = low + half;
        const x = (real[high] as number) * cosine - (imaginary[high] as number) * sine;
        const y = (real[high] as number) * sine + (imaginary[high] as number) * cosine;
        real[high] = (real[low] as number) - x;
        imaginary[high] = (imaginary[low] as number) - y;
        real[low] = (real[low] as number) + x;
        imaginary[low] = (imaginary[low] as number) + y;
      }
    }
  }
}

function swap(values: Float64Array, one: number, other: number): void {
  const kept = values[one] as number;
  values[one] = values[other] as number;
  values[other] = kept;
}
