import type { Submitted } from "../domain/provider.ts";
import type { Expectation } from "../policy/pace.ts";
import { nextPollDelay, type PollingSoFar, safetyNetMs } from "../policy/polling.ts";
import { stuckAfterMs } from "../policy/stuck.ts";
import { mayHaveElder } from "./elder-runs.ts";
import { type Next, pauseUntil } from "./next.ts";
import { type Kind, modelOf } from "./speeds.ts";
import type { Turn } from "./turn.ts";
import { newVigil, type Vigil } from "./vigil.ts";

/** A job that somebody else is to tell looks at least so often whether it is time to ask, ms: it sleeps so long in hand. */
const LOOK_MS = 30_000;

/** While somebody else is to tell, it looks so often whether that still holds, in shortest intervals between two polls. */
const LOOK_FLOORS = 3;

/** A run was accepted: plans when it is asked after. Throws `StoreError`. */
export async function beginVigil(
  turn: Turn,
  { remoteId, tells = false, queued = false }: Extract<Submitted, { state: "accepted" }>,
): Promise<Next> {
  const since = turn.means.runtime.clock.monotonic();
  const vigil = newVigil(remoteId, { since, isWhole: true, tells, queued });
  watch(turn, vigil);
  return plan(turn, vigil);
}

/** Nobody waits for the run any more. */
export function endVigil(turn: Turn): void {
  if (turn.vigil === null) return;
  turn.vigil = null;
  turn.means.lookout?.rolls.forget(turn.job.id);
}

/** Null when the job's run is to be asked after now, or it waits for none; else how long it sleeps. Throws `StoreError`. */
export async function keepVigil(turn: Turn): Promise<Next | null> {
  const { job, submission } = turn;
  if (job.stage !== "wait" || submission?.remoteId == null || turn.provider.client.poll === undefined) {
    endVigil(turn);
    return null;
  }
  const { remoteId } = submission;
  const vigil = turn.vigil?.remoteId === remoteId ? turn.vigil : await resume(turn, remoteId);
  const now = turn.means.runtime.clock.monotonic();
  if (vigil.rung) return null;
  if (now < vigil.pollAt) return sleep(turn, vigil);
  if (!isToldOf(turn, vigil)) return null;
  // A list of those that a webhook tells of would be asked for in vain.
  if (webhookTells(turn, vigil)) turn.means.lookout?.rolls.forget(job.id);
  if (now >= vigil.netAt) {
    vigil.unheard = webhookTells(turn, vigil);
    return null;
  }
  vigil.pollAt = Math.min(vigil.netAt, now + LOOK_FLOORS * job.request.policy.polling.floorMs);
  return sleep(turn, vigil);
}

/** The run was asked after and goes on: plans when it is asked after next. Throws `StoreError`. */
export async function goesOn(
  turn: Turn,
  isQueued: boolean,
): Promise<{ readonly next: Next /** Wall time, ms. */; readonly askAgainAt: number }> {
  const { vigil, means } = turn;
  if (vigil === null) throw new Error(`job ${turn.job.id} asked after a run that nobody waits for`);
  const now = means.runtime.clock.monotonic();
  if (isQueued) vigil.since = now;
  vigil.queued = isQueued;
  vigil.wasQueued ||= isQueued;
  vigil.goesOnAt = now;
  const wasCalled = vigil.calledAt !== null;
  const next = await plan(turn, vigil);
  if (wasCalled) {
    // The list is late or wrong: it is not believed about this run before the time of its own next poll.
    vigil.deafUntil = vigil.pollAt;
    means.lookout?.rolls.turnedOut(turn.job.id, false);
  }
  return { next, askAgainAt: Math.round(turn.now + vigil.pollAt - now) };
}

/** The run was asked after and has failed. */
export function hasFailed(turn: Turn): void {
  toldOrNot(turn);
}

/** The run was asked after and has completed: what it took is learned. Throws `StoreError`. */
export async function hasCompleted(turn: Turn): Promise<void> {
  const { vigil, means } = turn;
  if (vigil === null || means.lookout === undefined) return;
  toldOrNot(turn);
  const fromMs = vigil.goesOnAt - vigil.since;
  // How long others kept it waiting says nothing of the next one; nor does that it ended while nobody looked.
  if (vigil.wasQueued || (!vigil.isWhole && fromMs <= 0)) return;
  const overBy = vigil.calledAt ?? means.runtime.clock.monotonic();
  await means.lookout.speeds.learn(kindOf(turn), fromMs, overBy - vigil.since);
}

