import assert from "node:assert/strict";
import type { Claim, JobStore } from "../../domain/store.ts";
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

/** Adds so many jobs of each share, one share after the other. */
async function addShares(store: JobStore, now: number, shares: Readonly<Record<string, number>>): Promise<void> {
  let number = 0;
  for (const [share, jobs] of Object.entries(shares)) {
    const added = Array.from({ length: jobs }, () => {
      number += 1;
      return jobNumber(number, now, { share });
    });
    await store.add(added);
  }
}

function sharesOf(claims: readonly Claim[]): readonly string[] {
  return claims.map(({ job }) => job.request.share);
}

/** About how the slots of an account are shared out. */
export const sharing: Readonly<Record<string, StoreTrial>> = {
  "gives the few jobs of one share their part beside the many of another": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 4 }));
    await addShares(store, clock.now(), { many: 100, few: 3 });
    const claims = await store.claim(10, WORKER, LEASE_MS);
    assert.deepEqual(idsOf(claims), ["job_000001", "job_000101", "job_000002", "job_000102"]);
    const [one, , two] = claims;
    assert.ok(one && two);
    await store.save(saving(one, completed(clock.now())));
    assert.deepEqual(sharesOf(await store.claim(10, WORKER, LEASE_MS)), ["many"]);
    await store.save(saving(two, completed(clock.now())));
    await store.cancel("job_000101", "enough");
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000103", "job_000004"]);
  },

  "gives a single slot to one share after the other": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 1 }));
    await addShares(store, clock.now(), { a: 3, b: 2, "": 1 });
    const order: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const claims = await store.claim(10, WORKER, LEASE_MS);
      for (const claim of claims) await store.save(saving(claim, completed(clock.now())));
      order.push(...sharesOf(claims));
    }
    assert.deepEqual(order, ["a", "b", "", "a", "b", "a"]);
  },

  "gives a share without a due job no slot": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 2 }));
    await addShares(store, clock.now(), { a: 2, b: 1 });
    const first = await store.claim(10, WORKER, LEASE_MS);
    assert.deepEqual(sharesOf(first), ["a", "b"]);
    for (const claim of first) {
      const { request } = claim.job;
      const isA = request.share === "a";
      await store.save(saving(claim, isA ? completed(clock.now()) : open(clock.now() + 9_000)));
    }
    assert.deepEqual(sharesOf(await store.claim(10, WORKER, LEASE_MS)), ["a"]);
  },

  "comes to every one of many shares, however many jobs others have": async ({ store }, clock) => {
    const shares = Object.fromEntries(Array.from({ length: 300 }, (_, number) => [`share ${number}`, 1]));
    await store.describeAccount(anAccount({ cap: 300 }));
    await addShares(store, clock.now(), { "": 500, ...shares });
    const seen = new Set<string>();
    for (let turn = 0; turn < 5; turn += 1) {
      const claims = await store.claim(100, WORKER, LEASE_MS);
      assert.equal(claims.length, 100);
      for (const share of sharesOf(claims)) seen.add(share);
      await Promise.all(claims.map((claim) => store.save(saving(claim, completed(clock.now())))));
    }
    assert.equal(seen.size, 301);
  },

  "finds the jobs that are due among many shares whose jobs are not": async ({ store }, clock) => {
    const shares = Object.fromEntries(Array.from({ length: 300 }, (_, number) => [`share ${number}`, 1]));
    await addShares(store, clock.now(), shares);
    const due = "job_000300";
    for (let parkedJobs = 0; parkedJobs < 300; ) {
      const claims = await store.claim(300, WORKER, LEASE_MS);
      assert.ok(claims.length > 0);
      parkedJobs += claims.length;
      const until = (id: string): number => clock.now() + (id === due ? 1 : 9);
      await Promise.all(claims.map((claim) => store.save(saving(claim, parked(until(claim.job.id), clock.now())))));
    }
    clock.advance(1);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), [due]);
  },

  "obeys the slots that were learned, up to the account's own, and all of them again": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 4 }));
    await store.add([1, 2, 3, 4, 5].map((number) => jobNumber(number, clock.now())));
    await store.learn("main", 0);
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 1);
    await store.learn("main", 2);
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 1);
    assert.equal(await store.nextDue(), clock.now() + LEASE_MS);
    await store.learn("main", 3);
    assert.equal(await store.nextDue(), clock.now());
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 1);
    await store.learn("main", 100);
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 1);
    await store.describeAccount(anAccount({ cap: 5 }));
    await store.learn("main", null);
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 1);
  },

  "has one job of an account on trial in hand at a time, those with a slot first": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 5 }));
    await store.add([1, 2, 3].map((number) => jobNumber(number, clock.now())));
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    const late = clock.now() + 20_000;
    for (const claim of [one, two]) await store.save(saving(claim, { ...open(late), stage: "wait" }));
    await store.holdAccount("main", aHold(clock.now() + 10_000));
    clock.advance(10_000);
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
    assert.equal(await store.nextDue(), late);
    clock.advance(10_000);
    const [probe, ...others] = await store.claim(10, WORKER, LEASE_MS);
    assert.equal(probe?.job.id, one.job.id);
    assert.deepEqual(others, []);
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
    assert.equal(await store.nextDue(), clock.now() + LEASE_MS);
    await store.save(saving(probe, completed(clock.now())));
    assert.equal(await store.nextDue(), late);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), [two.job.id]);
    clock.advance(LEASE_MS);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), [two.job.id]);
    await store.learn("main", 2);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000003"]);
  },

  "tries an account with one waiting job when none has a slot": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ cap: 5 }));
    await addShares(store, clock.now(), { a: 2, b: 2 });
    await store.holdAccount("main", aHold(clock.now() + 10_000));
    clock.advance(10_000);
    assert.equal(await store.nextDue(), clock.now());
    const [probe, ...others] = await store.claim(10, WORKER, LEASE_MS);
    assert.ok(probe);
    assert.deepEqual(others, []);
    await store.releaseAccount("main", "it goes again");
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 3);
  },

  "tries an account with the job that has the least to lose": async ({ store }, clock) => {
    const now = clock.now();
    await store.describeAccount(anAccount({ cap: 5 }));
    const sizes = [300, 200, 900, 100];
    await store.add(sizes.map((bytes, index) => jobNumber(index + 1, now, { bytes, stage: "upload" })));
    await store.add([jobNumber(5, now, { bytes: 100, stage: "upload" })]);
    await store.holdAccount("main", aHold(now + 10));
    clock.advance(10);
    // Nobody has a slot: the smallest, and of two the one that is due first.
    const [smallest, ...none] = await store.claim(10, WORKER, LEASE_MS);
    assert.deepEqual([smallest?.job.id, none], ["job_000004", []]);
    assert.ok(smallest);
    await store.learn("main", 5);
    const others = await store.claim(10, WORKER, LEASE_MS);
    assert.equal(others.length, 4);
    for (const claim of [smallest, ...others]) {
      const isLong = claim.job.request.audio.bytes === 900;
      await store.save(saving(claim, { ...open(clock.now()), stage: isLong ? "wait" : "submit" }));
    }
    await store.learn("main", 1);
    // All have slots: the one that only asks how its run is.
    const [only] = await store.claim(10, WORKER, LEASE_MS);
    assert.deepEqual([only?.job.id, only?.job.stage], ["job_000003", "wait"]);
  },
};
