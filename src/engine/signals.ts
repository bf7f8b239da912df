import type { Doorbell } from "./doorbell.ts";

/** What a step may be interrupted by. */
export interface Signals {
  /** The caller has gone, or the claim is lost: whatever can be repeated stops at once. */
  readonly stop: AbortSignal;
  /** Comes later than `stop`: only then a call is cut off that may not be repeated. */
  readonly cut: AbortSignal;
  /** Rings when the provider says that the run has come on: then the next poll need not wait. */
  readonly bell?: Doorbell;
}
