import assert from "node:assert/strict";
import type { JobStore } from "../../domain/store.ts";
import {
  aFault,
  aHold,
  anAccount,
  aSubmission,
  aTranscript,
  completed,
  idsOf,
  jobNumber,
  LEASE_MS,
  open,
  parked,
  type StoreTrial,
  type StoreUnderTest,
  saving,
  WORKER,
} from "./fixture.ts";

/** About stores that outlive their process. */
export const outliving: Readonly<Record<string, StoreTrial>> = {
  "has everything again after it was reopened": async (under, clock) => {
    const { store } = under;
    await store.describeAccount(anAccount({ keyPrint: "abc" }));
    await store.holdAccount("main", aHold(clock.now() - 1));
    await store.learn("main", 7);
    await store.putBreaker("main", "submit", { kind: "open", until: clock.now() + 1, opened: 2, reason: "it fails" });
    await store.spend("main", clock.now(), { requests: 3, seconds: 2.5 });
    await store.add([1, 2, 3, 4].map((number) => jobNumber(number, clock.now())));
    const [one, two, three] = await store.claim(3, WORKER, LEASE_MS);
    assert.ok(one && two && three);
    const submissions = [aSubmission(one.job.id, { private: { uploadUrl: "https://cdn.example.com/u" } })];
    const lastFault = aFault(clock.now());
    await store.save(saving(one, { ...completed(clock.now()), lastFault }, { submissions, result: aTranscript("hi") }));
    await store.save(saving(two, parked(null, clock.now())));
    await store.save(saving(three, { ...open(clock.now() + 5), stage: "wait" }));
    const before = await everything(store);
    assert.equal(before.jobs.length, 4);
    assert.deepEqual(await everything(await reopened(under)), before);
  },

  "counts the slots of jobs that were under way before it was reopened": async (under, clock) => {
    await under.store.describeAccount(anAccount({ cap: 2 }));
    await under.store.add([1, 2, 3].map((number) => jobNumber(number, clock.now())));
    await under.store.claim(2, WORKER, 10 * LEASE_MS);
    const store = await reopened(under);
    assert.deepEqual(await store.claim(10, "worker-2", LEASE_MS), []);
    clock.advance(10 * LEASE_MS);
    assert.deepEqual(idsOf(await store.claim(10, "worker-2", LEASE_MS)), ["job_000001", "job_000002"]);
  },

  "makes a dead worker's jobs due at once for the worker that takes over": async (under, clock) => {
    assert.equal(await under.store.takeWorkerLock("worker-1"), true);
    await under.store.add([1, 2, 3].map((number) => jobNumber(number, clock.now())));
    const [one] = await under.store.claim(2, "worker-1", LEASE_MS);
    assert.ok(one);
    await under.store.save(saving(one, open(clock.now() + 9_000)));
    const store = await reopened(under);
    assert.equal(await store.takeWorkerLock("worker-2"), true);
    assert.deepEqual(idsOf(await store.claim(10, "worker-2", LEASE_MS)), ["job_000002", "job_000003"]);
    assert.equal(await store.nextDue(), clock.now() + 9_000);
  },

  "goes on numbering the journal where it was": async (under, clock) => {
    await under.store.add([jobNumber(1, clock.now())]);
    const last = await under.store.lastSeq();
    const store = await reopened(under);
    await store.add([jobNumber(2, clock.now())]);
    const [record] = await store.events(last, 10);
    assert.equal(record?.job, "job_000002");
    assert.ok((record?.seq ?? 0) > last);
  },
};

async function reopened({ reopen }: StoreUnderTest): Promise<JobStore> {
  assert.ok(reopen, "this case is for stores that can be reopened");
  return reopen();
}

async function everything(store: JobStore) {
  const list = await store.list({});
  const jobs = await Promise.all(
    list.map(async ({ id }) => [await store.get(id), await store.submissions(id), await store.result(id)]),
  );
  return {
    list,
    jobs,
    events: await store.events(0, 1_000),
    accounts: await store.accounts(),
    breakers: await store.breakers("main"),
    spent: await store.spent("main", 0),
  };
}
