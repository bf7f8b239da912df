import assert from "node:assert/strict";
import type { BreakerState } from "../../domain/breaker.ts";
import type { JobStore } from "../../domain/store.ts";
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

const FREE = { learned: null, heldAt: null, holdUntil: null, reason: null, heldBy: null, holds: 0 } as const;

/** Jobs 1 to 3: the first is parked without a time, the second waits with a slot, the third was never claimed. */
async function threeStandings(store: JobStore, now: number): Promise<void> {
  await store.add([1, 2, 3].map((number) => jobNumber(number, now)));
  const [one, two] = await store.claim(2, WORKER, LEASE_MS);
  assert.ok(one && two);
  await store.save(saving(one, parked(null, now)));
  await store.save(saving(two, open(now + 5_000)));
}

/** About what the jobs of an account share: its slots, what holds it, its breakers and what it spent. */
export const accounts: Readonly<Record<string, StoreTrial>> = {
  "keeps what is told of an account, and has no other": async ({ store }) => {
    assert.equal(await store.account("main"), null);
    await store.describeAccount(anAccount({ keyPrint: "a" }));
    assert.deepEqual(await store.account("main"), { ...anAccount({ keyPrint: "a" }), ...FREE });
    const moved = anAccount({ cap: 5, baseUrl: "https://eu.example.com", keyPrint: "a" });
    await store.describeAccount(moved);
    assert.deepEqual(await store.account("main"), { ...moved, ...FREE });
  },

  "leaves a hold and what was learned as they are when the account is told of again": async ({ store }, clock) => {
    await store.describeAccount(anAccount({ keyPrint: "a" }));
    await threeStandings(store, clock.now());
    await store.holdAccount("main", aHold(clock.now() + 1_000));
    await store.learn("main", 3);
    for (const keyPrint of ["a", null]) await store.describeAccount(anAccount({ cap: 9, keyPrint }));
    const heldAt = clock.now();
    const row = {
      ...anAccount({ cap: 9, keyPrint: "a" }),
      heldAt,
      ...aHold(clock.now() + 1_000),
      learned: 3,
      holds: 1,
    };
    assert.deepEqual(await store.account("main"), row);
    assert.equal((await store.get("job_000001"))?.state.status, "parked");
  },

  "ends a hold and wakes the parked when an account comes with another key": async ({ store }, clock) => {
    for (const [before, after] of [
      ["a", "b"],
      [null, "c"],
    ] as const) {
      const name = `with ${after}`;
      const id = `job_${after === "b" ? "000001" : "000002"}`;
      await store.describeAccount(anAccount({ name, keyPrint: before }));
      await store.add([jobNumber(after === "b" ? 1 : 2, clock.now(), { account: name })]);
      for (const claim of await store.claim(1, WORKER, LEASE_MS)) {
        await store.save(saving(claim, parked(null, clock.now())));
      }
      await store.holdAccount(name, aHold(Number.MAX_SAFE_INTEGER));
      clock.advance(10);
      const commits = store.commits;
      await store.describeAccount(anAccount({ name, keyPrint: after }));
      assert.equal(store.commits, commits + 1);
      assert.deepEqual(await store.account(name), { ...anAccount({ name, keyPrint: after }), ...FREE });
      assert.deepEqual((await store.get(id))?.state, { status: "open", due: clock.now() });
      assert.equal((await store.journal(id)).at(-1)?.entry.type, "woken");
      await store.cancel(id, "enough");
    }
  },

  "lets a held account go, wakes its parked jobs and leaves its others": async ({ store }, clock) => {
    await store.describeAccount(anAccount());
    await threeStandings(store, clock.now());
    await store.add([jobNumber(4, clock.now(), { account: "other" })]);
    const [other] = (await store.claim(10, WORKER, LEASE_MS)).filter(({ job }) => job.request.account === "other");
    assert.ok(other);
    await store.save(saving(other, parked(null, clock.now())));
    await store.holdAccount("main", aHold(Number.MAX_SAFE_INTEGER));
    assert.equal(await store.nextDue(), Number.MAX_SAFE_INTEGER);
    const waiting = await store.get("job_000002");
    clock.advance(10);
    assert.equal(await store.releaseAccount("main", "topped up"), 1);
    assert.deepEqual(await store.account("main"), { ...anAccount(), ...FREE });
    assert.deepEqual((await store.get("job_000001"))?.state, { status: "open", due: clock.now() });
    const entry = { at: clock.now(), type: "woken", reason: "topped up" };
    assert.deepEqual((await store.journal("job_000001")).at(-1)?.entry, entry);
    assert.deepEqual(await store.get("job_000002"), waiting);
    assert.equal((await store.get(other.job.id))?.state.status, "parked");
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000001"]);
  },

  "counts the holds in a row, and those of one moment once: the longer stays": async ({ store }, clock) => {
    await store.describeAccount(anAccount());
    const heldAt = clock.now();
    const first = aHold(clock.now() + 1_000);
    await store.holdAccount("main", first);
    await store.holdAccount("main", aHold(clock.now() + 500, { reason: "shorter" }));
    assert.deepEqual(await store.account("main"), { ...anAccount(), ...first, heldAt, learned: 1, holds: 1 });
    clock.advance(5);
    const longer = aHold(clock.now() + 2_000, { reason: "longer", heldBy: null });
    await store.holdAccount("main", longer);
    assert.deepEqual(await store.account("main"), { ...anAccount(), ...longer, heldAt, learned: 1, holds: 1 });
    clock.advance(2_000);
    const second = aHold(clock.now() + 1);
    await store.holdAccount("main", second);
    const again = { heldAt: clock.now(), learned: 1, holds: 2 };
    assert.deepEqual(await store.account("main"), { ...anAccount(), ...second, ...again });
  },

  "counts no hold by a person, who is no sign of trouble: afterwards all slots are open": async ({ store }, clock) => {
    await store.describeAccount(anAccount());
    const persons = aHold(clock.now() + 1_000, { heldBy: null });
    await store.holdAccount("main", persons);
    const heldAt = clock.now();
    assert.deepEqual(await store.account("main"), { ...anAccount(), ...persons, heldAt, learned: null, holds: 0 });
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    clock.advance(1_000);
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 2);
    const providers = aHold(clock.now() + 1_000);
    await store.holdAccount("main", aHold(clock.now() + 500, { heldBy: null }));
    await store.holdAccount("main", providers);
    assert.deepEqual(await store.account("main"), {
      ...anAccount(),
      ...providers,
      heldAt: clock.now(),
      learned: 1,
      holds: 1,
    });
  },

  "puts on trial at once what a provider's word holds, and leaves a person's hold alone": async ({ store }, clock) => {
    await store.describeAccount(anAccount());
    await store.holdAccount("main", aHold(clock.now() + 1_000));
    await store.tryAccount("main");
    assert.equal((await store.account("main"))?.holdUntil, clock.now());
    await store.add([1, 2].map((number) => jobNumber(number, clock.now(), { account: "main" })));
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 1);
    await store.releaseAccount("main", "it works");
    await store.tryAccount("main");
    assert.equal((await store.account("main"))?.holdUntil, null);
    await store.holdAccount("main", aHold(clock.now() + 1_000, { heldBy: null }));
    await store.tryAccount("main");
    assert.equal((await store.account("main"))?.holdUntil, clock.now() + 1_000);
  },

  "holds, releases and teaches no account that was never told of": async ({ store }, clock) => {
    await store.holdAccount("main", aHold(clock.now() + 1_000));
    await store.learn("main", 1);
    assert.equal(await store.releaseAccount("main", "nothing held it"), 0);
    assert.deepEqual(await store.accounts(), []);
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    assert.equal((await store.claim(10, WORKER, LEASE_MS)).length, 2);
  },

  "lists accounts by name, with the slots taken and the jobs in line": async ({ store }, clock) => {
    const now = clock.now();
    for (const name of ["main", "b", "a"]) await store.describeAccount(anAccount({ name, cap: 2 }));
    await store.add([1, 2, 3, 4, 5].map((number) => jobNumber(number, now)));
    await store.add([jobNumber(6, now, { account: "a", stage: "deliver" })]);
    const claims = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(claims[0] && claims[1]);
    await store.save(saving(claims[0], completed(now)));
    await store.save(saving(claims[1], parked(now + 1_000, now)));
    await store.claim(1, WORKER, LEASE_MS);
    assert.deepEqual(await store.accounts(), [
      { ...anAccount({ name: "a", cap: 2 }), ...FREE, slotsTaken: 0, waiting: 0 },
      { ...anAccount({ name: "b", cap: 2 }), ...FREE, slotsTaken: 0, waiting: 0 },
      { ...anAccount({ cap: 2 }), ...FREE, slotsTaken: 1, waiting: 3 },
    ]);
    assert.deepEqual(
      [await store.slotsTaken("main"), await store.slotsTaken("b"), await store.slotsTaken("c")],
      [1, 0, 0],
    );
  },

  "keeps the breakers of an account apart, each as it was put last": async ({ store }, clock) => {
    assert.deepEqual(await store.breakers("main"), {});
    const buckets = [{ from: 0, good: 2, bad: 1 }];
    const closed: BreakerState = { kind: "closed", buckets, badInRow: 1, opened: 1 };
    const tripped: BreakerState = { kind: "open", until: clock.now() + 9, opened: 1, reason: "it fails" };
    const probe = { job: "job_000001", until: clock.now() };
    const trying: BreakerState = { kind: "half-open", opened: 2, reason: "it fails", probe };
    await store.putBreaker("main", "submit", closed);
    await store.putBreaker("main", "wait", trying);
    await store.putBreaker("other", "submit", trying);
    await store.putBreaker("main", "submit", tripped);
    assert.deepEqual(await store.breakers("main"), { submit: tripped, wait: trying });
  },

  "sums up what an account spent, by whole minutes": async ({ store }, clock) => {
    const minute = 60_000;
    const start = Math.ceil(clock.now() / minute) * minute;
    const none = { requests: 0, retries: 0, seconds: 0, secondsAgain: 0 };
    assert.deepEqual(await store.spent("main", 0), none);
    await store.spend("main", start, { requests: 1, retries: 1 });
    await store.spend("main", start + minute - 1, { requests: 2, seconds: 2.5 });
    await store.spend("main", start + minute, { requests: 4, secondsAgain: 0.5 });
    await store.spend("other", start, { requests: 100 });
    assert.deepEqual(await store.spent("main", 0), { requests: 7, retries: 1, seconds: 2.5, secondsAgain: 0.5 });
    assert.deepEqual(await store.spent("main", start + minute - 1), await store.spent("main", 0));
    assert.deepEqual(await store.spent("main", start + minute), { ...none, requests: 4, secondsAgain: 0.5 });
    assert.deepEqual(await store.spent("main", start + 2 * minute), none);
  },

  "forgets what was spent more than two days before": async ({ store }, clock) => {
    const day = 86_400_000;
    await store.spend("main", clock.now(), { requests: 1 });
    await store.spend("other", clock.now(), { requests: 8 });
    await store.spend("main", clock.now() + 2 * day, { requests: 2 });
    assert.equal((await store.spent("main", 0)).requests, 3);
    await store.spend("main", clock.now() + 2 * day + 60_000, { requests: 4 });
    assert.equal((await store.spent("main", 0)).requests, 6);
    assert.equal((await store.spent("other", 0)).requests, 8);
  },
};
