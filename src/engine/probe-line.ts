import { askAgainAt, leftUntil, type Refused } from "../policy/probe-order.ts";
import type { GatedCall } from "./gates.ts";

/** The jobs that one breaker refuses, and which of them is to have its probe. Times are monotonic, ms. */
export class ProbeLine {
  readonly #refused = new Map<string, Refused>();
  /** When the first job found the probe free; null while it is not. */
  #freeSince: number | null = null;

  /** The probe is not to be had before `freeAt`. Says when the job asks again. */
  refuse(call: GatedCall, freeAt: number): number {
    this.#freeSince = null;
    return this.#enter(call, askAgainAt(this.#refused, call, freeAt));
  }

  /** The probe is free. Says until when the job leaves it to another; null where it takes it. */
  leave(call: GatedCall, now: number): number | null {
    this.#freeSince ??= now;
    const until = leftUntil(this.#refused, call, this.#freeSince, now);
    if (until !== null) return this.#enter(call, until);
    this.#freeSince = null;
    this.#refused.delete(call.job);
    return null;
  }

  #enter({ job, bytes }: GatedCall, at: number): number {
    this.#refused.set(job, { job, bytes, askAgainAt: at });
    return at;
  }
}
