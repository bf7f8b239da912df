import { localFault } from "../catalogue/local-fault.ts";
import type { Arrival } from "../domain/arrival.ts";
import { providerOptionsOf } from "../domain/chain.ts";
import type { Exchange } from "../domain/exchange.ts";
import type { Arrived } from "../domain/provider.ts";
import type { Submission } from "../domain/submission.ts";
import { countBilled } from "./accepted.ts";
import { isOpen, limitMs, mayStillArrive } from "./arrival-due.ts";
import { finish } from "./finish.ts";
import { type Next, pauseUntil } from "./next.ts";
import { optionsFor } from "./pieces.ts";
import { respond } from "./respond.ts";
import type { Turn } from "./turn.ts";
import { understood } from "./understand.ts";

/** What has come is looked for at every ring, and so often without one, ms: another process may have taken it in. */
const LOOK_EVERY_MS = 30_000;

/** Takes the result of the run that is waited for, where it has come. One that is long overdue is a fault. */
export async function awaitArrival(turn: Turn): Promise<Next> {
  const come = await whatCame(turn);
  if (come !== null) return take(turn, come);
  const { now, submission } = turn;
  const until = (submission?.acceptedAt ?? now) + limitMs(turn);
  return now < until ? pauseUntil(Math.min(until, now + LOOK_EVERY_MS)) : lost(turn);
}

/**
 * The same before a submit: what it is to bring may have come already, since its reply was lost or it was given up too
 * early. Null where nothing has come, and no more is waited for.
 */
export async function arrivalOfSubmit(turn: Turn): Promise<Next | null> {
  if (turn.provider.client.arrived === undefined) return null;
  const come = await whatCame(turn);
  if (come !== null) return take(turn, come);
  const { submission, now } = turn;
  if (submission === null || !isOpen(submission)) return null;
  if (submission.uncertainSince === null) turn.changeSubmission({ uncertainSince: now, certainty: "unknown" });
  return mayStillArrive(turn) ? pauseUntil(now + LOOK_EVERY_MS) : null;
}

interface Come {
  readonly submission: Submission;
  readonly arrival: Arrival;
  readonly arrived: Arrived;
}

/** Of the submission in hand, or of one of the same that was given up. What makes no sense is not there: it may come anew. */
async function whatCame(turn: Turn): Promise<Come | null> {
  const { job, means, provider } = turn;
  const asked = { options: optionsFor(job), providerOptions: providerOptionsOf(job) };
  for (const submission of candidatesOf(turn)) {
    const arrival = await means.store.arrival(job.id, submission.number);
    const arrived = arrival === null ? null : (provider.client.arrived?.(arrival.body, asked) ?? null);
    if (arrival === null || arrived === null) continue;
    // That one which was given up has failed changes nothing.
    if (submission.number !== turn.submissionNumber && arrived.state === "failed") continue;
    return { submission, arrival, arrived };
  }
  return null;
}

/** The newest first. Those of an earlier piece are of other words, and those at another link came to another provider. */
function candidatesOf({ job, submission: current, submissions, provider }: Turn): readonly Submission[] {
  const before = job.earlierSubmissions ?? 0;
  const elders = submissions.filter(({ number, outcome, provider: at }) => {
    return number !== current?.number && number > before && outcome === "abandoned" && at === provider.name;
  });
  return [...(current === null ? [] : [current]), ...elders.reverse()];
}

async function take(turn: Turn, come: Come): Promise<Next> {
  const { arrived, arrival } = come;
  if (come.submission.number === turn.submissionNumber) isAccepted(turn, arrived);
  else displaces(turn, come);
  if (turn.job.stage === "submit") turn.enter("wait");
  if (arrived.state === "done") return finish(turn, arrived.transcript);
  const { means, provider, now, redact } = turn;
  const exchange = exchangeOf(arrival);
  const hearer = { classify: means.classify, provider: provider.name, stage: "wait", now, redact } as const;
  const answer = understood(hearer, { exchange, said: null, complaint: arrived.complaint }, true);
  if (!("fault" in answer)) throw new Error("a failed run was understood as no fault");
  return respond(turn, answer.fault, exchange);
}

/** Whatever became of the reply to its submit. */
function isAccepted(turn: Turn, { remoteId }: Arrived): void {
  const { submission, now } = turn;
  if (turn.job.stage === "submit") {
    countBilled(turn);
    turn.note({ type: "looked-up", submission: turn.submissionNumber, found: remoteId, empty: 0 });
  }
  const acceptedAt = submission?.acceptedAt ?? now;
  const known = remoteId ?? submission?.remoteId ?? null;
  turn.changeSubmission({ remoteId: known, acceptedAt, certainty: "accepted", uncertainSince: null });
}

/** The run that was given up was done first: it takes the place of the other. */
function displaces(turn: Turn, { arrived: { remoteId } }: Come): void {
  const { submission, now } = turn;
  const insteadOf = submission?.remoteId ?? "";
  turn.changeSubmission({ endedAt: now, outcome: "displaced" });
  turn.openSubmission(turn.noUpload);
  turn.changeSubmission({ remoteId, acceptedAt: now, certainty: "accepted" });
  turn.note({ type: "looked-up", submission: turn.submissionNumber, found: remoteId, empty: 0, insteadOf });
}

/** What was sent to us, in the form that evidence has. */
function exchangeOf({ at, body }: Arrival): Exchange {
  const outcome = { kind: "reply", status: 200, headers: {}, body, complete: true } as const;
  return { method: "POST", endpoint: "(webhook)", at, elapsedMs: 0, sentBytes: 0, outcome };
}

/** It may have been paid for, and there is nobody to ask: the policy and the money budget say what is done. */
function lost(turn: Turn): Promise<Next> {
  const minutes = Math.round(limitMs(turn) / 60_000);
  const message = `the result of ${turn.audio.name} did not come to the webhook within ${minutes} min`;
  turn.changeSubmission({ certainty: "unknown" });
  return respond(turn, localFault("tenuto/callback-lost", message, turn.job.stage, turn.now), null);
}
