/** What is spent is kept by the minute, ms: fine enough for windows of minutes, and a day of it is soon summed up. */
const BUCKET_MS = 60_000;

/** The longest budget is one of a day. */
const KEPT_MS = 2 * 24 * 3_600_000;

/** The beginning of the minute that a wall time falls into, ms. */
export function bucketOf(at: number): number {
  return Math.floor(at / BUCKET_MS) * BUCKET_MS;
}

/** What begins before this is forgotten once something is spent at `at`. */
export function oldestKept(at: number): number {
  return bucketOf(at) - KEPT_MS;
}
