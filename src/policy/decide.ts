import type { Fault, FaultClass } from "../domain/fault.ts";
import type { Job } from "../domain/job.ts";
import type { Backoff, Policy } from "../domain/policy.ts";
import type { ProviderFacts } from "../domain/provider.ts";
import type { Dice } from "../domain/runtime.ts";
import type { Stage } from "../domain/stage.ts";
import type { Verdict, VerdictAction } from "../domain/verdict.ts";
import { backoffDelay } from "./backoff.ts";

/** The rule by which a submit is sent again although it may have been accepted. */
export const SENT_AGAIN = "uncertain/resubmit";

/** All that a decision may look at. */
export interface Situation {
  readonly fault: Fault;
  /** The row with this fault counted in: its attempt, what is spent, how often in a row. */
  readonly job: Pick<Job, "stage" | "attempt" | "spent" | "streak" | "repeats" | "deadline" | "later">;
  /** True when the faulty call only asked how things stand, which can be done again at no cost. */
  readonly asking: boolean;
  readonly policy: Policy;
  readonly facts: ProviderFacts;
  readonly canLookUp: boolean;
  /** Length of the recording; null when it is not known. */
  readonly audioSeconds: number | null;
  /** Submissions of the job so far. */
  readonly submissions: number;
  /** Age of the upload in hand, ms; null when there is none. */
  readonly uploadAgeMs: number | null;
  /** Actions that this house can carry out; others end as a failure that says so. */
  readonly can: readonly VerdictAction[];
}

/**
 * A fault's verdict. A server's hint wins over everything and is never undercut; then come the policy's caps, then the
 * entry's own pace. Whatever would come after the deadline fails now, with that reason.
 */
export function decide(situation: Situation, now: number, dice: Dice): Verdict {
  const verdict = remedyOf(situation, dice);
  if (!("delayMs" in verdict) || verdict.delayMs === null) return verdict;
  const { fault, job } = situation;
  const hintMs = fault.notBefore === null ? 0 : fault.notBefore - now;
  const room = job.deadline - now;
  if (hintMs > 0) {
    const reason = `the provider asks to wait ${seconds(hintMs)}`;
    if (hintMs >= room) return fail(`${reason}, and the job's deadline comes before that`, "hint-past-deadline");
    const delayMs = Math.min(hintMs + spread(hintMs, dice), room - 1);
    // However long it waits, what is sent again may be paid twice: the budget still has its word.
    return verdict.rule === SENT_AGAIN ? { ...verdict, delayMs } : { ...verdict, delayMs, reason, rule: "hint" };
  }
  if (verdict.delayMs < room) return verdict;
  return fail(`the next try would be in ${seconds(verdict.delayMs)}, after the job's deadline`, "deadline");
}

/** Up to a tenth, at most 5 s, on top of a hint, so that those who were told the same do not come back as one. */
function spread(hintMs: number, dice: Dice): number {
  return Math.floor(dice.next() * Math.min(hintMs / 10, 5_000));
}

function remedyOf(situation: Situation, dice: Dice): Verdict {
  const { fault, job, facts, policy } = situation;
  if (job.stage === "submit" && facts.submitCharges && fault.certainty === "unknown") return uncertain(situation, dice);
  if (situation.asking && fault.remedy !== "park" && !isOfToken(situation)) return again(situation, dice);
  switch (fault.remedy) {
    case "retry":
      return again(situation, dice);
    case "resubmit":
      return resubmit(situation, dice);
    case "reupload":
      return reupload(situation, dice);
    case "reconcile":
      return facts.submitCharges && (job.stage === "submit" || fault.certainty === "unknown")
        ? uncertain(situation, dice)
        : again(situation, dice);
    case "park":
      return job.repeats < (fault.attempts ?? 1)
        ? {
            action: "retry",
            ...delay(situation, policy.stages[job.stage].backoff, job.streak, dice),
            ...confirm(fault),
          }
        : park(fault, fault.advice);
    case "refresh":
      return mend(situation, { action: "refresh", delayMs: 0, reason: fault.advice, rule: fault.code });
    case "repair":
    case "fetch":
    case "failover":
      return mend(situation, { action: fault.remedy, reason: fault.advice, rule: fault.code });
    case "reroute": {
      const to = facts.answersAtOnce === true && job.later !== true ? "async" : "split";
      return mend(situation, { action: "reroute", to, reason: fault.advice, rule: fault.code });
    }
    case "fail":
      return fail("trying again would end the same way", fault.code);
    default:
      return fault.remedy satisfies never;
  }
}

