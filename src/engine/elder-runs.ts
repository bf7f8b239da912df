import type { RemoteRun } from "../domain/provider.ts";
import type { Submission } from "../domain/submission.ts";
import type { Turn } from "./turn.ts";

/*
 * A submit that was looked up in vain and sent again, or left to itself, may have been accepted after all: the list may
 * show its run late. Such a run is the elder of the one that we wait for, and is paid for as well.
 */

/** The submissions of the upload in hand. */
export function ofThisUpload({ submission, submissions }: Turn): readonly Submission[] {
  const uploadUrl = submission?.private.uploadUrl ?? null;
  return uploadUrl === null ? [] : submissions.filter((one) => one.private.uploadUrl === uploadUrl);
}

/** Those of them that may have an elder run which nobody knows. */
export function doubtful(turn: Turn): readonly Submission[] {
  // An address that is passed on may be asked for by others as well: what has it need not be ours.
  if (turn.job.request.audioUrl !== undefined) return [];
  return ofThisUpload(turn).filter(
    ({ doubted, outcome, remoteId, certainty }) =>
      doubted === true || (outcome === "abandoned" && remoteId === null && certainty === "unknown"),
  );
}

/** Runs of the upload in hand that were left to themselves, and are not the one that is waited for. */
export function leftRunning(turn: Turn): readonly Submission[] {
  const { submission: current, account, provider } = turn;
  return ofThisUpload(turn).filter(
    (one) =>
      (one.outcome === "abandoned" || one.outcome === "displaced") &&
      one.remoteId !== null &&
      one.remoteId !== current?.remoteId &&
      one.account === account &&
      one.provider === provider.name,
  );
}

/** One of them that may be done before the one that is waited for; null for none. */
export function leftAlive(turn: Turn): string | null {
  const left = leftRunning(turn).filter(({ outcome }) => outcome === "abandoned");
  return left.map(({ remoteId }) => remoteId ?? "").find((id) => !turn.failedElders.has(id)) ?? null;
}

/** Whether there may be a run that can be done before the one that is waited for. */
export function mayHaveElder(turn: Turn): boolean {
  return turn.elder !== null || doubtful(turn).length > 0 || leftAlive(turn) !== null;
}

/** Whether a run was made from the upload of one of these. Each upload of ours has an address of its own. */
export function isElderOf(submissions: readonly Submission[]): (run: RemoteRun) => boolean {
  const uploads = new Set(submissions.map((submission) => submission.private.uploadUrl));
  return ({ audioUrl }) => uploads.has(audioUrl);
}

/** When the first of them may have been made, wall time ms. */
export function elderSince(submissions: readonly Submission[], now: number): number {
  return submissions.reduce(
    (first, { doubtedFrom, intentAt, uploadedAt }) => Math.min(first, doubtedFrom ?? intentAt ?? uploadedAt ?? now),
    now,
  );
}
