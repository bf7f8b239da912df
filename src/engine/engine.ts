import { localFault } from "../catalogue/local-fault.ts";
import { linkOf, linksLeft } from "../domain/chain.ts";
import { StoreError } from "../domain/errors.ts";
import { isOver } from "../domain/job.ts";
import type { Claim } from "../domain/store.ts";
import { awaitsArrival } from "./arrival-due.ts";
import { gatedCall, looksUp } from "./gated-call.ts";
import type { HeldUp } from "./gates.ts";
import { goOnIfHeldUp, LOOK_AGAIN_MS, onlyElsewhere } from "./held-up.ts";
import { endVigil, keepVigil } from "./keep-vigil.ts";
import type { Means } from "./means.ts";
import { handedBack, type Next, pauseUntil } from "./next.ts";
import { recordingOf } from "./pieces.ts";
import { failed, giveUp, respond } from "./respond.ts";
import type { Signals } from "./signals.ts";
import { step } from "./step.ts";
import { fallBack } from "./thin.ts";
import { FencedOff, Turn } from "./turn.ts";

/** Waits up to this long are slept with the job in hand, ms; longer ones go back to the store and hold no memory. */
const SHORT_WAIT_MS = 5_000;

/**
 * The same where there is nothing to write, as between two polls: letting go would be the only reason for a commit.
 * Longer than the default policy's longest interval of 30 s and its spread.
 */
const QUIET_WAIT_MS = 35_000;

/** How soon a job is looked at again whose provider is not here, ms: its program may have taken this one's place by then. */
const ABSENT_MS = 60_000;

/**
 * Advances one claimed job until it is over, parked, has long to wait, or is told to stop. The only loop over a job in
 * the house, and the only place where one waits. The row is the state, so every run is a resume: there is no recovery path.
 */
export async function runTurn(means: Means, claim: Claim, signals: Signals): Promise<void> {
  const provider = means.providers.get(linkOf(claim.job).provider);
  if (provider === undefined) return leaveToAnother(means, claim);
  const turn = new Turn(claim, provider, means);
  try {
    for (;;) {
      const next = claim.onlyElsewhere === true ? await onlyElsewhere(turn) : await oneStep(turn, signals);
      if (next.kind === "over") return await end(turn);
      if (next.kind === "moved") return await turn.move();
      if (next.kind === "handed-back") return await letGo(turn, turn.now);
      if (next.kind === "again" && !signals.stop.aborted) continue;
      const until = next.kind === "pause" ? Math.min(next.until, turn.job.deadline) : turn.now;
      // Whoever waits for a run holds a slot anyway, and is told in hand that it is over.
      const isQuiet = !turn.dirty || turn.job.stage === "wait";
      const longest = isQuiet ? QUIET_WAIT_MS : SHORT_WAIT_MS;
      if (signals.stop.aborted || until - turn.now > longest) return await letGo(turn, until);
      if (turn.dirty) await turn.hold();
      if (!(await slept(turn, until, signals))) return await letGo(turn, until);
    }
  } catch (error) {
    if (error instanceof FencedOff) return;
    await setAside(turn, claim, error);
  } finally {
    endVigil(turn);
  }
}

/**
 * Its provider was brought by another program that uses this store: the job waits for that one, and holds up no other.
 * There is nothing to tell of it, so nothing is written down.
 */
async function leaveToAnother({ store, runtime }: Means, { job, turn }: Claim): Promise<void> {
  const state = { status: "open", due: runtime.clock.now() + ABSENT_MS } as const;
  await store.save({ turn, job: { ...job, state }, submissions: [], entries: [], holdUntil: null });
}

/**
 * A mistake of ours that one job brings about must not keep the others from going on: that job is parked as it was last
 * written, since what is in hand may be what cannot be written. Throws the mistake where that does not work either, as
 * when the store itself is broken.
 */
async function setAside({ means, provider, redact }: Turn, claim: Claim, mistake: unknown): Promise<void> {
  const { store } = means;
  const { id } = claim.job;
  if (mistake instanceof StoreError) throw mistake;
  try {
    const job = await store.get(id);
    if (job === null) throw mistake;
    const written = new Turn({ ...claim, job, submissions: await store.submissions(id) }, provider, means);
    const what = redact(mistake instanceof Error ? `${mistake.name}: ${mistake.message}` : String(mistake));
    const fault = localFault("tenuto/mistake", what.slice(0, 300), job.stage, written.now);
    const verdict = { action: "park", delayMs: null, reason: fault.advice, rule: fault.code } as const;
    const submission = written.submissionNumber;
    written.note({ type: "fault", stage: job.stage, attempt: job.attempt, submission, fault, verdict, exchange: null });
    await giveUp(written, fault, verdict);
    await written.release();
  } catch (error) {
    if (!(error instanceof FencedOff)) throw mistake;
  }
}

