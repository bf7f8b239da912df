import type { Stage } from "./stage.ts";

/** Outcomes of a span of time, counted together. */
export interface OutcomeBucket {
  /** Wall time of its beginning, ms. */
  readonly from: number;
  readonly good: number;
  readonly bad: number;
}

/**
 * The breaker of one stage of one account. Closed, calls pass and their outcomes are counted. Open, nothing is sent
 * until its time is over. Half-open, one call at a time is let through under a lease: its success closes the breaker, its
 * failure opens it for longer.
 */
export type BreakerState =
  | {
      readonly kind: "closed";
      /** Oldest first. */
      readonly buckets: readonly OutcomeBucket[];
      /** Bad outcomes since the last good one, however old. */
      readonly badInRow: number;
      /** How often it opened without a whole window of quiet between: each time it stays open for longer. */
      readonly opened: number;
    }
  | { readonly kind: "open"; readonly until: number; readonly opened: number; readonly reason: string }
  | {
      readonly kind: "half-open";
      readonly opened: number;
      readonly reason: string;
      /** The job whose call is the probe, and when its lease ends, wall time ms; null while nobody probes. */
      readonly probe: { readonly job: string; readonly until: number } | null;
    };

/** How a breaker judges; times in ms. */
export interface BreakerPolicy {
  /** `observe` counts and tells, and lets everything pass. */
  readonly mode: "enforce" | "observe" | "off";
  /** Outcomes older than this do not count for the rate. */
  readonly windowMs: number;
  /** Fewer outcomes in the window say nothing. */
  readonly minimum: number;
  /** Share of bad outcomes at which it opens, above 0 to 1. */
  readonly failureRate: number;
  /** Bad outcomes in a row at which it opens, whatever the rate; null for none. */
  readonly consecutive: number | null;
  /** First time that it stays open; doubled each time up to `maxOpenMs`, plus up to a quarter by chance. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** How long a probe may take before another may be sent. */
  readonly probeLeaseMs: number;
}

/** Stages whose calls are watched by a breaker. */
export const BREAKER_STAGES = ["upload", "submit", "wait"] as const satisfies readonly Stage[];
export type BreakerStage = (typeof BREAKER_STAGES)[number];
