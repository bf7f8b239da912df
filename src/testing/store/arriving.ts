import assert from "node:assert/strict";
import type { Arrival } from "../../domain/arrival.ts";
import type { JobStore } from "../../domain/store.ts";
import {
  aSubmission,
  aTranscript,
  claimOnly,
  completed,
  failed,
  jobNumber,
  LEASE_MS,
  type ManualClock,
  open,
  type StoreTrial,
  saving,
} from "./fixture.ts";

const anArrival = (job: string, at: number, patch: Partial<Arrival> = {}): Arrival => {
  return { job, submission: 1, at, body: '{"text":"Grüße ✓"}', ...patch };
};

/** A job whose first submission is sent. */
async function sent(store: JobStore, clock: ManualClock) {
  await store.add([jobNumber(1, clock.now())]);
  const claim = await claimOnly(store);
  const { id } = claim.job;
  const submissions = [aSubmission(id, { intentAt: clock.now() })];
  await store.save(saving(claim, { stage: "submit" }, { submissions, holdUntil: clock.now() + LEASE_MS }));
  return { claim, id };
}

/** About results that come by themselves. */
export const arriving: Readonly<Record<string, StoreTrial>> = {
  "keeps what came to a submission, the newest of it, each submission's for itself": async ({ store }, clock) => {
    const { claim, id } = await sent(store, clock);
    assert.equal(await store.arrival(id, 1), null);
    assert.equal(await store.putArrival(anArrival(id, clock.now(), { body: "cut off" })), true);
    assert.equal(await store.putArrival(anArrival(id, clock.now() + 1)), true);
    assert.deepEqual(await store.arrival(id, 1), anArrival(id, clock.now() + 1));
    assert.equal(await store.arrival(id, 2), null);
    const submissions = [aSubmission(id, { id: `${id}/2`, number: 2 })];
    await store.save(saving(claim, {}, { submissions, holdUntil: clock.now() + LEASE_MS }));
    assert.equal(await store.putArrival(anArrival(id, clock.now(), { submission: 2, body: "second" })), true);
    assert.deepEqual(await store.arrival(id, 1), anArrival(id, clock.now() + 1));
    assert.equal((await store.arrival(id, 2))?.body, "second");
  },

  "keeps nothing for a job or a submission that it does not know": async ({ store }, clock) => {
    const { id } = await sent(store, clock);
    assert.equal(await store.putArrival(anArrival("job_999999", clock.now())), false);
    assert.equal(await store.putArrival(anArrival(id, clock.now(), { submission: 2 })), false);
    assert.equal(await store.arrival("job_999999", 1), null);
    assert.equal(await store.arrival(id, 2), null);
  },

  "forgets what came as soon as a transcript is kept, and takes it no more": async ({ store }, clock) => {
    const { claim, id } = await sent(store, clock);
    await store.putArrival(anArrival(id, clock.now()));
    const submissions = [aSubmission(id, { outcome: "completed", endedAt: clock.now() })];
    const done = { submissions, result: aTranscript("hello") };
    await store.save(saving(claim, { ...open(clock.now()), stage: "deliver" }, done));
    assert.equal(await store.arrival(id, 1), null);
    assert.equal(await store.putArrival(anArrival(id, clock.now())), false);
    await store.save(saving(await claimOnly(store), completed(clock.now())));
    assert.equal(await store.putArrival(anArrival(id, clock.now(), { submission: 1 })), false);
    assert.equal(await store.arrival(id, 1), null);
  },

  "keeps what came when the worker that was to take it is fenced off": async ({ store }, clock) => {
    const { claim, id } = await sent(store, clock);
    await store.putArrival(anArrival(id, clock.now()));
    clock.advance(LEASE_MS + 1);
    await claimOnly(store);
    assert.equal(await store.save(saving(claim, open(clock.now()), { result: aTranscript("late") })), false);
    assert.deepEqual((await store.arrival(id, 1))?.body, anArrival(id, 0).body);
  },

  "keeps what comes for a job that failed, which may be tried again, and forgets it with the job": async (
    { store },
    clock,
  ) => {
    const { claim, id } = await sent(store, clock);
    await store.save(saving(claim, failed(clock.now())));
    assert.equal(await store.putArrival(anArrival(id, clock.now())), true);
    assert.deepEqual(await store.arrival(id, 1), anArrival(id, clock.now()));
    assert.equal(await store.remove(id), true);
    assert.equal(await store.arrival(id, 1), null);
  },

  "keeps the first secret that it is given": async ({ store }) => {
    assert.equal(await store.arrivalSecret("first"), "first");
    assert.equal(await store.arrivalSecret("second"), "first");
  },
};

/** The same of stores that outlive their process. */
export const arrivingToStay: Readonly<Record<string, StoreTrial>> = {
  "has what came, and the secret that it was known by, after it was reopened": async (under, clock) => {
    const { id } = await sent(under.store, clock);
    await under.store.arrivalSecret("first");
    await under.store.putArrival(anArrival(id, clock.now()));
    assert.ok(under.reopen);
    const store = await under.reopen();
    assert.deepEqual(await store.arrival(id, 1), anArrival(id, clock.now()));
    assert.equal(await store.arrivalSecret("second"), "first");
  },
};
