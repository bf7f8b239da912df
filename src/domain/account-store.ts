import type { AccountDescription, AccountHold, AccountRow } from "./account.ts";
import type { BreakerStage, BreakerState } from "./breaker.ts";
import type { Spending } from "./spending.ts";

/** An account, and who is in line for it. */
export interface AccountStanding extends AccountRow {
  /** Jobs that hold one of its slots. */
  readonly slotsTaken: number;
  /** Jobs that wait for a slot, with those that are parked until a known time. */
  readonly waiting: number;
}

/**
 * What all jobs of an account share: its slots, its hold, its breakers and its budgets. Each verb is one commit; only where
 * a hold ends for thousands of parked jobs most of them are woken in commits before that, while it still holds them. Those
 * that change an account that was never described do nothing to it.
 */
export interface AccountStore {
  /**
   * Writes down what a process knows of an account before it uses it, and leaves alone what was learned and what holds
   * it. Another key than the one before ends a hold and wakes its parked jobs, as `releaseAccount` does; no key is not
   * another one.
   */
  describeAccount(description: AccountDescription): Promise<void>;
  /**
   * Holds it: nothing of it is claimed before `holdUntil` but deliveries. By a provider's word there is one job at a time
   * after that (see `claim`), and `holds` grows, but not while its word holds it already: jobs that were under way are
   * struck together. What a person holds is no trouble and leaves both as they are. Of two holds at once the longer stays.
   */
  holdAccount(name: string, hold: AccountHold): Promise<void>;
  /** Puts an account that a provider's word holds on trial now; what a person holds stays held. */
  tryAccount(name: string): Promise<void>;
  /** Ends a hold, gives back all slots, and makes its parked jobs due now. Returns how many of them. */
  releaseAccount(name: string, reason: string): Promise<number>;
  /** How many of its slots proved to be good, at least 1; null for all. */
  learn(name: string, slots: number | null): Promise<void>;

  account(name: string): Promise<AccountRow | null>;
  /** All that were described, by name. It counts whoever waits for them: not for every turn. */
  accounts(): Promise<readonly AccountStanding[]>;
  /** Jobs that hold one of its slots. */
  slotsTaken(name: string): Promise<number>;

  breakers(account: string): Promise<Readonly<Partial<Record<BreakerStage, BreakerState>>>>;
  putBreaker(account: string, stage: BreakerStage, state: BreakerState): Promise<void>;

  /** What was learned of how long runs take, by model, as whoever learned it wrote it. */
  speeds(account: string): Promise<Readonly<Record<string, string>>>;
  putSpeed(account: string, model: string, data: string): Promise<void>;

  /** Adds to what was spent in the minute of `at`, wall time ms. What is older than two days is forgotten. */
  spend(account: string, at: number, amounts: Partial<Spending>): Promise<void>;
  /** What was spent from `since` on, wall time ms, with the whole minute that it falls into. */
  spent(account: string, since: number): Promise<Spending>;
}