/** What such runs take, as was learned; null where nobody knows. Throws `StoreError`. */
export async function expectedOf(turn: Turn): Promise<Expectation | null> {
  return (await turn.means.lookout?.speeds.expected(kindOf(turn))) ?? null;
}

function kindOf({ account, audio, job, provider }: Turn): Kind {
  return { account, model: modelOf(job, provider.facts), audioMs: audio.durationMs };
}

/** After a claim it is asked after at once, but where a list is about to tell of all that were claimed together. */
async function resume(turn: Turn, remoteId: string): Promise<Vigil> {
  const { submission, now, means, job } = turn;
  const { clock } = means.runtime;
  const agoMs = Math.max(0, now - (submission?.acceptedAt ?? now));
  const since = clock.monotonic() - agoMs;
  const vigil = newVigil(remoteId, { since, isWhole: false, tells: false, queued: false });
  watch(turn, vigil);
  await clock.settled();
  const soonMs = means.lookout?.rolls.soonMs(job.id) ?? 0;
  if (soonMs === 0) return vigil;
  vigil.pollAt = clock.monotonic() + soonMs;
  vigil.netAt = clock.monotonic() + safetyNetMs(job.request.policy.polling, { by: "list", polls: job.attempt });
  return vigil;
}

function watch(turn: Turn, vigil: Vigil): void {
  turn.vigil = vigil;
  const { job } = turn;
  turn.means.lookout?.rolls.expect(turn, { job: job.id, vigil, policy: job.request.policy });
}

async function plan(turn: Turn, vigil: Vigil): Promise<Next> {
  const { job, audio, means } = turn;
  const { policy } = job.request;
  const { dice, clock } = means.runtime;
  const now = clock.monotonic();
  const expectation = await expectedOf(turn);
  const elapsedMs = Math.max(0, now - vigil.since);
  const known = expectation === null || vigil.queued ? {} : { learned: { expectation, elapsedMs } };
  const soFar: PollingSoFar = { audioMs: audio.durationMs, polls: job.attempt, dice, ...known };
  const by = webhookTells(turn, vigil) ? "webhook" : vigil.queued ? "queue" : "list";
  vigil.netAt = now + safetyNetMs(policy.polling, { by, polls: job.attempt, ...known });
  const stuckAt = vigil.since + stuckAfterMs(policy, audio.durationMs, expectation);
  if (!vigil.stuckTold && stuckAt > now)
    vigil.netAt = Math.min(vigil.netAt, Math.max(stuckAt, now + policy.polling.floorMs));
  vigil.pollAt = now + nextPollDelay(policy.polling, soFar);
  vigil.rung = false;
  vigil.unheard = false;
  vigil.takenOver = false;
  vigil.calledAt = null;
  return sleep(turn, vigil);
}

function isToldOf(turn: Turn, vigil: Vigil): boolean {
  if (mayHaveElder(turn)) return false;
  return webhookTells(turn, vigil) || turn.means.lookout?.rolls.tells(turn.job.id) === true;
}

/** As soon as the first webhook has come: its address may be wrong, or nobody lets it through. */
function webhookTells({ means }: Turn, vigil: Vigil): boolean {
  return vigil.tells && means.lookout?.webhooks.areHeard === true;
}

/** The run is over, and whoever was to tell did, or did not. */
function toldOrNot({ vigil, means, job }: Turn): void {
  if (vigil === null || means.lookout === undefined) return;
  if (vigil.unheard) means.lookout.webhooks.areHeard = false;
  if (vigil.calledAt !== null) means.lookout.rolls.turnedOut(job.id, true);
}

/** Whoever is told of it stays in hand, however long it takes: letting go would be a commit, and another to claim it. */
function sleep(turn: Turn, vigil: Vigil): Next {
  const leftMs = Math.max(0, vigil.pollAt - turn.means.runtime.clock.monotonic());
  return pauseUntil(turn.now + Math.ceil(isToldOf(turn, vigil) ? Math.min(LOOK_MS, leftMs) : leftMs));
}
