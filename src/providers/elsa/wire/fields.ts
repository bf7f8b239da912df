import { numberOf } from "../../../domain/json-fields.ts";

/** No recording is longer than a month. */
const LONGEST_S = 31 * 24 * 60 * 60;

/** Seconds from the start; null for a time before it, and for one that no recording reaches. */
export function secondsOf(value: unknown): number | null {
  const seconds = numberOf(value);
  return seconds === null || seconds < 0 || seconds > LONGEST_S ? null : seconds;
}

/** 0 to 100; null for anything else, since a score that is no percentage compares with nothing. */
export function scoreOf(value: unknown): number | null {
  const score = numberOf(value);
  return score === null || score < 0 || score > 100 ? null : score;
}