/** A token that expires while a run is waited for: asking on with it would never be answered. */
function isOfToken({ fault, can }: Situation): boolean {
  return fault.remedy === "refresh" && fault.scope === "account" && can.includes("refresh");
}

function uncertain(situation: Situation, dice: Dice): Verdict {
  const { fault, policy, canLookUp } = situation;
  const reason = "the provider may have accepted it, so it is looked up before it is sent again";
  if (canLookUp) return { action: "reconcile", delayMs: policy.reconcile.everyMs, reason, rule: "uncertain" };
  const held = "the provider may have accepted it and cannot be asked; sending it again could be paid twice";
  return resubmitUnasked(situation, dice) ?? againUnasked(situation, dice) ?? park(fault, held);
}

/** A short recording is sent again where somebody would rather pay twice than wait; null where it is not. */
function resubmitUnasked(situation: Situation, dice: Dice): Verdict | null {
  const { policy, job, audioSeconds, submissions } = situation;
  const { onUncertain, resubmitUpToSeconds } = policy.reconcile;
  if (onUncertain !== "resubmit" || resubmitUpToSeconds === null) return null;
  if (audioSeconds === null || audioSeconds > resubmitUpToSeconds) return null;
  // Each submission may be a run, the one in hand too: whatever is sent again opens another.
  const runs = Math.max(1, submissions);
  const { max } = policy.submissions;
  if (runs >= max) return null;
  const reason = `it may be paid twice, which the policy allows up to ${resubmitUpToSeconds} s of audio; run ${runs + 1} of ${max}`;
  const wait = delay(situation, policy.stages.submit.backoff, job.streak, dice);
  return { action: "retry", ...wait, reason, rule: SENT_AGAIN };
}

/** The provider says itself that it gave up: it is tried again as its entry has it, and counts as perhaps paid for. */
function againUnasked(situation: Situation, dice: Dice): Verdict | null {
  const { fault, job, policy } = situation;
  if (fault.remedy !== "retry" || fault.attempts === null || job.repeats >= fault.attempts) return null;
  const wait = delay(situation, policy.stages.submit.backoff, job.streak, dice);
  const reason = `it may be paid twice, which the account's budget has to allow; attempt ${job.repeats} of ${fault.attempts}`;
  return { action: "retry", ...wait, reason, rule: SENT_AGAIN };
}

function again(situation: Situation, dice: Dice): Verdict {
  const { fault, job, policy } = situation;
  const patience = policy.stages[job.stage];
  const own = fault.attempts;
  const known = fault.class === "ambiguous" ? policy.unknownAttempts : patience.attempts;
  const free = job.stage === "wait" || fault.certainty === "not-sent" || fault.notBefore !== null;
  const used = own !== null ? job.repeats : job.spent;
  const allowed = own ?? (free ? Number.POSITIVE_INFINITY : known);
  if (used < allowed) {
    const left = allowed === Number.POSITIVE_INFINITY ? "does not use up attempts" : `attempt ${used} of ${allowed}`;
    const rule = own !== null ? fault.code : `policy/${job.stage}`;
    return { action: "retry", ...delay(situation, patience.backoff, job.streak, dice), reason: left, rule };
  }
  if (fault.scope === "account") return park(fault, fault.advice);
  if (job.stage === "wait") return resubmit(situation, dice);
  if (own !== null) return fail(`all ${allowed} attempts are used up`, fault.code);
  return attemptsUsedUp(fault, job.stage, policy);
}

