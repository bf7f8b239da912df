import { localFault } from "../catalogue/local-fault.ts";
import { providerOptionsOf } from "../domain/chain.ts";
import { uploadLifetimeMs } from "../policy/decide.ts";
import { accepted, countBilled } from "./accepted.ts";
import { webhookFor } from "./arrival-due.ts";
import { arrivalOfSubmit } from "./await-arrival.ts";
import { callFor } from "./call.ts";
import { finish } from "./finish.ts";
import { missingAudio } from "./held-audio.ts";
import { again, type Next, pauseUntil } from "./next.ts";
import { optionsFor } from "./pieces.ts";
import { reconcile } from "./reconcile.ts";
import { respond } from "./respond.ts";
import type { Signals } from "./signals.ts";
import { FencedOff, LEASE_MS, type Turn } from "./turn.ts";
import { understand } from "./understand.ts";

/** Between the end of a submit and that of its lease: a process may be held up so long and still send. */
const TO_SPARE_MS = 60_000;

/**
 * The one call that costs money when it is repeated. Its intent is committed before it is sent; an intent without an id
 * is first looked up, whoever finds it; and it must end within the lease, so that no second worker overlaps it.
 */
export async function submit(turn: Turn, { stop, cut }: Signals): Promise<Next> {
  const { provider, job } = turn;
  const charges = provider.facts.submitCharges;
  turn.beginSubmission();
  const come = await arrivalOfSubmit(turn);
  if (come !== null) return come;
  if (charges && turn.submission?.intentAt != null) {
    return provider.client.lookup === undefined ? replyLost(turn) : reconcile(turn, stop);
  }
  if (stop.aborted) return pauseUntil(turn.now);
  if (isTooOld(turn)) {
    turn.changeSubmission(turn.noUpload);
    turn.enter("upload");
    return again;
  }
  const missing = turn.submission?.private.uploadUrl == null ? await missingAudio(turn) : null;
  if (missing !== null) return missing;
  const call = callFor(turn, "submit", charges ? cut : stop);
  if (charges) {
    turn.changeSubmission({ intentAt: turn.now, certainty: null, uncertainSince: null, emptyLookups: 0 });
    turn.note({ type: "intent", submission: turn.submissionNumber, attempt: job.attempt + 1 });
    await turn.hold(Math.max(LEASE_MS, call.timeoutMs + TO_SPARE_MS));
  }
  // Frozen between the commit and here? Then the lease may be another's, and nothing may be sent.
  if (charges && turn.now + call.timeoutMs >= turn.leaseUntil) throw new FencedOff();
  const webhook = webhookFor(turn);
  const heard = await provider.client.submit(call, {
    kind: job.request.kind,
    audio: turn.means.spool.open(turn.audio),
    later: job.later === true,
    uploadUrl: turn.submission?.private.uploadUrl ?? null,
    options: optionsFor(job),
    providerOptions: providerOptionsOf(job),
    ...(webhook === undefined ? {} : { webhook }),
  });
  if (!charges && stop.aborted && heard.said === null) return pauseUntil(turn.now);
  const understood = understand(turn, heard);
  if ("fault" in understood) return respond(turn, understood.fault, heard.exchange);
  turn.noteAccepted("submit", heard.exchange);
  const { said } = understood;
  if (said.state === "accepted") return accepted(turn, said);
  if (charges) countBilled(turn);
  return finish(turn, said.transcript);
}

/** Whoever sent it is gone, and the provider cannot be asked: the policy and the money budget say what is done. */
async function replyLost(turn: Turn): Promise<Next> {
  const { job, now, audio } = turn;
  if (turn.submission?.uncertainSince === null) turn.changeSubmission({ uncertainSince: now, certainty: "unknown" });
  const message = `the reply to the submit of ${audio.name} was lost, and it may have been accepted`;
  return respond(turn, localFault("tenuto/lost-reply", message, job.stage, now), null);
}

/** Held for a day or more, a job comes back to an upload that the provider may have deleted. */
function isTooOld({ submission, job, provider, now }: Turn): boolean {
  if (submission?.uploadedAt == null) return false;
  return now - submission.uploadedAt >= uploadLifetimeMs(job.request.policy, provider.facts);
}
