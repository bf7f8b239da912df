import type { BreakerPolicy } from "./breaker.ts";

/** How much is asked of an account by all of its jobs together. */
export interface AccountPolicy {
  readonly rate: {
    /** Requests that may be made in a window; kept well under the provider's own limit. */
    readonly requests: number;
    readonly windowMs: number;
  };
  readonly slots: {
    /** What is left of the slots when the provider pushes back, above 0 to 1. */
    readonly decrease: number;
    /** At most one decrease in this time, ms: answers of calls already on their way tell nothing new. */
    readonly settleMs: number;
  };
  readonly breaker: BreakerPolicy;
  readonly budgets: {
    /** Tries again as a share of all requests of the window, 0 to 1, and how many there may be whatever the share. */
    readonly retries: {
      readonly share: number;
      readonly floor: number;
      readonly windowMs: number;
      readonly shareOfJob: number;
    };
    /**
     * Audio that may be billed again: as a share of the day's, 0 to 1, and duplicates of one job. So many seconds of it in a
     * day may be billed again whatever the share: of a small day a share is less than one recording.
     */
    readonly money: { readonly share: number; readonly floorSeconds: number; readonly duplicatesOfJob: number };
  };
  /** Holds by the provider's word: the first, and the longest, ms; doubled each time. */
  readonly hold: { readonly firstMs: number; readonly maxMs: number };
  /** The tag whose values share the slots fairly; null takes jobs as they come. */
  readonly fairBy: string | null;
}
