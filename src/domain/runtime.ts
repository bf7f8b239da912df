/**
 * The only way to time and chance. Live code gets the machine's clock and dice, the simulation a virtual pair, so that
 * the same seed gives the same run.
 */
export interface Clock {
  /** Wall time in milliseconds since 1970. For records and hints; it may jump. */
  now(): number;
  /** Milliseconds since an arbitrary start, never going back. For elapsed time. */
  monotonic(): number;
  /**
   * Resolves after at least `ms` milliseconds, never earlier; any length, also past the 2^31-1 ms of one timer.
   * Rejects with the signal's reason as soon as it aborts.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Resolves once everything that is ready to run has run: the end of this turn of the event loop. */
  settled(): Promise<void>;
}

export interface Dice {
  /** The next number of a uniform draw, 0 <= n < 1. */
  next(): number;
}

export interface Ids {
  /** A new id such as `job_01k…`: unique, and sorting by time of making. */
  next(prefix: string): string;
}

export interface Runtime {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly ids: Ids;
}
