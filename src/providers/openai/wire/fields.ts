import { numberOf } from "../../../domain/json-fields.ts";

/** No recording is longer than a month. */
const LONGEST_S = 31 * 24 * 60 * 60;

/** Seconds as whole milliseconds; null for a time before the start, and for one that no recording reaches. */
export function msOf(value: unknown): number | null {
  const seconds = numberOf(value);
  return seconds === null || seconds < 0 || seconds > LONGEST_S ? null : Math.round(seconds * 1_000);
}
