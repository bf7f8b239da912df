import type { Exchange, ExchangeRecord } from "../domain/exchange.ts";
import { type Fault, hidesSecret } from "../domain/fault.ts";
import type { Policy } from "../domain/policy.ts";
import type { Verdict } from "../domain/verdict.ts";
import { crosses } from "../policy/crossing.ts";
import { decide, SENT_AGAIN } from "../policy/decide.ts";
import { mayStillArrive } from "./arrival-due.ts";
import { audioSeconds, billAgain } from "./bill-again.ts";
import { committedOf, holdsAccount, orElsewhere } from "./elsewhere.ts";
import { goOn, providerAfter } from "./go-on.ts";
import { type Next, over, pauseUntil } from "./next.ts";
import { applyRemedy, remediesFor } from "./remedies.ts";
import { rewind } from "./rewind.ts";
import { fallBack } from "./thin.ts";
import type { Turn } from "./turn.ts";

/** What the faulty call only asked for, when it was a question: the run's state, or whether there is a run. */
export type Asking = "poll" | "lookup" | null;

/** Counts the fault in, decides, writes both down and carries the verdict out on the row. */
export async function respond(
  turn: Turn,
  fault: Fault,
  exchange: Exchange | null,
  asking: Asking = null,
): Promise<Next> {
  countIn(turn, fault, asking, exchange !== null && (await isOfFormerKey(turn, fault)));
  const { job, submission, now } = turn;
  const decided = decide(
    {
      fault,
      job: { ...job, stage: asking === null ? job.stage : "wait" },
      asking: asking !== null,
      policy: job.request.policy,
      facts: turn.provider.facts,
      canLookUp: turn.provider.client.lookup !== undefined || mayStillArrive(turn),
      audioSeconds: audioSeconds(turn),
      submissions: turn.submissions.length - (job.earlierSubmissions ?? 0),
      uploadAgeMs: submission?.uploadedAt == null ? null : now - submission.uploadedAt,
      can: remediesFor(turn),
    },
    now,
    turn.means.runtime.dice,
  );
  const alone = asking === "lookup" ? keepUncertain(decided, job.request.policy) : await withinBudget(turn, decided);
  const verdict = await orElsewhere(turn, {
    fault,
    verdict: alone,
    committed: committedOf(turn, fault, exchange, asking),
  });
  turn.note({
    type: "fault",
    stage: asking === null ? job.stage : "wait",
    attempt: job.attempt,
    submission: turn.submissionNumber,
    fault,
    verdict,
    exchange: exchange === null ? null : evidenceOf(turn, fault, exchange),
  });
  // Trouble of our own, such as a lost key, says nothing about a submit that may have gone out before.
  const isRefusal = exchange !== null && asking === null && fault.certainty !== "unknown";
  if (isRefusal && ["retry", "park", "refresh"].includes(verdict.action)) endIntent(turn);
  return carryOut(turn, fault, verdict, asking);
}

/** Sending again what may have been accepted is paid for twice: what the money budget refuses is held. */
async function withinBudget(turn: Turn, verdict: Verdict): Promise<Verdict> {
  if (verdict.rule !== SENT_AGAIN) return verdict;
  const refusal = await billAgain(turn);
  return refusal === null ? verdict : { action: "park", delayMs: null, reason: refusal, rule: "budget/money" };
}

/** Of a reply that repeats a credential only the fault's own words are kept. */
function evidenceOf(turn: Turn, fault: Fault, exchange: Exchange): ExchangeRecord {
  const record = turn.record(exchange, true);
  return hidesSecret(fault) ? { ...record, bodyHead: fault.message } : record;
}

/** While a submit is uncertain, no answer to the look-up may end or repeat it: it is held and asked for again. */
function keepUncertain(verdict: Verdict, { outageHoldMs }: Policy): Verdict {
  const reason = "every look-up is refused, and the submit is still uncertain";
  switch (verdict.action) {
    case "retry":
      return { ...verdict, action: "reconcile" };
    case "fail":
      if (verdict.rule === "deadline" || verdict.rule === "hint-past-deadline") return verdict;
      return { action: "park", delayMs: outageHoldMs, reason, rule: verdict.rule };
    case "rewind":
      return { action: "park", delayMs: outageHoldMs, reason, rule: verdict.rule };
    default:
      return verdict;
  }
}

