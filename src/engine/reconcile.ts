import { localFault } from "../catalogue/local-fault.ts";
import { attemptsUsedUp } from "../policy/decide.ts";
import { accepted } from "./accepted.ts";
import { again, type Next, pauseUntil } from "./next.ts";
import { giveUp, respond } from "./respond.ts";
import type { Turn } from "./turn.ts";
import { walkBack } from "./walk-back.ts";

/**
 * Asks the provider for a submission whose outcome is unknown. A match has our upload's address, an id that no
 * submission of ours knows, and was not made before the intent. Only after enough empty look-ups and a grace period,
 * counted from the moment when nothing of ours can be on its way any more, may it be sent again.
 */
export async function reconcile(turn: Turn, stop: AbortSignal): Promise<Next> {
  const { job } = turn;
  if (turn.submission?.uncertainSince === null) {
    turn.changeSubmission({ uncertainSince: turn.now, certainty: "unknown" });
  }
  const found = await lookUp(turn, stop);
  if ("kind" in found) return found;
  turn.change({ streak: 0, repeats: 0 });
  const number = turn.submissionNumber;
  if (found.remoteId !== null) {
    turn.note({ type: "looked-up", submission: number, found: found.remoteId, empty: 0 });
    return accepted(turn, { state: "accepted", remoteId: found.remoteId });
  }
  const empty = (turn.submission?.emptyLookups ?? 0) + 1;
  turn.changeSubmission({ emptyLookups: empty });
  turn.note({ type: "looked-up", submission: number, found: null, empty });
  const { emptyLookups, graceMs, everyMs } = job.request.policy.reconcile;
  const graceEnd = (turn.submission?.uncertainSince ?? turn.now) + graceMs;
  if (empty < emptyLookups) return pauseUntil(turn.now + everyMs);
  if (turn.now < graceEnd) return pauseUntil(Math.max(graceEnd, turn.now + everyMs));
  const doubtedFrom = turn.submission?.doubtedFrom ?? turn.submission?.intentAt ?? turn.now;
  turn.changeSubmission({
    intentAt: null,
    certainty: "rejected",
    uncertainSince: null,
    emptyLookups: 0,
    doubted: true,
    doubtedFrom,
  });
  const { attempts } = job.request.policy.stages.submit;
  if (job.spent < attempts) return again;
  const unconfirmed = "no submit was ever confirmed, and the provider knows of none";
  const fault = job.lastFault ?? localFault("tenuto/uncertain-submit", unconfirmed, "submit", turn.now);
  // Submits that nobody knows of were lost on their way: that passes, whatever a look-up has met since.
  return giveUp(turn, fault, attemptsUsedUp({ ...fault, class: "network" }, "submit", job.request.policy));
}

async function lookUp(turn: Turn, stop: AbortSignal): Promise<Next | { readonly remoteId: string | null }> {
  const upload = turn.submission?.private.uploadUrl;
  const since = turn.submission?.intentAt ?? turn.now;
  const walked = await walkBack(turn, stop, since, ({ audioUrl }) => audioUrl === upload);
  switch (walked.kind) {
    case "stopped":
      return pauseUntil(turn.now);
    case "faulty":
      return respond(turn, walked.fault, walked.exchange, "lookup");
    case "walked":
      return { remoteId: walked.unknown[0] ?? null };
    default:
      return walked satisfies never;
  }
}
