import assert from "node:assert/strict";
import { claimOnly, completed, jobNumber, parked, type StoreTrial, saving } from "./fixture.ts";

export const accepting: Readonly<Record<string, StoreTrial>> = {
  "gives an accepted job back as it was made, due at once": async ({ store }, clock) => {
    const job = jobNumber(1, clock.now() - 5_000);
    assert.deepEqual(await store.add([job]), [{ id: job.id, attached: false }]);
    assert.deepEqual(await store.get(job.id), { ...job, state: { status: "open", due: clock.now() } });
  },

  "has no job that was never added": async ({ store }) => {
    assert.equal(await store.get("job_none"), null);
    assert.equal(await store.result("job_none"), null);
    assert.deepEqual(await store.submissions("job_none"), []);
    assert.deepEqual(await store.journal("job_none"), []);
  },

  "writes the acceptance into the journal with the job": async ({ store }, clock) => {
    const { id } = jobNumber(1, clock.now());
    await store.add([jobNumber(1, clock.now())]);
    const entry = { at: clock.now(), type: "accepted", audio: "call-1.mp3", bytes: 1_001, provider: "assemblyai" };
    assert.deepEqual(await store.journal(id), [{ seq: 1, job: id, entry }]);
  },

  "attaches to the unfinished job with the same key and writes nothing": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now(), { key: "same" })]);
    const again = await store.add([jobNumber(2, clock.now(), { key: "same" }), jobNumber(3, clock.now())]);
    assert.deepEqual(again, [
      { id: "job_000001", attached: true },
      { id: "job_000003", attached: false },
    ]);
    assert.equal(await store.get("job_000002"), null);
    assert.deepEqual(await store.journal("job_000002"), []);
  },

  "attaches within one batch": async ({ store }, clock) => {
    const twins = [jobNumber(1, clock.now(), { key: "same" }), jobNumber(2, clock.now(), { key: "same" })];
    assert.deepEqual(await store.add(twins), [
      { id: "job_000001", attached: false },
      { id: "job_000001", attached: true },
    ]);
  },

  "attaches to a parked job": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now(), { key: "same" })]);
    await store.save(saving(await claimOnly(store), parked(null, clock.now())));
    const [again] = await store.add([jobNumber(2, clock.now(), { key: "same" })]);
    assert.deepEqual(again, { id: "job_000001", attached: true });
  },

  "makes a new job for the key of a finished one": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now(), { key: "same" })]);
    await store.save(saving(await claimOnly(store), completed(clock.now())));
    const [again] = await store.add([jobNumber(2, clock.now(), { key: "same" })]);
    assert.deepEqual(again, { id: "job_000002", attached: false });
  },

  "accepts the same job once, however often it is handed in": async ({ store }, clock) => {
    const job = jobNumber(1, clock.now());
    await store.add([job]);
    await store.cancel(job.id, "changed my mind");
    assert.deepEqual(await store.add([job]), [{ id: job.id, attached: true }]);
    assert.equal((await store.get(job.id))?.state.status, "canceled");
  },
};
