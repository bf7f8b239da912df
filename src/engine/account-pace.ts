import { fullRate, type RateState, taken } from "../policy/rate.ts";
import type { GateMeans, HeldUp } from "./gates.ts";

/** A place in the rate's line that is farther away is not kept for the job, ms. */
const KEPT_PLACE_MS = 35_000;

/** A place that nobody took for so long belonged to a job that went away, ms. */
const FORGOTTEN_PLACE_MS = 60_000;

/** How fast an account's requests follow one another: a line in which each job has its place. */
export class AccountPace {
  readonly #means: GateMeans;
  #rate: RateState = fullRate;
  /** Jobs that wait for their turn in the rate, with the monotonic time of it, ms. */
  readonly #places = new Map<string, number>();

  constructor(means: GateMeans) {
    this.#means = means;
  }

  /** By the clock that nobody sets: a job keeps its place in the line whatever becomes of the wall clock. */
  refused(job: string, now: number): HeldUp | null {
    const at = this.#means.runtime.clock.monotonic();
    const heldFor = (ms: number): HeldUp => {
      return { until: now + ms, rule: "rate", reason: "the account's rate of requests is used up" };
    };
    const place = this.#places.get(job);
    if (place !== undefined && place > at) return heldFor(place - at);
    if (this.#places.delete(job)) return null;
    const { state, waitMs } = taken(this.#rate, this.#means.policy.rate, at, 1);
    if (waitMs > KEPT_PLACE_MS) return heldFor(waitMs);
    this.#rate = state;
    if (waitMs === 0) return null;
    this.#forgetPlacesBefore(at);
    this.#places.set(job, at + waitMs);
    return heldFor(waitMs);
  }

  /** Of jobs that went away. */
  #forgetPlacesBefore(at: number): void {
    for (const [job, place] of this.#places) {
      // In the order in which they were given, which is that of the places.
      if (place > at - FORGOTTEN_PLACE_MS) return;
      this.#places.delete(job);
    }
  }
}
