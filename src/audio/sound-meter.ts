import type { AudioChannels, AudioLevels } from "../domain/audio-report.ts";
import type { SoundFormat, SoundSink } from "../domain/sound.ts";
import { BandMeter } from "./band-meter.ts";
import { type ChannelFigures, judgeChannels, type PairFigures } from "./channels.ts";
import { LagSearch } from "./lag-search.ts";
import { LevelHistogram } from "./level-histogram.ts";
import { LevelTrack } from "./level-track.ts";
import { NOTHING_DBFS, THRESHOLDS } from "./thresholds.ts";

const WINDOW_SECONDS = 0.02;
const FULL_SCALE = 32_768;
const FULL_SCALE_DB = 20 * Math.log10(FULL_SCALE);

/** What one pass over the samples tells. */
export interface Sound {
  readonly format: SoundFormat;
  readonly durationMs: number;
  readonly levels: AudioLevels;
  readonly channels: AudioChannels;
  /** Power above what a telephone line lets through, to all of it, dB; null where the rate does not reach so far. */
  readonly highBand: number | null;
}

class ChannelMeter {
  readonly histogram = new LevelHistogram();
  frames = 0;
  sum = 0;
  squares = 0;
  highest = 0;
  atFullScale = 0;
}

/** Measures a recording in one pass and in constant memory: levels, clipping, pauses, and how its channels are related. */
export class SoundMeter implements SoundSink {
  /** Amplitude from which a sample is at full scale: some codings do not reach that of 16 bits. */
  readonly #fullScale: number;
  #format: SoundFormat | null = null;
  #meters: ChannelMeter[] = [];
  #windowFrames = 0;
  #histogram = new LevelHistogram();
  #track = new LevelTrack(0);
  #bands: BandMeter | null = null;
  #lags: LagSearch | null = null;
  #pair = { product: 0, equal: 0, sounding: 0 };
  #rest = new Int16Array(0);
  #restLength = 0;

  constructor(fullScale = FULL_SCALE - 1) {
    this.#fullScale = fullScale;
  }

