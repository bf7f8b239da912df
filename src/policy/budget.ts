import type { AccountPolicy } from "../domain/account-policy.ts";
import type { Fault } from "../domain/fault.ts";

/** Whether something may be spent. What is refused is held, not lost: a window goes on, and so does the day. */
export type Allowance = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

const ALLOWED: Allowance = { allowed: true };

/** A call that timed out has kept the provider busy for long, and so may its repetition. */
const TIMEOUT_COST = 3;

/** The most that `retryCost` says. A budget below it would never let a timeout be tried again. */
export const DEAREST_RETRY = TIMEOUT_COST;

/**
 * What trying again after a fault takes from the budget: nothing where nothing was sent, since the provider never saw it;
 * 3 after a timeout; 1 after anything else, a refusal by a limit too, which is cheap to answer.
 */
export function retryCost({ certainty, class: kind }: Pick<Fault, "certainty" | "class">): number {
  if (certainty === "not-sent") return 0;
  return kind === "timeout" ? TIMEOUT_COST : 1;
}

/** What an account has spent in the window of its budget for trying again. */
export interface RetriesSpent {
  /** Requests of all kinds, tries again included. */
  readonly requests: number;
  /** The cost of its tries again. */
  readonly retries: number;
  /** The part of `retries` that this job spent. */
  readonly ofJob: number;
}

/**
 * Whether a job may try again at this cost. All jobs together may spend a share of the account's requests, or the floor
 * where that is more; one job a part of what the others leave, `shareOfJob`, so that a bad one does not use it up for all,
 * but its first try again is always a part of it.
 */
export function retryAllowed(
  spent: RetriesSpent,
  budget: AccountPolicy["budgets"]["retries"],
  cost: number,
): Allowance {
  if (cost === 0) return ALLOWED;
  const { requests, retries, ofJob } = spent;
  const { share, floor, windowMs, shareOfJob } = budget;
  const all = Math.max(floor, share * requests);
  const within = `in ${minutes(windowMs)}`;
  if (retries + cost > all) {
    const sum = `tries again have cost ${retries} of the ${figure(all)} that the account may spend on them ${within}`;
    return refused(`${sum} (${percent(share)} of ${requests} requests, at least ${floor}), and this one costs ${cost}`);
  }
  const left = all - (retries - ofJob);
  if (ofJob === 0 || ofJob + cost <= shareOfJob * left) return ALLOWED;
  const sum = `its tries again have cost ${ofJob} of the ${figure(shareOfJob * left)} that one job may spend ${within}`;
  return refused(`${sum} (${percent(shareOfJob)} of the ${figure(left)} that others left), and this one costs ${cost}`);
}

/** What an account was billed in a day, seconds of audio. */
export interface BilledInDay {
  /** All of it. */
  readonly seconds: number;
  /** The part of it that was, or may have been, billed for a second time. */
  readonly secondsAgain: number;
}

/**
 * Whether a job's audio may be billed once more, after `duplicates` times: up to a share of the day's audio, or the floor
 * where that is more. Audio of unknown length (null) may not: nobody
 * could say what it would cost.
 */
export function billingAgainAllowed(
  day: BilledInDay,
  { share, floorSeconds, duplicatesOfJob }: AccountPolicy["budgets"]["money"],
  seconds: number | null,
  duplicates: number,
): Allowance {
  if (duplicates >= duplicatesOfJob) {
    return refused(
      `it may have been billed again ${times(duplicates)} already, and ${duplicatesOfJob} is the most for a job`,
    );
  }
  if (seconds === null) return refused("it would be billed again, and the length of its audio is not known");
  const all = Math.max(floorSeconds, share * day.seconds);
  const sum = day.secondsAgain + seconds;
  if (sum <= all) return ALLOWED;
  const again = `billing its ${figure(seconds)} s again would make it ${figure(sum)} s billed again in a day`;
  const floor = floorSeconds > 0 ? `, at least ${figure(floorSeconds)} s` : "";
  const most = `${percent(share)} of ${figure(day.seconds)} s${floor}`;
  return refused(`${again}, and ${figure(all)} s is the most (${most})`);
}

function refused(reason: string): Allowance {
  return { allowed: false, reason };
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function minutes(ms: number): string {
  return `${figure(ms / 60_000)} min`;
}

function percent(share: number): string {
  return `${figure(share * 100)} %`;
}

/** At most one decimal. */
function figure(value: number): string {
  return String(Math.round(value * 10) / 10);
}
