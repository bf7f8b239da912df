import type { Webhook } from "../domain/provider-server.ts";
import type { Submission } from "../domain/submission.ts";
import { arrivalLimitMs } from "../policy/arrival-limit.ts";
import type { Turn } from "./turn.ts";

/*
 * Where a provider sends a result to a webhook and nowhere else, nobody is asked: the result comes, and is kept before its
 * sender is told so. Its address names the submission, so one that comes before the reply to its submit, or although that
 * was lost, finds its job as well.
 */

/** Where the provider may tell of the submission in hand; undefined when nobody listens. */
export function webhookFor({ provider, means, job, submissionNumber }: Turn): Webhook | undefined {
  const { webhook, callbacks } = means;
  if (provider.client.arrived === undefined) return webhook;
  if (callbacks === undefined) return undefined;
  return { url: callbacks.addressFor({ job: job.id, submission: submissionNumber }), header: null };
}

/** Whether the next step only looks for what has come: the provider has no part in it. */
export function awaitsArrival({ provider, job, submission }: Pick<Turn, "provider" | "job" | "submission">): boolean {
  if (provider.client.arrived === undefined) return false;
  if (job.stage === "wait") return provider.client.poll === undefined;
  return job.stage === "submit" && submission !== null && isOpen(submission);
}

/** Whether the outcome of an uncertain submit may still show by its result. */
export function mayStillArrive({ provider, means, job, submission, now, audio }: Turn): boolean {
  if (provider.client.arrived === undefined || means.callbacks === undefined || job.stage !== "submit") return false;
  return now < (submission?.uncertainSince ?? now) + limitMs({ provider, job, audio });
}

/** How long the result of a submit may take to come, ms. */
export function limitMs({ job, provider, audio }: Pick<Turn, "job" | "provider" | "audio">): number {
  return arrivalLimitMs(job.request.policy, provider.facts, { bytes: audio.bytes, audioMs: audio.durationMs });
}

/** Sent, or about to be, and nobody knows what came of it. */
export function isOpen({ intentAt, remoteId, endedAt }: Submission): boolean {
  return intentAt !== null && remoteId === null && endedAt === null;
}