/** A key that was replaced while its call was under way: that it is refused says nothing about the one that there is now. */
async function isOfFormerKey({ means, access, account }: Turn, { class: kind, scope }: Fault): Promise<boolean> {
  if (kind !== "auth" || scope !== "account") return false;
  const current = await means.access(account);
  return "key" in current && current.key !== access.key;
}

function countIn(turn: Turn, fault: Fault, asking: Asking, isOfFormerKey: boolean): void {
  const { job } = turn;
  const free = asking !== null || isOfFormerKey || fault.certainty === "not-sent" || fault.notBefore !== null;
  turn.change({
    attempt: job.attempt + 1,
    spent: job.spent + (free ? 0 : 1),
    streak: fault.notBefore === null ? job.streak + 1 : 0,
    lastFault: fault,
    repeats: isOfFormerKey ? 0 : job.lastFault?.code === fault.code ? job.repeats + 1 : 1,
  });
}

async function carryOut(turn: Turn, fault: Fault, verdict: Verdict, asking: Asking): Promise<Next> {
  switch (verdict.action) {
    case "retry":
      if (verdict.rule === SENT_AGAIN) sendAgain(turn);
      return pauseUntil(turn.now + verdict.delayMs);
    case "rewind":
      rewind(turn, verdict.to, fault.certainty === "accepted");
      return pauseUntil(turn.now + verdict.delayMs);
    case "reconcile":
      if (asking === null) turn.changeSubmission({ certainty: "unknown", uncertainSince: turn.now });
      return pauseUntil(turn.now + verdict.delayMs);
    case "park": {
      const hold = holdsAccount(fault, verdict)
        ? await turn.means.gates.hold(turn.account, fault, verdict.reason)
        : null;
      park(turn, fault, hold === null ? verdict.delayMs : hold.holdUntil - turn.now, verdict.reason);
      return over;
    }
    case "fail":
      return (await fallBack(turn)) ?? failed(turn, fault, verdict.reason);
    case "repair":
    case "fetch":
    case "refresh":
    case "reroute":
      return applyRemedy(turn, verdict);
    case "failover":
      return goOn(turn, fault);
    default:
      return verdict satisfies never;
  }
}

/** Held; when it goes on, its attempts count anew. */
export function park(turn: Turn, fault: Fault, delayMs: number | null, reason: string): void {
  const due = delayMs === null ? null : Math.min(turn.now + delayMs, turn.job.deadline);
  turn.change({ spent: 0, streak: 0, repeats: 0, state: { status: "parked", due, fault, reason } });
}

/** A certain refusal ends the intent: nothing of it is at the provider. */
function endIntent(turn: Turn): void {
  if (turn.submission?.intentAt != null && turn.submission.remoteId === null) {
    turn.changeSubmission({ intentAt: null, certainty: "rejected", uncertainSince: null, emptyLookups: 0 });
  }
}

/** The run that there may be is left to itself, and its upload is used for another. */
function sendAgain(turn: Turn): void {
  const { submission, now } = turn;
  const upload = { uploadedAt: submission?.uploadedAt ?? null, private: submission?.private ?? turn.noUpload.private };
  turn.changeSubmission({ endedAt: now, outcome: "abandoned", certainty: "unknown" });
  turn.openSubmission(upload);
  if (turn.job.stage === "wait") turn.enter("submit");
}

/** Carries out the end of a stage's attempts, which no new fault brought about. */
export async function giveUp(turn: Turn, fault: Fault, verdict: Verdict): Promise<Next> {
  const { stage, request } = turn.job;
  const elsewhere = { fault, verdict, stage, committed: "nothing", policy: request.policy } as const;
  if (providerAfter(turn) !== null && crosses(elsewhere)) return goOn(turn, fault);
  if (verdict.action !== "park") return (await fallBack(turn)) ?? failed(turn, fault, verdict.reason);
  park(turn, fault, verdict.delayMs, verdict.reason);
  return over;
}

/** Ends the job without a transcript. The fault keeps its own words and gains the reason for stopping. */
export function failed(turn: Turn, fault: Fault, reason: string): Next {
  const { now } = turn;
  const final: Fault = { ...fault, advice: `${fault.advice} (${reason})` };
  if (turn.submission !== null) turn.changeSubmission({ endedAt: now, outcome: "failed" });
  turn.change({ state: { status: "failed", endedAt: now, fault: final } });
  turn.note({ type: "failed", fault: final });
  return over;
}
