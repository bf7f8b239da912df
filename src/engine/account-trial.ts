import type { AccountRow } from "../domain/account.ts";
import type { Fault } from "../domain/fault.ts";
import { isTrouble } from "../policy/breaker.ts";
import type { GatedCall, GateMeans, HeldUp } from "./gates.ts";

/** A job on trial has so long to find out whether the account works again, ms; the others look as often as that besides. */
const TRIAL_MS = 60_000;
const TRIAL_LOOK_MS = 5_000;

/**
 * The time after a hold by the provider's word, in which one job finds out whether the account works again, and the others
 * wait for what it hears. Which of them is the first to be claimed, the store says.
 */
export class AccountTrial {
  readonly #means: GateMeans;
  /** Who tries the account, and until when, wall time ms. */
  #trying: { readonly job: string; readonly until: number } | null = null;

  constructor(means: GateMeans) {
    this.#means = means;
  }

  refused(row: AccountRow | null, { job, isAside = false }: GatedCall, now: number): HeldUp | null {
    if (row === null || row.heldBy === null) return null;
    const trying = this.#trying;
    if (isAside) return this.#others(now + TRIAL_MS);
    if (trying === null || trying.job === job || trying.until <= now) {
      this.#trying = { job, until: now + TRIAL_MS };
      return null;
    }
    return this.#others(Math.min(trying.until, now + TRIAL_LOOK_MS));
  }

  #others(until: number): HeldUp {
    return { until, rule: "trial", reason: "one job finds out whether the account works again" };
  }

  /** Whether what came of a call proves that the account works again. */
  heard(row: AccountRow | null, { job, stage }: GatedCall, fault: Fault | null): boolean {
    if (row === null || row.heldBy === null || this.#trying?.job !== job) return false;
    if (fault !== null && (fault.scope === "account" || isTrouble(fault))) return false;
    // That there is money again shows when something is bought: whoever only asks lets another try before long.
    if (this.#means.classOf(row.heldBy) === "quota" && stage !== "submit") {
      if (stage === "wait") this.#trying = { job, until: this.#means.runtime.clock.now() + TRIAL_LOOK_MS };
      return false;
    }
    this.#trying = null;
    return true;
  }

  /** It failed: the account is held again. */
  end(): void {
    this.#trying = null;
  }
}
