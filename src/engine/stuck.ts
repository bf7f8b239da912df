import { localFault } from "../catalogue/local-fault.ts";
import type { Fault } from "../domain/fault.ts";
import type { Verdict } from "../domain/verdict.ts";
import { STUCK, stuckAfterMs, stuckVerdict } from "../policy/stuck.ts";
import { billAgain } from "./bill-again.ts";
import { orElsewhere } from "./elsewhere.ts";
import { goOn, providerAfter } from "./go-on.ts";
import { expectedOf } from "./keep-vigil.ts";
import { type Next, pauseUntil } from "./next.ts";
import type { Turn } from "./turn.ts";

const CODE = "tenuto/stuck";

/** Whether a fault of the job only says that its run is stuck: that is not over because the provider answers. */
export function isOfStuckRun(fault: Fault | null): boolean {
  return fault?.code === CODE;
}

/**
 * A run that is worked on far longer than such runs take: what the policy has for it is done, once for each run. Null where
 * there is nothing to do about it. Throws `StoreError`.
 */
export async function ifStuck(turn: Turn, askAgainAt: number): Promise<Next | null> {
  const { vigil, job, submission, means } = turn;
  if (vigil === null || vigil.queued || vigil.stuckTold) return null;
  const elapsedMs = means.runtime.clock.monotonic() - vigil.since;
  const limitMs = stuckAfterMs(job.request.policy, turn.audio.durationMs, await expectedOf(turn));
  if (elapsedMs < limitMs) return null;
  vigil.stuckTold = true;
  // An earlier process has written it down.
  if (isOfStuckRun(job.lastFault) && (job.lastFault?.at ?? 0) >= (submission?.acceptedAt ?? 0)) return null;
  const message = `the run ${vigil.remoteId} has been worked on for ${minutes(elapsedMs)}, and such runs take far less`;
  const fault = localFault(CODE, message, "wait", turn.now);
  const verdict = await verdictOf(turn, fault, Math.max(0, askAgainAt - turn.now));
  turn.note({
    type: "fault",
    stage: "wait",
    attempt: job.attempt,
    submission: turn.submissionNumber,
    fault,
    verdict,
    exchange: null,
  });
  turn.change({ lastFault: fault, repeats: 1, streak: 0 });
  switch (verdict.action) {
    case "failover":
      return goOn(turn, fault);
    case "rewind":
      runOnceMore(turn);
      return pauseUntil(turn.now);
    default:
      return null;
  }
}

async function verdictOf(turn: Turn, fault: Fault, delayMs: number): Promise<Verdict> {
  const { job, submissions } = turn;
  const { policy } = job.request;
  const made = submissions.length - (job.earlierSubmissions ?? 0);
  const verdict = stuckVerdict({ policy, submissions: made, hasNext: providerAfter(turn) !== null, delayMs });
  if (verdict.action === "failover") return orElsewhere(turn, { fault, verdict, committed: "running" });
  if (verdict.action !== "rewind") return verdict;
  const refusal = await billAgain(turn);
  if (refusal === null) return verdict;
  return { action: "retry", delayMs, reason: `${refusal}; it goes on being waited for`, rule: STUCK };
}

/** The run is left to itself and asked after beside the other one; whichever is done first is taken. */
function runOnceMore(turn: Turn): void {
  const { submission, now } = turn;
  const upload = { uploadedAt: submission?.uploadedAt ?? null, private: submission?.private ?? turn.noUpload.private };
  turn.changeSubmission({ endedAt: now, outcome: "abandoned" });
  turn.openSubmission(upload);
  turn.enter("submit");
}

function minutes(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;
}
