import assert from "node:assert/strict";
import type { JobQuery, JobStore } from "../../domain/store.ts";
import {
  aFault,
  aSubmission,
  aTranscript,
  claimOnly,
  completed,
  failed,
  jobNumber,
  LEASE_MS,
  parked,
  type StoreTrial,
  saving,
  WORKER,
} from "./fixture.ts";

const numbers = async (store: JobStore, query: JobQuery): Promise<readonly number[]> =>
  (await store.list(query)).map(({ id }) => Number(id.replace("job_", "")));

/** About those who look after many jobs: finding, trying again, clearing away. */
export const managing: Readonly<Record<string, StoreTrial>> = {
  "lists the newest first, in pages": async ({ store }, clock) => {
    await store.add([5, 3, 1, 4, 2].map((number) => jobNumber(number, clock.now())));
    assert.deepEqual(await numbers(store, { newestFirst: true, limit: 2 }), [5, 4]);
    assert.deepEqual(await numbers(store, { newestFirst: true, after: "job_000004" }), [3, 2, 1]);
    assert.deepEqual(await numbers(store, { newestFirst: true, after: "job_0000035" }), [3, 2, 1]);
  },

  "lists by provider, tag, a part of the name, and all of them together": async ({ store }, clock) => {
    const traits = [
      { provider: "local", tags: { team: "a" }, name: "Anna's call.mp3" },
      { tags: { team: "a", day: "1" }, name: "a%_b.mp3" },
      { tags: { team: "b" }, name: "anna.wav" },
    ];
    await store.add(traits.map((each, index) => jobNumber(index + 1, clock.now(), each)));
    assert.deepEqual(await numbers(store, { provider: "local" }), [1]);
    assert.deepEqual(await numbers(store, { tags: { team: "a" } }), [1, 2]);
    assert.deepEqual(await numbers(store, { tags: { team: "a", day: "1" } }), [2]);
    assert.deepEqual(await numbers(store, { tags: { team: "c" } }), []);
    assert.deepEqual(await numbers(store, { name: "nna" }), [1, 3]);
    assert.deepEqual(await numbers(store, { name: "Anna" }), [1]);
    assert.deepEqual(await numbers(store, { name: "%_" }), [2]);
    assert.deepEqual(await numbers(store, { name: "call", provider: "local", tags: { team: "a" } }), [1]);
  },

  "lists by the fault that a job failed by or is held by, and by when it was over": async ({ store }, clock) => {
    const start = clock.now();
    await store.add([1, 2, 3].map((number) => jobNumber(number, start)));
    const [one, two, three] = await store.claim(3, WORKER, LEASE_MS);
    assert.ok(one && two && three);
    await store.save(saving(one, failed(start)));
    await store.save(saving(two, parked(null, start)));
    clock.advance(1_000);
    await store.save(saving(three, completed(clock.now())));
    assert.deepEqual(await numbers(store, { fault: aFault(0).code }), [1, 2]);
    assert.deepEqual(await numbers(store, { fault: aFault(0).code, statuses: ["failed"] }), [1]);
    assert.deepEqual(await numbers(store, { fault: "http/500" }), []);
    assert.deepEqual(await numbers(store, { endedBefore: start + 1_000 }), [1]);
    assert.deepEqual(await numbers(store, { endedBefore: start + 1_001 }), [1, 3]);
    const [summary] = await store.list({ fault: aFault(0).code, limit: 1 });
    assert.equal(summary?.fault, aFault(0).code);
    assert.equal(summary?.endedAt, start);
  },

  "goes on with a failed job as it is told, and says so in its journal": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const claim = await claimOnly(store);
    const ended = aSubmission(claim.job.id, { endedAt: clock.now(), outcome: "failed" });
    await store.save(saving(claim, { ...failed(clock.now()), attempt: 5 }, { submissions: [ended] }));
    clock.advance(10);
    const anew = { ...claim.job, stage: "upload" as const, deadline: clock.now() + 7, earlierSubmissions: 1 };
    const revived = aSubmission(claim.job.id, { remoteId: "r-1" });
    assert.equal(await store.reopen(anew, [revived], "asked for again"), true);
    const state = { status: "open", due: clock.now() } as const;
    assert.deepEqual(await store.get(claim.job.id), { ...anew, state });
    assert.deepEqual(await store.submissions(claim.job.id), [revived]);
    const entry = { at: clock.now(), type: "woken", reason: "asked for again" };
    assert.deepEqual((await store.journal(claim.job.id)).at(-1)?.entry, entry);
    assert.equal(await store.save(saving(claim, completed(clock.now()))), false);
    const again = await claimOnly(store);
    assert.equal(await store.save(saving(again, completed(clock.now()))), true);
  },

  "goes on with a canceled job, which needs its recording again": async ({ store }, clock) => {
    const job = jobNumber(1, clock.now());
    await store.add([job]);
    await store.cancel(job.id, "not now");
    assert.equal(await store.needsAudio(job.request.audio.sha256), false);
    assert.equal(await store.reopen(job, [], "now"), true);
    assert.equal(await store.needsAudio(job.request.audio.sha256), true);
    assert.equal((await store.add([jobNumber(2, clock.now(), { key: job.request.key })]))[0]?.id, job.id);
  },

  "does not go on with what is completed, unfinished, unknown, or asked for again already": async (
    { store },
    clock,
  ) => {
    const [done, open, twice] = [1, 2, 3].map((number) => jobNumber(number, clock.now()));
    assert.ok(done && open && twice);
    await store.add([done]);
    await store.save(saving(await claimOnly(store), completed(clock.now())));
    await store.add([open, twice]);
    await store.cancel(twice.id, "no");
    await store.add([jobNumber(4, clock.now(), { key: twice.request.key })]);
    for (const job of [done, open, twice, jobNumber(9, clock.now())]) {
      assert.equal(await store.reopen(job, [], "again"), false);
    }
    assert.equal((await store.get(twice.id))?.state.status, "canceled");
  },

  "forgets a job that is over with all that belongs to it, and nothing else": async ({ store }, clock) => {
    const sha256 = "a".repeat(64);
    await store.add([1, 2].map((number) => jobNumber(number, clock.now(), { sha256, tags: { team: "a" } })));
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    const submissions = [aSubmission(one.job.id, { remoteId: "r-1" })];
    await store.save(saving(one, failed(clock.now()), { submissions, result: aTranscript("gone") }));
    const last = await store.lastSeq();
    assert.equal(await store.remove(two.job.id), false);
    assert.equal(await store.remove(one.job.id), true);
    assert.equal(await store.remove(one.job.id), false);
    assert.equal(await store.get(one.job.id), null);
    assert.equal(await store.result(one.job.id), null);
    assert.deepEqual(await store.submissions(one.job.id), []);
    assert.deepEqual(await store.journal(one.job.id), []);
    assert.equal(await store.jobOfRun("main", "r-1"), null);
    assert.deepEqual(await numbers(store, { tags: { team: "a" } }), [2]);
    assert.equal((await store.counts()).failed, 0);
    assert.ok((await store.events(0, 100)).every(({ job }) => job === two.job.id));
    assert.equal(await store.needsAudio(sha256), true);
    await store.cancel(two.job.id, "enough");
    assert.ok((await store.lastSeq()) > last);
    assert.equal(await store.needsAudio(sha256), false);
  },
};
