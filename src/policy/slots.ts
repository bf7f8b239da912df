import type { AccountPolicy } from "../domain/account-policy.ts";

/** How many jobs an account may have at the provider at once, as far as it is known. */
export interface Slots {
  /** What the account is said to allow; at least 1. */
  readonly cap: number;
  /** What proved to be good since the provider pushed back; null for all of them. */
  readonly learned: number | null;
  /** Wall time of the last push-back that counted, ms; null for none. */
  readonly pushedAt: number | null;
}

/** The slots that may be in use now: 1 to `cap`. */
export function slotsOf({ cap, learned }: Slots): number {
  return Math.min(cap, learned ?? cap);
}

/**
 * After the provider refused a call for there being too many, or let a job wait in its own queue: a share of the slots is
 * left, and at least one. The same object while the last push-back has not settled: the calls that were on their way with
 * it are refused for the same reason.
 */
export function pushedBack(slots: Slots, policy: AccountPolicy["slots"], now: number): Slots {
  if (!hasSettled(slots, policy, now)) return slots;
  return { ...slots, learned: Math.max(1, Math.floor(slotsOf(slots) * policy.decrease)), pushedAt: now };
}

/**
 * After a call that went well with `inUse` slots taken, its own included: one slot more, up to the cap, and only while at
 * least half of them are in use. What was never filled is not known to be good, and an idle account would raise it for
 * nothing; so there are never more than five slots for each in use either.
 */
export function wentWell(slots: Slots, policy: AccountPolicy["slots"], inUse: number, now: number): Slots {
  const good = slotsOf(slots);
  if (slots.learned === null || inUse * 2 < good || !hasSettled(slots, policy, now)) return slots;
  return { ...slots, learned: good + 1 < slots.cap ? good + 1 : null };
}

/** Either side of the push-back: a clock set back far ends the settling, too, and does not prolong it. */
function hasSettled({ pushedAt }: Slots, { settleMs }: AccountPolicy["slots"], now: number): boolean {
  return pushedAt === null || Math.abs(now - pushedAt) >= settleMs;
}