/** Trouble that passes by itself, and has nothing to do with this job. */
const OUTAGE: readonly FaultClass[] = ["network", "timeout", "throttled", "server"];

/** The end of a stage's attempts: an outage holds the job, anything else fails it. */
export function attemptsUsedUp(fault: Fault, stage: Stage, policy: Policy): Verdict {
  const reason = `all ${policy.stages[stage].attempts} attempts are used up`;
  const { outageHoldMs } = policy;
  if (outageHoldMs === null || !OUTAGE.includes(fault.class)) return fail(reason, `policy/${stage}`);
  const held = `${reason}; it goes on by itself in ${seconds(outageHoldMs)}`;
  return { action: "park", delayMs: outageHoldMs, reason: held, rule: `policy/${stage}` };
}

/** How old an upload may be to be used again, ms. */
export function uploadLifetimeMs(policy: Policy, facts: ProviderFacts): number {
  return Math.min(policy.uploadLifetimeMs, facts.uploadLifetimeMs ?? policy.uploadLifetimeMs);
}

/** The same upload again while it is young, so that another server of the provider works on it. */
function resubmit(situation: Situation, dice: Dice): Verdict {
  const { policy, submissions, facts, uploadAgeMs, fault } = situation;
  const { max, backoff } = policy.submissions;
  if (submissions >= max) {
    const support = facts.support === null ? "" : `; ${facts.support}`;
    return fail(`all ${max} submissions ended like this${support}`, "policy/submissions");
  }
  const young = uploadAgeMs !== null && uploadAgeMs < uploadLifetimeMs(policy, facts);
  const to: Stage = young || !facts.stages.includes("upload") ? "submit" : "upload";
  const reason = `submission ${submissions + 1} of ${max}, ${to === "submit" ? "with the same upload" : "with a new upload"}`;
  return { action: "rewind", to, ...delay(situation, backoff, submissions, dice), reason, rule: fault.code };
}

function reupload(situation: Situation, dice: Dice): Verdict {
  const { fault, job, policy, submissions, facts } = situation;
  if (!facts.stages.includes("upload")) {
    return fault.certainty === "accepted" ? resubmit(situation, dice) : again(situation, dice);
  }
  if (job.stage === "upload") return again(situation, dice);
  const max = policy.submissions.max;
  if (submissions >= max || job.repeats >= max) return fail(`${max} uploads ended like this`, "policy/submissions");
  const reason = "the provider cannot use the upload, so it gets a new one";
  return {
    action: "rewind",
    to: "upload",
    ...delay(situation, policy.submissions.backoff, job.repeats, dice),
    reason,
    rule: fault.code,
  };
}

/** The entry's own pace, or the backoff; over neither goes the policy's cap. */
function delay({ fault }: Situation, backoff: Backoff, tries: number, dice: Dice): { readonly delayMs: number } {
  if (fault.pace === null) return { delayMs: backoffDelay(backoff, Math.max(1, tries), dice) };
  const { minMs, maxMs } = fault.pace;
  return { delayMs: Math.min(backoff.capMs, Math.round(minMs + dice.next() * (maxMs - minMs))) };
}

function confirm(fault: Fault): { readonly reason: string; readonly rule: string } {
  const held = fault.scope === "account" ? "the account" : "the job";
  return { reason: `tried once more before ${held} is parked`, rule: fault.code };
}

/** What has been mended and fails the same way again is not mended by doing it once more. */
function mend({ fault, job, can }: Situation, verdict: Verdict): Verdict {
  const able = can.includes(verdict.action);
  if (able && job.repeats < (fault.attempts ?? 2)) return verdict;
  const reason = able
    ? `"${verdict.action}" did not help`
    : `it would need "${verdict.action}", which is not set up here`;
  return fault.scope === "account" ? park(fault, `${fault.advice} (${reason})`) : fail(reason, fault.code);
}

function park(fault: Fault, reason: string): Verdict {
  return { action: "park", delayMs: null, reason, rule: fault.code };
}

function fail(reason: string, rule: string): Verdict {
  return { action: "fail", reason, rule };
}

function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}
