import { seededDice } from "../src/engine/live-runtime.ts";

/** Sound made from seeds, as samples from -1 to 1: what thresholds were not chosen on. */
export type Samples = Float64Array;

export const RATE = 16_000;
const SYLLABLE_S = [0.12, 0.3] as const;
const GAP_S = [0.03, 0.09] as const;
const PAUSE_S = [0.35, 0.9] as const;
const PITCH_HZ = [85, 240] as const;
const HIGHEST_HZ = 3_400;

const within = (dice: { next(): number }, [from, to]: readonly [number, number]) => from + (to - from) * dice.next();

/** Syllables of harmonics with a formant, gaps between them, a pause after some words; nothing in the pauses. */
export function speech(seed: number, seconds: number): Samples {
  const dice = seededDice(seed);
  const samples = new Float64Array(Math.round(seconds * RATE));
  const pitch = within(dice, PITCH_HZ);
  let at = Math.round(within(dice, [0.05, 0.3]) * RATE);
  let untilPause = 4;
  while (at < samples.length) {
    const length = Math.round(within(dice, SYLLABLE_S) * RATE);
    const hz = pitch * within(dice, [0.8, 1.25]);
    const formant = within(dice, [300, 2_200]);
    const loudness = within(dice, [0.4, 1]);
    const harmonics = Math.floor(HIGHEST_HZ / hz);
    const weights = Array.from(
      { length: harmonics },
      (_, index) => 1 / (1 + Math.abs((index + 1) * hz - formant) / 300),
    );
    for (let frame = 0; frame < length && at + frame < samples.length; frame += 1) {
      const envelope = Math.sin((Math.PI * frame) / length) ** 0.7 * loudness;
      let sum = 0;
      for (let index = 0; index < harmonics; index += 1) {
        sum += (weights[index] as number) * Math.sin((2 * Math.PI * (index + 1) * hz * frame) / RATE);
      }
      samples[at + frame] = envelope * sum;
    }
    untilPause -= 1;
    const rest = untilPause === 0 ? within(dice, PAUSE_S) : within(dice, GAP_S);
    if (untilPause === 0) untilPause = 3 + Math.floor(dice.next() * 6);
    at += length + Math.round(rest * RATE);
  }
  return samples;
}

export function noise(seed: number, seconds: number): Samples {
  const dice = seededDice(seed);
  return new Float64Array(Math.round(seconds * RATE)).map(() => 2 * dice.next() - 1);
}

export function tone(hz: number, seconds: number): Samples {
  return new Float64Array(Math.round(seconds * RATE)).map((_, index) => Math.sin((2 * Math.PI * hz * index) / RATE));
}

export function nothing(seconds: number): Samples {
  return new Float64Array(Math.round(seconds * RATE));
}

/** The same with its loudest sample at `dbfs`. */
export function peakingAt(dbfs: number, samples: Samples): Samples {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return amplified(10 ** (dbfs / 20) / peak, samples);
}

export function amplified(factor: number, samples: Samples): Samples {
  return samples.map((sample) => sample * factor);
}

/** As long as the first one. */
export function mixed(first: Samples, ...others: readonly Samples[]): Samples {
  return first.map((sample, index) => others.reduce((sum, other) => sum + (other[index] ?? 0), sample));
}

/** Later by any time, parts of a sample included, and as long as before; what is before its beginning is nothing. */
export function delayed(ms: number, samples: Samples): Samples {
  const shift = (ms / 1000) * RATE;
  const whole = Math.floor(shift);
  const part = shift - whole;
  const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  const taps = Array.from({ length: 32 }, (_, tap) => {
    const x = tap - 15 - part;
    return sinc(x) * Math.cos((Math.PI * x) / 34) ** 2;
  });
  return samples.map((_, index) => {
    return taps.reduce((sum, weight, tap) => sum + weight * (samples[index - whole - (tap - 15)] ?? 0), 0);
  });
}

export function joined(...parts: readonly Samples[]): Samples {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** 16 bits a sample, what is beyond full scale cut flat, channels interleaved. */
export function interleaved(...channels: readonly Samples[]): Int16Array {
  const frames = Math.min(...channels.map(({ length }) => length));
  const all = new Int16Array(frames * channels.length);
  for (const [channel, samples] of channels.entries()) {
    for (let frame = 0; frame < frames; frame += 1) {
      const value = Math.round((samples[frame] ?? 0) * 32_768);
      all[frame * channels.length + channel] = Math.max(-32_768, Math.min(32_767, value));
    }
  }
  return all;
}
