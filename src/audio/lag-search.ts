/** The lag search works on about 4,000 samples a second: speech has most of its power below 2 kHz. */
const SAMPLES_PER_WINDOW = 80;
/** Echoes, two recorders and cables of two rooms are apart by less, ms. */
const MOST_LAG_MS = 60;
/** Blocks of two seconds. */
const WINDOWS_PER_BLOCK = 100;
const MOST_BLOCKS = 32;
/** Neighbours at each side by which a value between two lags is worked out, and steps between two lags. */
const NEIGHBOURS = 8;
const STEPS = 8;

interface Block {
  readonly index: number;
  readonly left: Float32Array;
  readonly right: Float32Array;
  length: number;
}

export interface Match {
  /** -1 to 1. */
  readonly correlation: number;
  /** Shift of the second channel that gives it, ms: -20 for one that is 20 ms late. */
  readonly lagMs: number;
}

/**
 * Finds out whether two channels are one signal, one of them late. Blocks spread evenly over the whole recording stand for
 * it: two speakers who hear the same greeting at first are not one.
 */
export class LagSearch {
  readonly #frames: number;
  readonly #perWindow: number;
  readonly #msPerSample: number;
  #blocks: Block[] = [];
  #spacing = 1;
  #window = 0;

  /** `frames` and `windowMs`: of one window. */
  constructor(frames: number, windowMs: number) {
    this.#frames = frames;
    this.#perWindow = Math.min(SAMPLES_PER_WINDOW, frames);
    this.#msPerSample = windowMs / this.#perWindow;
  }

  /** The next whole window: the first two of `channels` interleaved ones, from `at` on. */
  add(samples: Int16Array, at: number, channels: number): void {
    const index = Math.floor(this.#window / WINDOWS_PER_BLOCK);
    const first = this.#window % WINDOWS_PER_BLOCK === 0;
    this.#window += 1;
    if (first && this.#blocks.length === MOST_BLOCKS) {
      this.#spacing *= 2;
      this.#blocks = this.#blocks.filter((block) => block.index % this.#spacing === 0);
    }
    if (index % this.#spacing !== 0) return;
    const block = first ? this.#newBlock(index) : (this.#blocks.at(-1) as Block);
    reduce(samples, at, channels, this.#frames, block.left, block.length, this.#perWindow);
    reduce(samples, at + 1, channels, this.#frames, block.right, block.length, this.#perWindow);
    block.length += this.#perWindow;
  }

  /** The shift at which the channels agree best, or are each other's inverse; null where nothing sounds. */
  best(): Match | null {
    const blocks = this.#blocks.map(({ left, right, length }) => {
      return { left: smooth(left.subarray(0, length)), right: smooth(right.subarray(0, length)) };
    });
    const most = Math.round(MOST_LAG_MS / this.#msPerSample);
    const around = most + NEIGHBOURS;
    const values = Array.from({ length: 2 * around + 1 }, (_, index) => correlation(blocks, index - around));
    let best = { value: 0, at: 0 };
    for (let lag = -most; lag <= most; lag += 1) {
      const value = values[lag + around] as number;
      if (Math.abs(value) > Math.abs(best.value)) best = { value, at: lag };
    }
    if (best.value === 0) return null;
    const whole = best.at;
    for (let step = 1 - STEPS; step < STEPS; step += 1) {
      const at = whole + step / STEPS;
      const value = between(values, at + around);
      if (Math.abs(value) > Math.abs(best.value)) best = { value, at };
    }
    return { correlation: Math.max(-1, Math.min(1, best.value)), lagMs: best.at * this.#msPerSample };
  }

  #newBlock(index: number): Block {
    const size = WINDOWS_PER_BLOCK * this.#perWindow;
    const block = { index, left: new Float32Array(size), right: new Float32Array(size), length: 0 };
    this.#blocks.push(block);
    return block;
  }
}

/** Fewer samples, each the mean of its neighbours. */
function reduce(
  samples: Int16Array,
  at: number,
  stride: number,
  frames: number,
  into: Float32Array,
  from: number,
  count: number,
): void {
  let frame = 0;
  for (let index = 0; index < count; index += 1) {
    const end = Math.floor(((index + 1) * frames) / count);
    const begin = frame;
    let sum = 0;
    for (; frame < end; frame += 1) sum += samples[at + frame * stride] as number;
    into[from + index] = sum / (end - begin);
  }
}

/** Without its mean, and without what the mean of neighbours let through from above: it would differ with each shift. */
function smooth(samples: Float32Array): Float32Array {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / Math.max(1, samples.length);
  return samples.map((sample, index) => {
    const before = samples[index - 1] ?? sample;
    const after = samples[index + 1] ?? sample;
    return before / 4 + sample / 2 + after / 4 - mean;
  });
}

function correlation(blocks: readonly Pick<Block, "left" | "right">[], lag: number): number {
  let product = 0;
  let leftPower = 0;
  let rightPower = 0;
  for (const { left, right } of blocks) {
    const end = Math.min(left.length, left.length + lag);
    for (let index = Math.max(0, lag); index < end; index += 1) {
      const one = left[index] as number;
      const other = right[index - lag] as number;
      product += one * other;
      leftPower += one * one;
      rightPower += other * other;
    }
  }
  const power = Math.sqrt(leftPower * rightPower);
  return power === 0 ? 0 : product / power;
}

/** The value at a place between two, as a band-limited signal has it. */
function between(values: readonly number[], place: number): number {
  const middle = Math.floor(place);
  if (middle === place) return values[middle] ?? 0;
  let sum = 0;
  for (let index = middle - NEIGHBOURS + 1; index <= middle + NEIGHBOURS; index += 1) {
    const away = place - index;
    const window = Math.cos((Math.PI * away) / (2 * NEIGHBOURS + 2)) ** 2;
    sum += ((values[index] ?? 0) * window * Math.sin(Math.PI * away)) / (Math.PI * away);
  }
  return sum;
}
