import type { AccountHold } from "../domain/account.ts";
import type { AccountPolicy } from "../domain/account-policy.ts";
import type { BreakerStage } from "../domain/breaker.ts";
import type { Fault, FaultClass } from "../domain/fault.ts";
import type { Runtime } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";

/** A call that is about to be made, or was. */
export interface GatedCall {
  readonly account: string;
  readonly job: string;
  /** What it does: a question after a run, a look-up included, is of the stage `wait`. */
  readonly stage: BreakerStage;
  /** Of the recording that it is about; 0 for a question. */
  readonly bytes: number;
  /** The fault that it tries again after; null for a first try and for questions. */
  readonly after: Fault | null;
  /** True for one that is no job's, and that no job waits for: it never is the one that finds out. Default false. */
  readonly isAside?: boolean;
}

/** Why a call may not be made yet. No attempt is used up by it. */
export interface HeldUp {
  /** Wall time at which to ask again, ms. */
  readonly until: number;
  /** What holds it: `account`, `trial`, `hint`, `breaker/<stage>`, `budget/retries`, `rate`. */
  readonly rule: string;
  /** For people. */
  readonly reason: string;
  /** Wall time since which there has been trouble, ms; absent where nobody knows. */
  readonly since?: number;
}

/** What stands between jobs and their accounts: pauses, breakers, budgets and rates, over all jobs of a worker. */
export interface Gates {
  /** Null when the call may be made now; it then counts as made. Throws `StoreError`. */
  admit(call: GatedCall): Promise<HeldUp | null>;
  /** What came of a call; null for a success. */
  heard(call: GatedCall, fault: Fault | null): void;
  /** The provider says that it holds a run back since there are too many. */
  queued(account: string): void;
  /** What holds an account's jobs back altogether; null for nothing. */
  heldBack(account: string): Promise<HeldUp | null>;
  /** The account is in trouble until then: those that wait for a slot of it and may go on elsewhere need not wait. */
  shun(account: string, trouble: HeldUp): void;
  /** The accounts of which that is so now. */
  shunned(): ReadonlySet<string>;
  /** A job went well to its end. */
  wentWell(account: string): void;
  /** Holds the account by the provider's word, and says for how long. */
  hold(account: string, fault: Fault, reason: string): Promise<AccountHold>;
  /** Audio was handed in to be transcribed, seconds. */
  billed(account: string, seconds: number): void;
  /** Whether audio may be billed once more; null when it may, which is then counted, else why not. */
  billAgain(account: string, seconds: number | null, duplicates: number): Promise<string | null>;
  /** Writes down what is only counted so far. Throws `StoreError`. */
  settle(): Promise<void>;
}

export interface GateMeans {
  readonly runtime: Runtime;
  readonly store: JobStore;
  readonly policy: AccountPolicy;
  /** The class of a catalogue code; null for one that nobody knows. */
  readonly classOf: (code: string) => FaultClass | null;
}
