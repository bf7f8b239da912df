import assert from "node:assert/strict";
import {
  aHold,
  anAccount,
  claimOnly,
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

export const steering: Readonly<Record<string, StoreTrial>> = {
  "wakes parked and waiting jobs, and says so in their journals": async ({ store }, clock) => {
    await store.add([1, 2, 3].map((number) => jobNumber(number, clock.now())));
    const [one, two, three] = await store.claim(3, WORKER, LEASE_MS);
    assert.ok(one && two && three);
    await store.save(saving(one, parked(null, clock.now())));
    await store.save(saving(two, open(clock.now() + 1_000_000)));
    await store.save(saving(three, completed(clock.now())));
    clock.advance(10);
    assert.equal(await store.wake({}, "minutes bought"), 2);
    for (const id of [one.job.id, two.job.id]) {
      assert.deepEqual((await store.get(id))?.state, { status: "open", due: clock.now() });
      const entry = { at: clock.now(), type: "woken", reason: "minutes bought" };
      assert.deepEqual((await store.journal(id)).at(-1)?.entry, entry);
    }
    assert.equal((await store.get(three.job.id))?.state.status, "completed");
  },

  "leaves a job alone that is held or due already": async ({ store }, clock) => {
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    const [held] = await store.claim(1, WORKER, LEASE_MS);
    assert.ok(held);
    assert.equal(await store.wake({}, "for nothing"), 0);
    assert.equal(await store.save(saving(held, completed(clock.now()))), true);
  },

  "wakes by run, by id and by account": async ({ store }, clock) => {
    const traits = [{ run: "a" }, { run: "b" }, { run: "b", account: "other" }, { run: "c", account: "other" }];
    await store.add(traits.map((each, index) => jobNumber(index + 1, clock.now(), each)));
    for (const claim of await store.claim(4, WORKER, LEASE_MS)) {
      await store.save(saving(claim, parked(null, clock.now())));
    }
    assert.equal(await store.wake({ id: "job_000001" }, "x"), 1);
    assert.equal(await store.wake({ run: "b", account: "other" }, "x"), 1);
    assert.equal(await store.wake({ run: "nobody" }, "x"), 0);
    assert.equal(await store.wake({ account: "other" }, "x"), 1);
    assert.deepEqual(idsOf(await store.claim(4, WORKER, LEASE_MS)), ["job_000001", "job_000003", "job_000004"]);
  },

  "cancels an unfinished job and fences its holder off": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const claim = await claimOnly(store);
    clock.advance(10);
    assert.equal(await store.cancel(claim.job.id, "changed my mind"), true);
    assert.equal(await store.save(saving(claim, completed(clock.now()))), false);
    assert.deepEqual(await store.extend([{ id: claim.job.id, turn: claim.turn }], LEASE_MS), []);
    const state = { status: "canceled", endedAt: clock.now(), reason: "changed my mind" };
    assert.deepEqual((await store.get(claim.job.id))?.state, state);
    const entry = { at: clock.now(), type: "canceled", reason: "changed my mind" };
    assert.deepEqual((await store.journal(claim.job.id)).at(-1)?.entry, entry);
    clock.advance(LEASE_MS);
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
  },

  "does not cancel what is over": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const claim = await claimOnly(store);
    await store.save(saving(claim, completed(clock.now())));
    assert.equal(await store.cancel(claim.job.id, "too late"), false);
    assert.equal(await store.cancel("job_none", "no such job"), false);
    assert.equal((await store.get(claim.job.id))?.state.status, "completed");
  },

  "has one worker": async ({ store }) => {
    assert.equal(await store.takeWorkerLock("worker-1"), true);
    assert.equal(await store.takeWorkerLock("worker-1"), true);
    assert.equal(await store.takeWorkerLock("worker-2"), false);
  },

  "knows when something is due next": async ({ store }, clock) => {
    const start = clock.now();
    assert.equal(await store.nextDue(), null);
    await store.add([jobNumber(1, start)]);
    assert.equal(await store.nextDue(), start);
    const claim = await claimOnly(store);
    assert.equal(await store.nextDue(), start + LEASE_MS);
    await store.save(saving(claim, open(start + 7_000)));
    assert.equal(await store.nextDue(), start + 7_000);
    clock.advance(7_000);
    await store.save(saving(await claimOnly(store), parked(null, start)));
    assert.equal(await store.nextDue(), null);
  },

  "expects nothing of a held account before its hold is over, except deliveries": async ({ store }, clock) => {
    const holdUntil = clock.now() + 50_000;
    await store.describeAccount(anAccount());
    await store.holdAccount("main", aHold(holdUntil));
    await store.add([jobNumber(1, clock.now())]);
    assert.equal(await store.nextDue(), holdUntil);
    await store.add([jobNumber(2, clock.now(), { stage: "deliver" })]);
    assert.equal(await store.nextDue(), clock.now());
  },

  "expects nothing of a full account's waiting jobs before one that has a slot": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 1 }));
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    const [claim] = await store.claim(10, WORKER, LEASE_MS);
    assert.ok(claim);
    await store.save(saving(claim, open(clock.now() + 9_000)));
    assert.equal(await store.nextDue(), clock.now() + 9_000);
  },
};
