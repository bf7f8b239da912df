/** 0 to 1; null for anything else. */
export function shareOf(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : null;
}

/** No recording is longer than a month. */
const LONGEST_S = 31 * 24 * 60 * 60;

/** Seconds as whole milliseconds; null for a time before the start, and for one that no recording reaches. */
export function msOf(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= LONGEST_S ? Math.round(value * 1_000) : null;
}
