import { type Job, type JobState, linkFree } from "../domain/job.ts";
import { type Stage, stageAfter } from "../domain/stage.ts";
import type { Submission } from "../domain/submission.ts";

/** Why a job does not go on, or that it does. */
export type Reopening =
  | { readonly kind: "reopened" }
  /** Parked or waiting: it was woken, with all that it had. */
  | { readonly kind: "woken" }
  | { readonly kind: "completed" }
  /** Its recording is no longer held. */
  | { readonly kind: "recording-gone" }
  /** The same was asked for again meanwhile, and that job is not finished. */
  | { readonly kind: "asked-again" }
  | { readonly kind: "unknown" };

/** A job that is over, as it goes on. */
export interface Anew {
  readonly job: Job;
  /** Those that changed. */
  readonly submissions: readonly Submission[];
  readonly needsRecording: boolean;
}

/** Where a job would go on. */
export interface Place {
  /** Of the provider at the first link of its chain. */
  readonly stages: readonly Stage[];
  /** Whether the provider where it is can be asked for a run that nobody is sure of. */
  readonly canLookUp: boolean;
}

/** Whether its provider may have it although nobody heard so, or had it and its result never came. */
export function isUncertain({ remoteId, intentAt, endedAt, certainty }: Submission): boolean {
  if (endedAt !== null) return false;
  return remoteId === null ? intentAt !== null : certainty === "unknown";
}

/**
 * Where a failed or canceled job goes on, with all its attempts before it again. What was paid for is never paid for
 * twice: a transcript that is here is delivered, a run that may be alive is waited for, a submit whose outcome nobody
 * knows is looked up where it can be: where it cannot, whoever asks for another try has decided to pay for it. Only else it
 * begins at its first stage, at the first link of its chain.
 */
export function anew(job: Job, submissions: readonly Submission[], { stages, canLookUp }: Place, now: number): Anew {
  const fresh: Job = {
    ...job,
    deadline: now + job.request.policy.deadlineMs,
    attempt: 0,
    spent: 0,
    streak: 0,
    lastFault: null,
    repeats: 0,
    earlierSubmissions: submissions.length,
    state: { status: "open", due: now },
  };
  if (job.stage === "deliver") return { job: fresh, submissions: [], needsRecording: false };
  const newest = submissions.at(-1);
  if (newest !== undefined && newest.outcome !== "completed") {
    const revived = [{ ...newest, endedAt: null, outcome: null }];
    const mayCome = canLookUp || newest.certainty !== "unknown";
    if (job.stage === "wait" && newest.remoteId !== null && mayCome && mayBeAlive(job.state)) {
      return { job: { ...fresh, stage: "wait" }, submissions: revived, needsRecording: false };
    }
    if (canLookUp && newest.remoteId === null && newest.intentAt !== null && !isRefused(job.state, newest)) {
      return { job: { ...fresh, stage: "submit" }, submissions: revived, needsRecording: false };
    }
  }
  const ended =
    newest === undefined || newest.endedAt !== null ? [] : [{ ...newest, endedAt: now, outcome: "abandoned" as const }];
  const fetched = job.request.audioUrl !== undefined;
  const stage = fetched
    ? stageAfter("upload", stages)
    : job.stage === "prepare"
      ? job.stage
      : stageAfter("prepare", stages);
  const { left = [], ...atFirst } = linkFree(fresh);
  const begins = left.length > 0 && job.prepared !== undefined ? "prepare" : stage;
  return { job: { ...atFirst, stage: begins }, submissions: ended, needsRecording: !fetched };
}

/** Whether we only stopped looking. A fault of the job itself is the provider's last word about its run. */
function mayBeAlive(state: JobState): boolean {
  if (state.status !== "failed") return true;
  return state.fault.code === "tenuto/deadline" || state.fault.scope !== "job";
}

function isRefused(state: JobState, { uncertainSince }: Submission): boolean {
  if (state.status !== "failed" || uncertainSince !== null) return false;
  const { stage, certainty } = state.fault;
  return stage === "submit" && (certainty === "rejected" || certainty === "not-sent");
}
