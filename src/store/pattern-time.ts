import type { PatternQuery } from "../domain/patterns.ts";

const HOUR_MS = 3_600_000;

/** The beginning of the hour (UTC) that a wall time falls into, ms. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR_MS) * HOUR_MS;
}

/** Bounds that a query leaves open lie before and after all that can be: half of what SQLite and JavaScript count to. */
export function boundsOf({ since, until }: PatternQuery): { readonly since: number; readonly until: number } {
  return { since: since ?? 0, until: until ?? Number.MAX_SAFE_INTEGER };
}
