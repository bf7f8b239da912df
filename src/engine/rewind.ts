import type { Stage } from "../domain/stage.ts";
import type { Turn } from "./turn.ts";

/**
 * Back to an earlier stage: with the same upload for another submit, else with none. `ran` says that a run is over
 * although nobody told its id: the next one is another submission then as well.
 */
export function rewind(turn: Turn, wanted: Stage, ran = false): void {
  const { submission, now, job } = turn;
  // There is nothing to upload anew of a recording that the provider fetches: it is asked to fetch it again.
  const isTheirs = job.request.audioUrl !== undefined && job.fetched === undefined;
  const to = wanted === "upload" && isTheirs ? "submit" : wanted;
  const upload = { uploadedAt: submission?.uploadedAt ?? null, private: submission?.private ?? turn.noUpload.private };
  const kept = to === "submit" ? upload : turn.noUpload;
  if (submission !== null && submission.remoteId === null && !ran) {
    // Never accepted, so it is still the same submission.
    turn.changeSubmission({ intentAt: null, certainty: null, uncertainSince: null, ...kept });
  } else {
    turn.changeSubmission({ endedAt: now, outcome: "failed" });
    turn.openSubmission(kept);
  }
  const { repeats, lastFault } = job;
  turn.enter(to);
  turn.change({ repeats, lastFault });
}
