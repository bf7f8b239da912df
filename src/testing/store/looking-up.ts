import assert from "node:assert/strict";
import {
  aSubmission,
  completed,
  failed,
  jobNumber,
  LEASE_MS,
  open,
  parked,
  type StoreTrial,
  saving,
  WORKER,
} from "./fixture.ts";

export const lookingUp: Readonly<Record<string, StoreTrial>> = {
  "needs a recording until each of its jobs is completed or canceled": async ({ store }, clock) => {
    const sha256 = "a".repeat(64);
    await store.add([1, 2].map((number) => jobNumber(number, clock.now(), { sha256 })));
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    await store.save(saving(one, completed(clock.now())));
    await store.save(saving(two, parked(null, clock.now())));
    assert.equal(await store.needsAudio(sha256), true);
    await store.cancel(two.job.id, "enough");
    assert.equal(await store.needsAudio(sha256), false);
    await store.add([jobNumber(3, clock.now(), { sha256 })]);
    const [three] = await store.claim(1, WORKER, LEASE_MS);
    assert.ok(three);
    await store.save(saving(three, failed(clock.now())));
    assert.equal(await store.needsAudio(sha256), true);
    assert.equal(await store.needsAudio("b".repeat(64)), false);
  },

  "knows the remote ids of an account's submissions, finished or not": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now()), jobNumber(2, clock.now(), { account: "other" })]);
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    const ours = aSubmission(one.job.id, { remoteId: "r-1" });
    const theirs = aSubmission(two.job.id, { remoteId: "r-2", account: "other" });
    await store.save(saving(one, completed(clock.now()), { submissions: [ours] }));
    await store.save(saving(two, open(clock.now()), { submissions: [theirs] }));
    assert.deepEqual(await store.knownRemoteIds("main", ["r-1", "r-2", "r-3"]), new Set(["r-1"]));
    assert.deepEqual(await store.knownRemoteIds("other", ["r-1", "r-2", "r-3"]), new Set(["r-2"]));
    assert.deepEqual(await store.knownRemoteIds("main", []), new Set());
  },

  "finds the job of a provider's run, in its account alone": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now()), jobNumber(2, clock.now())]);
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    await store.save(saving(one, open(clock.now()), { submissions: [aSubmission(one.job.id, { remoteId: "r-1" })] }));
    await store.save(saving(two, open(clock.now()), { submissions: [aSubmission(two.job.id)] }));
    assert.equal(await store.jobOfRun("main", "r-1"), one.job.id);
    assert.equal(await store.jobOfRun("other", "r-1"), null);
    assert.equal(await store.jobOfRun("main", "r-2"), null);
  },

  "counts jobs by status, of one run or of all": async ({ store }, clock) => {
    await store.add([1, 2, 3].map((number) => jobNumber(number, clock.now(), { run: "a" })));
    await store.add([jobNumber(4, clock.now(), { run: "b" })]);
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    await store.save(saving(one, completed(clock.now())));
    await store.save(saving(two, parked(null, clock.now())));
    const none = { open: 0, parked: 0, completed: 0, failed: 0, canceled: 0 };
    assert.deepEqual(await store.counts("a"), { ...none, open: 1, parked: 1, completed: 1 });
    assert.deepEqual(await store.counts(), { ...none, open: 2, parked: 1, completed: 1 });
    assert.deepEqual(await store.counts("nobody"), none);
  },

  "lists jobs in the order of their ids, in pages": async ({ store }, clock) => {
    await store.add([5, 3, 1, 4, 2].map((number) => jobNumber(number, clock.now())));
    const first = await store.list({ limit: 2 });
    const second = await store.list({ limit: 2, after: first.at(-1)?.id ?? "" });
    const third = await store.list({ limit: 2, after: second.at(-1)?.id ?? "" });
    const ids = [...first, ...second, ...third].map((summary) => summary.id);
    assert.deepEqual(ids, ["job_000001", "job_000002", "job_000003", "job_000004", "job_000005"]);
    assert.equal((await store.list({})).length, 5);
  },

  "lists by run and by status": async ({ store }, clock) => {
    await store.add([1, 2].map((number) => jobNumber(number, clock.now(), { run: "a" })));
    await store.add([jobNumber(3, clock.now(), { run: "b" })]);
    const [one] = await store.claim(1, WORKER, LEASE_MS);
    assert.ok(one);
    await store.save(saving(one, { ...completed(clock.now()), stage: "deliver" }));
    const summary = {
      id: "job_000001",
      run: "a",
      name: "call-1.mp3",
      status: "completed",
      stage: "deliver",
      provider: "assemblyai",
      createdAt: clock.now(),
      endedAt: clock.now(),
      fault: null,
    };
    assert.deepEqual(await store.list({ run: "a", statuses: ["completed", "failed"] }), [summary]);
    const open = await store.list({ statuses: ["open"] });
    assert.deepEqual(
      open.map(({ id }) => id),
      ["job_000002", "job_000003"],
    );
    assert.deepEqual(await store.list({ statuses: [] }), []);
  },
};
