import type { AudioChannels } from "../domain/audio-report.ts";
import type { Match } from "./lag-search.ts";
import { NOTHING_DBFS, THRESHOLDS } from "./thresholds.ts";

/** What was measured of one channel: levels in dBFS, and the variance of its samples. */
export interface ChannelFigures {
  readonly p10: number;
  readonly p95: number;
  readonly p99: number;
  readonly power: number;
}

/** What was measured of the first two channels together. */
export interface PairFigures {
  /** Share of samples that are equal but for rounding, of those where not both are nothing; 1 when all is nothing. */
  readonly equal: number;
  /** Over all of it and without a shift; null when one of them is constant. */
  readonly correlation: number | null;
  /** Looks for a shift at which they agree; it costs some tenths of a second, so only whoever needs it asks. */
  readonly search: () => Match | null;
}

/** How the channels of a recording are related. */
export function judgeChannels(figures: readonly ChannelFigures[], pair: PairFigures | null): AudioChannels {
  const levels = figures.map(({ p99 }) => p99);
  const silent = figures.flatMap((figure, channel) => (isSilent(figure) ? [channel] : []));
  const loudest = figures.reduce(
    (most, { power }, channel) => (power > (figures[most]?.power ?? 0) ? channel : most),
    0,
  );
  const common = { levels, silent, loudest };
  if (pair === null) return { ...common, relation: "mono", equal: null, correlation: null, lagMs: null };
  if (figures.length > 2) {
    return { ...common, relation: "many", equal: null, correlation: null, lagMs: null };
  }
  const match = matchOf(pair);
  return {
    ...common,
    relation: relationOf(pair.equal, match?.correlation ?? null, silent.length),
    equal: rounded(pair.equal, 5),
    correlation: match === null ? null : rounded(match.correlation, 4),
    lagMs: match === null ? null : rounded(match.lagMs, 2),
  };
}

function relationOf(equal: number, correlation: number | null, silent: number): AudioChannels["relation"] {
  if (silent === 1) return "one-silent";
  if (isIdentical(equal, correlation)) return "identical";
  if (correlation === null) return "distinct";
  if (correlation < -THRESHOLDS.sameCorrelation) return "inverted";
  if (correlation > THRESHOLDS.sameCorrelation) return "near-identical";
  return "distinct";
}

/** The faintest hiss is equal but for rounding: what is the same goes up and down together as well. */
function isIdentical(equal: number, correlation: number | null): boolean {
  return equal > THRESHOLDS.identicalShare && (correlation === null || correlation > THRESHOLDS.sameCorrelation);
}

function matchOf({ correlation, search }: PairFigures): Match | null {
  if (correlation === null) return null;
  const together = { correlation, lagMs: 0 };
  if (Math.abs(correlation) > THRESHOLDS.sameCorrelation) return together;
  const shifted = search();
  return shifted !== null && Math.abs(shifted.correlation) > Math.abs(correlation) ? shifted : together;
}

/** Nothing at all, or hiss and hum as of an input to which no microphone is connected. */
function isSilent({ p10, p95, p99 }: ChannelFigures): boolean {
  if (p99 < THRESHOLDS.channelSilentP99) return true;
  return p10 > NOTHING_DBFS && p99 < THRESHOLDS.silentP99 && p95 - p10 < THRESHOLDS.steadySpread;
}

/** More digits would say nothing. */
function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