  begin(format: SoundFormat): void {
    this.#format = format;
    this.#windowFrames = Math.max(1, Math.round(format.sampleRate * WINDOW_SECONDS));
    const windowMs = (this.#windowFrames / format.sampleRate) * 1000;
    this.#meters = Array.from({ length: format.channels }, () => new ChannelMeter());
    this.#track = new LevelTrack(windowMs);
    this.#rest = new Int16Array(this.#windowFrames * format.channels);
    this.#bands = new BandMeter(format.sampleRate, this.#windowFrames);
    if (format.channels === 2) this.#lags = new LagSearch(this.#windowFrames, windowMs);
  }

  take(samples: Int16Array): void {
    const size = this.#rest.length;
    let at = 0;
    if (this.#restLength > 0) {
      at = Math.min(size - this.#restLength, samples.length);
      this.#rest.set(samples.subarray(0, at), this.#restLength);
      this.#restLength += at;
      if (this.#restLength < size) return;
      this.#window(this.#rest, 0, this.#windowFrames);
    }
    for (; at + size <= samples.length; at += size) this.#window(samples, at, this.#windowFrames);
    this.#rest.set(samples.subarray(at));
    this.#restLength = samples.length - at;
  }

  /** What was measured; null when there was no sample. To be called once, at the end. */
  finish(): Sound | null {
    const format = this.#format;
    if (format === null) return null;
    const frames = this.#restLength / format.channels;
    if (frames > 0) this.#window(this.#rest, 0, frames);
    const counted = this.#meters[0]?.frames ?? 0;
    if (counted === 0) return null;
    const durationMs = (counted / format.sampleRate) * 1000;
    const channels = judgeChannels(this.#meters.map(figuresOf), this.#pairFigures(counted));
    const highBand = this.#bands?.above(THRESHOLDS.telephoneHz) ?? null;
    return { format, durationMs, levels: this.#levels(durationMs), channels, highBand };
  }

  #window(samples: Int16Array, at: number, frames: number): void {
    const channels = this.#meters.length;
    // The little that is left at the end of a recording would count as much as a window.
    const counts = frames * 2 >= this.#windowFrames || this.#meters[0]?.frames === 0;
    let loudest = NOTHING_DBFS;
    let loudestChannel = 0;
    let isFlat = false;
    for (let channel = 0; channel < channels; channel += 1) {
      const meter = this.#meters[channel] as ChannelMeter;
      const before = meter.atFullScale;
      const level = this.#measure(meter, samples, at + channel, frames);
      isFlat ||= meter.atFullScale - before > frames * THRESHOLDS.clippedShare;
      if (counts) meter.histogram.add(level);
      if (level <= loudest) continue;
      loudest = level;
      loudestChannel = channel;
    }
    if (counts) {
      this.#histogram.add(loudest);
      this.#track.add(loudest, isFlat);
    }
    if (channels > 1) this.#comparePair(samples, at, frames);
    if (frames < this.#windowFrames) return;
    this.#bands?.add(samples, at + loudestChannel, channels);
    this.#lags?.add(samples, at, channels);
  }

  #measure(meter: ChannelMeter, samples: Int16Array, at: number, frames: number): number {
    const stride = this.#meters.length;
    const end = at + frames * stride;
    let sum = 0;
    let squares = 0;
    let low = 0;
    let high = 0;
    for (let index = at; index < end; index += stride) {
      const sample = samples[index] as number;
      sum += sample;
      squares += sample * sample;
      if (sample < low) low = sample;
      else if (sample > high) high = sample;
    }
    const peak = Math.max(high, -low);
    if (peak >= this.#fullScale) meter.atFullScale += atLeast(this.#fullScale, samples, at, end, stride);
    meter.frames += frames;
    meter.sum += sum;
    meter.squares += squares;
    meter.highest = Math.max(meter.highest, peak);
    return decibels(squares / frames - (sum / frames) ** 2);
  }

  #comparePair(samples: Int16Array, at: number, frames: number): void {
    const stride = this.#meters.length;
    const end = at + frames * stride;
    let product = 0;
    let equal = 0;
    let sounding = 0;
    for (let index = at; index < end; index += stride) {
      const left = samples[index] as number;
      const right = samples[index + 1] as number;
      product += left * right;
      if ((left | right) !== 0) {
        sounding += 1;
        // Lossy codings round each channel by itself.
        if (left - right <= 1 && right - left <= 1) equal += 1;
      }
    }
    this.#pair.product += product;
    this.#pair.equal += equal;
    this.#pair.sounding += sounding;
  }

  #levels(durationMs: number): AudioLevels {
    const [p10, p50, p95, p99] = [0.1, 0.5, 0.95, 0.99].map((share) => this.#histogram.percentile(share)) as [
      number,
      number,
      number,
      number,
    ];
    const most = (figure: (meter: ChannelMeter) => number) => Math.max(...this.#meters.map(figure));
    const offsets = this.#meters.map(({ sum, frames }) => sum / frames / FULL_SCALE);
    return {
      ...{ p10, p50, p95, p99 },
      peak: rounded(decibels(most(({ highest }) => highest) ** 2), 1),
      clipped: rounded(
        most(({ atFullScale, frames }) => atFullScale / frames),
        5,
      ),
      sounding: rounded(this.#histogram.shareAbove(THRESHOLDS.sounding), 5),
      dcOffset: rounded(
        offsets.reduce((worst, one) => (Math.abs(one) > Math.abs(worst) ? one : worst), 0),
        5,
      ),
      strip: this.#track.strip(),
      clippedParts: this.#track.flatParts(),
      pauses: this.#track.pauses({ p10, p95, p99 }, Math.round(durationMs)),
    };
  }

  #pairFigures(frames: number): PairFigures | null {
    const [left, right] = this.#meters;
    if (left === undefined || right === undefined) return null;
    const { product, equal, sounding } = this.#pair;
    const power = Math.sqrt(varianceOf(left) * varianceOf(right));
    const shared = product / frames - (left.sum / frames) * (right.sum / frames);
    return {
      equal: sounding === 0 ? 1 : equal / sounding,
      correlation: power === 0 ? null : Math.max(-1, Math.min(1, shared / power)),
      search: () => this.#lags?.best() ?? null,
    };
  }
}

function figuresOf(meter: ChannelMeter): ChannelFigures {
  const { histogram } = meter;
  return {
    p10: histogram.percentile(0.1),
    p95: histogram.percentile(0.95),
    p99: histogram.percentile(0.99),
    power: varianceOf(meter),
  };
}

function varianceOf({ squares, sum, frames }: ChannelMeter): number {
  return Math.max(0, squares / frames - (sum / frames) ** 2);
}

function atLeast(limit: number, samples: Int16Array, at: number, end: number, stride: number): number {
  let count = 0;
  for (let index = at; index < end; index += stride) {
    if (Math.abs(samples[index] as number) >= limit) count += 1;
  }
  return count;
}

/** More digits would say nothing. */
function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/** dBFS of a mean square of 16-bit samples. */
function decibels(meanSquare: number): number {
  return meanSquare <= 0 ? NOTHING_DBFS : Math.max(NOTHING_DBFS, 10 * Math.log10(meanSquare) - FULL_SCALE_DB);
}