/** A completed job needs its recording no more; a failed one keeps it, since somebody may want to try again. */
async function end(turn: Turn): Promise<void> {
  await turn.release();
  if (isOver(turn.job.state)) await dropMended(turn);
  const { store, spool } = turn.means;
  const audio = recordingOf(turn.job);
  if (turn.job.state.status !== "completed" || (await store.needsAudio(audio.sha256))) return;
  // One that cannot be dropped is swept away later.
  await spool.drop(audio.sha256).catch(() => undefined);
}

/** What was made of the recording can be made again. */
async function dropMended({ job, means }: Turn): Promise<void> {
  for (const { audio } of job.prepared?.pieces ?? []) {
    if (audio.sha256 !== recordingOf(job).sha256) await means.spool.drop(audio.sha256).catch(() => undefined);
  }
}

async function oneStep(turn: Turn, signals: Signals): Promise<Next> {
  const { job, means, now } = turn;
  if (now >= job.deadline) return deadlinePassed(turn);
  // A worker that died in the middle of this wait left the job to us before its time.
  const notBefore = job.lastFault?.notBefore ?? 0;
  if (now < notBefore) return pauseUntil(notBefore);
  const quiet = await keepVigil(turn);
  if (quiet !== null) return quiet;
  // The provider has no part in these: whoever lost the key still gets the transcripts.
  if (job.stage === "prepare" || job.stage === "deliver" || awaitsArrival(turn)) return step(turn, signals);
  const access = await means.access(turn.account);
  if ("why" in access) return respond(turn, localFault("tenuto/no-key", access.why, job.stage, now), null);
  turn.access = access;
  const held = await means.gates.admit(gatedCall(turn, looksUp(turn)));
  return held === null ? step(turn, signals) : heldUp(turn, held);
}

/** Short ones are slept in hand and worth no line: a breaker's or a rate's are over before anybody reads of them. */
function heldUp(turn: Turn, held: HeldUp): Next {
  const { until, rule, reason } = held;
  const elsewhere = goOnIfHeldUp(turn, held);
  if (elsewhere !== null) return elsewhere;
  if (until - turn.now > QUIET_WAIT_MS) turn.note({ type: "held-up", stage: turn.job.stage, rule, reason, until });
  // Nobody claims it while its account is held, and it is due as soon as that is over, whoever ends it.
  if (rule !== "account") return pauseUntil(until);
  // One that has another link is claimed all the same.
  return linksLeft(turn.job) > 0 ? pauseUntil(Math.min(until, turn.now + LOOK_AGAIN_MS)) : handedBack;
}

async function deadlinePassed(turn: Turn): Promise<Next> {
  const kept = await fallBack(turn);
  if (kept !== null) return kept;
  const { job, submission } = turn;
  const seconds = Math.round((job.deadline - job.createdAt) / 1000);
  const remote = submission?.remoteId == null ? "" : `; the provider's run is ${submission.remoteId}`;
  const cause = job.lastFault === null ? "" : `; last: ${job.lastFault.message}`;
  const message = `not done within its ${seconds} s${cause}`;
  return failed(turn, localFault("tenuto/deadline", message, job.stage, turn.now), `stopped at ${job.stage}${remote}`);
}

async function letGo(turn: Turn, until: number): Promise<void> {
  turn.change({ state: { status: "open", due: until } });
  await turn.release();
}

/** False when the signal came first. A ring ends the wait for a poll, and what the provider forbade is still waited for. */
async function slept(turn: Turn, until: number, { stop, bell }: Signals): Promise<boolean> {
  const { clock } = turn.means.runtime;
  const listener = turn.job.stage === "wait" || awaitsArrival(turn) ? bell : undefined;
  try {
    // By the wall clock in the end, since hints are wall times and the two clocks may drift apart.
    for (let left = until - clock.now(); left > 0; left = until - clock.now()) {
      if (listener === undefined) await clock.sleep(left, stop);
      else if ((await listener.sleep(clock, left, stop)) === "rung") return turn.isRung();
    }
    return true;
  } catch {
    return false;
  }
}
