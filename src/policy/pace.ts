/*
 * How long runs take, learned from those before: a log-logistic law for each range of lengths. It is much like the
 * log-normal one, has a heavier tail, and its quantiles need no tables. What is old is forgotten, so that a provider who
 * becomes faster or slower is followed within some dozen runs.
 */

/** What is known of the runs of one range of lengths: weight of all, mean and variance of the logarithm of their time. */
interface Range {
  readonly weight: number;
  readonly mean: number;
  readonly variance: number;
}

/** By range; null where nothing is known. */
export type Pace = readonly (Range | null)[];

/** A run's time as it is expected. */
export interface Expectation {
  /** Half of them are over by then, ms. */
  readonly medianMs: number;
  /** How closely they lie together: 1 for very far apart, 10 for nearly the same. */
  readonly shape: number;
}

/** The first range is that of unknown lengths; then up to 30 s, and each four times as long as the one before. */
const RANGES = 8;
const FIRST_RANGE_MS = 30_000;

/** With each run what was known before counts so much less: about thirty of them are remembered. */
const REMEMBERED = 0.97;

/** Fewer say nothing. */
const LEAST_WEIGHT = 4;

/** What is assumed of the spread before there is much to see of it, and as how many runs that counts. */
const USUAL_VARIANCE = 0.36;
const USUAL_WEIGHT = 3;

/** Runs never lie closer together than this, as far as anybody can tell. */
const LEAST_VARIANCE = 0.01;

/** What is over when it is first asked after has taken no less than this share of the time until then, for all we know. */
const LEAST_SHARE = 0.25;

/** No provider takes longer, ms. Whatever says so is a clock that was set. */
const LONGEST_MS = 48 * 3_600_000;

/** Nothing is known. */
export const noPace: Pace = Array.from({ length: RANGES }, () => null);

/**
 * Adds a run that was not over at `fromMs` and was over at `toMs`, both since it was accepted. A span that makes no sense
 * adds nothing.
 *
 * @param audioMs length of the recording, null when it is not known
 */
export function learned(pace: Pace, audioMs: number | null, fromMs: number, toMs: number): Pace {
  if (!(toMs >= 1 && toMs <= LONGEST_MS && fromMs <= toMs)) return pace;
  const low = Math.log(Math.max(fromMs, toMs * LEAST_SHARE, 1));
  const high = Math.log(toMs);
  const at = rangeOf(audioMs);
  return pace.map((range, index) => (index === at ? withSpan(range, low, high) : range));
}

/** Anywhere between the two is as likely. */
function withSpan(range: Range | null, low: number, high: number): Range {
  const middle = (low + high) / 2;
  const width = (high - low) ** 2 / 12;
  if (range === null) return { weight: 1, mean: middle, variance: width };
  const weight = range.weight * REMEMBERED + 1;
  const off = middle - range.mean;
  const mean = range.mean + off / weight;
  const before = (range.variance * (weight - 1)) / weight;
  return { weight, mean, variance: before + (width + off * (middle - mean)) / weight };
}

/** What a run of this length is expected to take; null where too little is known. */
export function expectation(pace: Pace, audioMs: number | null): Expectation | null {
  const range = pace[rangeOf(audioMs)] ?? null;
  if (range === null || range.weight < LEAST_WEIGHT) return null;
  const { weight, mean, variance } = range;
  const spread = (variance * weight + USUAL_VARIANCE * USUAL_WEIGHT) / (weight + USUAL_WEIGHT);
  return { medianMs: Math.exp(mean), shape: Math.PI / Math.sqrt(3 * Math.max(LEAST_VARIANCE, spread)) };
}

/**
 * When `share` (0 to 1, without 1) of the runs will be over that are not over after `elapsedMs`: ms since they were
 * accepted, never before `elapsedMs`.
 */
export function momentOf({ medianMs, shape }: Expectation, elapsedMs: number, share: number): number {
  // The logarithm of the odds, since far from the median the odds themselves are too large for a number.
  const odds = softPlus(shape * Math.log(Math.max(elapsedMs, 1e-9) / medianMs)) - Math.log1p(-share);
  const moment = medianMs * Math.exp(inverseSoftPlus(odds) / shape);
  return Math.max(elapsedMs, moment);
}

/** The share, 0 to 1, that will be over at `atMs` of the runs that are not over after `elapsedMs`. */
export function shareOver({ medianMs, shape }: Expectation, elapsedMs: number, atMs: number): number {
  const oddsAt = (ms: number): number => softPlus(shape * Math.log(Math.max(ms, 1e-9) / medianMs));
  return -Math.expm1(oddsAt(elapsedMs) - oddsAt(Math.max(elapsedMs, atMs)));
}

/** ln(1 + e^x). */
function softPlus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function inverseSoftPlus(y: number): number {
  return y + Math.log(-Math.expm1(-y));
}

function rangeOf(audioMs: number | null): number {
  if (audioMs === null) return 0;
  const range = 1 + Math.ceil(Math.log2(Math.max(audioMs, 1) / FIRST_RANGE_MS) / 2);
  return Math.min(RANGES - 1, Math.max(1, range));
}

/** As a short text, to be kept. */
export function paceText(pace: Pace): string {
  const round = (value: number): number => Math.round(value * 1e4) / 1e4;
  return JSON.stringify(pace.map((range) => range && [round(range.weight), round(range.mean), round(range.variance)]));
}

/** The text read again. What is not of our making is as if nothing were known. */
export function paceFrom(text: string): Pace {
  if (text.length > 1_000) return noPace;
  try {
    const ranges: unknown = JSON.parse(text);
    return Array.isArray(ranges) && ranges.length === RANGES ? ranges.map(rangeFrom) : noPace;
  } catch {
    return noPace;
  }
}

function rangeFrom(kept: unknown): Range | null {
  if (!Array.isArray(kept)) return null;
  const [weight, mean, variance] = kept;
  const sane =
    isWithin(weight, 0, 1 / (1 - REMEMBERED) + 1) &&
    isWithin(mean, 0, Math.log(LONGEST_MS)) &&
    isWithin(variance, 0, 100);
  return sane ? { weight, mean, variance } : null;
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}
