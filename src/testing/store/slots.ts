import assert from "node:assert/strict";
import type { Job } from "../../domain/job.ts";
import {
  aHold,
  anAccount,
  completed,
  idsOf,
  jobNumber,
  LEASE_MS,
  open,
  parked,
  type StoreTrial,
  saving,
  WORKER,
} from "./fixture.ts";

export const slots: Readonly<Record<string, StoreTrial>> = {
  "claims no more jobs of an account than it has slots": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 2 }));
    await store.add([1, 2, 3].map((number) => jobNumber(number, clock.now())));
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000001", "job_000002"]);
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
  },

  "sets an account without a row no limit": async ({ store }, clock) => {
    await store.add([1, 2, 3].map((number) => jobNumber(number, clock.now())));
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 3);
  },

  "passes a full account over for the jobs of another": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 1 }));
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    await store.add([jobNumber(3, clock.now(), { account: "other" })]);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000001", "job_000003"]);
  },

  "lets a job keep its slot between claims": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 1 }));
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    const [claim] = await store.claim(10, WORKER, LEASE_MS);
    assert.ok(claim);
    await store.save(saving(claim, { ...open(clock.now() + 5_000), stage: "wait" }));
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
    clock.advance(5_000);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000001"]);
  },

  "frees a slot when its job ends, is parked, is canceled, or has only to be delivered": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 1 }));
    await store.add([1, 2, 3, 4].map((number) => jobNumber(number, clock.now())));
    const far = clock.now() + 1_000_000;
    const endings: readonly Partial<Job>[] = [
      completed(clock.now()),
      parked(null, clock.now()),
      { ...open(far), stage: "deliver" },
    ];
    for (const ending of endings) {
      const [claim, ...others] = await store.claim(10, WORKER, LEASE_MS);
      assert.ok(claim);
      assert.deepEqual(others, []);
      await store.save(saving(claim, ending));
    }
    const [last] = await store.claim(10, WORKER, LEASE_MS);
    assert.equal(last?.job.id, "job_000004");
    await store.cancel("job_000004", "enough");
    await store.add([jobNumber(5, clock.now())]);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000005"]);
  },

  "lets a job whose lease lapsed keep its slot": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 1 }));
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    await store.claim(10, WORKER, LEASE_MS);
    clock.advance(LEASE_MS);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000001"]);
  },

  "takes no slot for a delivery and delivers for a full or held account": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 1 }));
    await store.holdAccount("main", aHold(clock.now() + 1_000_000));
    await store.add([jobNumber(1, clock.now()), jobNumber(2, clock.now(), { stage: "deliver" })]);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000002"]);
    await store.releaseAccount("main", "topped up");
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000001"]);
  },

  "claims no job of a held account before the hold is over, also none with a slot": async ({ store }, clock) => {
    await store.describeAccount(anAccount());
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    const [claim] = await store.claim(1, WORKER, LEASE_MS);
    assert.ok(claim);
    await store.save(saving(claim, open(clock.now())));
    await store.holdAccount("main", aHold(clock.now() + 10_000));
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
    clock.advance(9_999);
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
    clock.advance(1);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000001"]);
  },

  "obeys a smaller limit without taking slots away": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 3 }));
    await store.add([1, 2, 3, 4].map((number) => jobNumber(number, clock.now())));
    const claims = await store.claim(3, WORKER, LEASE_MS);
    await store.describeAccount(anAccount({ cap: 1 }));
    for (const claim of claims) await store.save(saving(claim, open(clock.now())));
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000001", "job_000002", "job_000003"]);
  },
};
