import type { Fault } from "../domain/fault.ts";
import type { Policy } from "../domain/policy.ts";
import type { Stage } from "../domain/stage.ts";
import type { Verdict } from "../domain/verdict.ts";

/** What of a job is at the provider where it is: nothing, a run that goes on, or nobody knows. */
export type Committed = "nothing" | "perhaps" | "running";

/** All that counts for whether a job goes on at the next link of its chain. */
export interface Crossing {
  readonly fault: Pick<Fault, "class">;
  /** What would be done if there were no other link. */
  readonly verdict: Verdict;
  readonly stage: Stage;
  readonly committed: Committed;
  readonly policy: Pick<Policy, "failover">;
}

/**
 * Whether the next link is asked instead of what was decided. It is where this one would end or hold the job by a fault
 * that another provider may not have. A run that is under way is paid for: it is left only where a verdict says so.
 */
export function crosses({ fault, verdict, stage, committed, policy }: Crossing): boolean {
  if (stage === "deliver") return false;
  if (verdict.action === "failover") return true;
  if (committed === "running") return false;
  return (verdict.action === "fail" || verdict.action === "park") && policy.failover.on.includes(fault.class);
}

/** What keeps a job from being sent where it is. */
export interface HeldUpFor {
  /** What holds it: the account itself, or a gate that opens again soon. */
  readonly rule: string;
  /** Wall time at which it may ask again, ms. */
  readonly until: number;
  /** Wall time since which there has been trouble, ms; null where nobody knows. */
  readonly since: number | null;
}

/**
 * The same where the account lets nothing through: at once where the account itself is held, else as soon as the trouble
 * has lasted, or will last, for so long that it is an outage. Rates and budgets of our own are no trouble of the provider's.
 */
export function crossesHeldUp({ rule, until, since }: HeldUpFor, { failover }: Pick<Policy, "failover">, now: number) {
  if (rule === "account") return true;
  if (rule !== "hint" && !rule.startsWith("breaker/")) return false;
  return until - now >= failover.afterMs || (since !== null && now - since >= failover.afterMs);
}
