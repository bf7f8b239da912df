import type { Backoff, Jitter } from "../domain/policy.ts";
import type { Dice } from "../domain/runtime.ts";

/** `base` grown by `factor` so many times, at most `cap`. Exact for any number of steps, also past the largest number. */
export function grown(base: number, factor: number, steps: number, cap: number): number {
  return base === 0 ? 0 : Math.min(cap, base * factor ** steps);
}

/**
 * Milliseconds to wait after the `attempt`-th try (counted from 1) has failed; a whole number.
 *
 * Cap first, then jitter: the other way round everybody who reached the cap would come back at the same moment. A
 * `share` is therefore added to the cap as well.
 */
export function backoffDelay(backoff: Backoff, attempt: number, dice: Dice): number {
  const delay = grown(backoff.baseMs, backoff.factor, Math.max(0, attempt - 1), backoff.capMs);
  return Math.round(spread(delay, backoff.jitter, dice));
}

function spread(delay: number, jitter: Jitter, dice: Dice): number {
  switch (jitter) {
    case "none":
      return delay;
    case "full":
      return delay * dice.next();
    case "equal":
      return delay / 2 + (delay / 2) * dice.next();
    default:
      return delay + delay * jitter.share * dice.next();
  }
}
