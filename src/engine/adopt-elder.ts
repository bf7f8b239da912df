import { callFor } from "./call.ts";
import { doubtful, elderSince, isElderOf, leftAlive } from "./elder-runs.ts";
import { again, type Next, pauseUntil } from "./next.ts";
import type { Turn } from "./turn.ts";
import { understand } from "./understand.ts";
import { walkBack } from "./walk-back.ts";

/** Few jobs have an elder run, and it costs pages of the account's list to find it: they look as often, ms. */
const SEEK_EVERY_MS = 5 * 60_000;

/**
 * Looks for an elder of the run that is waited for, at first and then at a slow pace; asks after one that it has found as
 * often as after the other; and has it take the other's place where it is done first. All in steps of its own. Null when
 * there is nothing to do about it now. What goes wrong with it is no fault of the job: it is looked for again later.
 */
export async function adoptElder(turn: Turn, stop: AbortSignal): Promise<Next | null> {
  const { now, submission, provider, elder, job } = turn;
  if (elder !== null) return job.attempt < elder.atPoll ? null : askAfter(turn, elder.remoteId, stop);
  const known = leftAlive(turn);
  if (known !== null) {
    turn.elder = { remoteId: known, atPoll: job.attempt };
    return again;
  }
  const soughtAt = submission?.soughtAt ?? Number.NEGATIVE_INFINITY;
  if (provider.client.lookup === undefined || Math.abs(now - soughtAt) < SEEK_EVERY_MS) return null;
  const suspects = doubtful(turn);
  if (suspects.length === 0) return null;
  turn.changeSubmission({ soughtAt: now });
  const walked = await walkBack(turn, stop, elderSince(suspects, now), isElderOf(suspects));
  switch (walked.kind) {
    case "stopped":
      return pauseUntil(turn.now);
    case "faulty":
      return asHinted(walked.fault.notBefore);
    case "walked": {
      const [remoteId] = walked.unknown;
      if (remoteId !== undefined) turn.elder = { remoteId, atPoll: job.attempt };
      return again;
    }
    default:
      return walked satisfies never;
  }
}

async function askAfter(turn: Turn, elder: string, stop: AbortSignal): Promise<Next> {
  turn.elder = null;
  const heard = await turn.provider.client.poll?.(callFor(turn, "wait", stop), elder);
  if (heard === undefined || stop.aborted) return again;
  const understood = understand(turn, heard, heard.said?.state === "failed" ? "failed-run" : "stage");
  if ("fault" in understood) return asHinted(understood.fault.notBefore);
  const { state } = understood.said;
  if (state === "done") return adopted(turn, elder);
  if (state === "failed") turn.failedElders.add(elder);
  else turn.elder = { remoteId: elder, atPoll: turn.job.attempt + 1 };
  return again;
}

/** Committed before the other run is deleted: whoever died in between would wait for what is gone, and pay once more. */
async function adopted(turn: Turn, elder: string): Promise<Next> {
  const { now, submission } = turn;
  if (submission === null) throw new Error(`job ${turn.job.id} waits for nothing`);
  const { remoteId, uploadedAt, private: upload } = submission;
  turn.changeSubmission({ endedAt: now, outcome: "displaced" });
  turn.openSubmission({ uploadedAt, private: upload });
  turn.changeSubmission({ remoteId: elder, acceptedAt: now, certainty: "accepted", soughtAt: now });
  const insteadOf = remoteId ?? "";
  turn.note({ type: "looked-up", submission: turn.submissionNumber, found: elder, empty: 0, insteadOf });
  await turn.hold();
  return again;
}

function asHinted(notBefore: number | null): Next {
  return notBefore === null ? again : pauseUntil(notBefore);
}
