import assert from "node:assert/strict";
import type { Job } from "../../domain/job.ts";
import type { LeftLink } from "../../domain/link.ts";
import {
  aFault,
  aHold,
  anAccount,
  claimOnly,
  idsOf,
  jobNumber,
  LEASE_MS,
  open,
  type StoreTrial,
  saving,
  WORKER,
} from "./fixture.ts";

const LINKS = [
  { provider: "assemblyai", account: "main" },
  { provider: "openai", account: "other" },
] as const;

function chained(number: number, createdAt: number, patch: Partial<Job> = {}): Job {
  const job = jobNumber(number, createdAt);
  const request = { ...job.request, providers: ["assemblyai", "openai"], chain: LINKS };
  return { ...job, ...patch, request: { ...request, linkOptions: [{}, { model: "whisper-1" }] } };
}

function leaving(at: number): LeftLink {
  return { ...LINKS[0], code: "http/503", message: "overloaded", class: "server", at };
}

/** About jobs that may be asked for of several providers. */
export const chains: Readonly<Record<string, StoreTrial>> = {
  "keeps the links of a chain, and what each gets": async ({ store }, clock) => {
    const job = chained(1, clock.now());
    await store.add([job]);
    assert.deepEqual(await store.get(job.id), job);
  },

  "frees the slot of the account that a job leaves, and has it claimed for a slot of the next": async (
    { store },
    clock,
  ) => {
    await store.describeAccount(anAccount({ cap: 1 }));
    await store.describeAccount(anAccount({ name: "other", provider: "openai", cap: 1 }));
    await store.add([chained(1, clock.now())]);
    const claim = await claimOnly(store);
    await store.save(saving(claim, { ...open(clock.now()), left: [leaving(clock.now())] }, { moves: true }));
    assert.deepEqual([await store.slotsTaken("main"), await store.slotsTaken("other")], [0, 0]);
    assert.equal((await store.list({ provider: "openai" })).length, 1);
    await claimOnly(store);
    assert.deepEqual([await store.slotsTaken("main"), await store.slotsTaken("other")], [0, 1]);
  },

  "has a job wait for a slot of the account that it goes on at": async ({ store }, clock) => {
    await store.describeAccount(anAccount());
    await store.describeAccount(anAccount({ name: "other", provider: "openai", cap: 1 }));
    await store.add([jobNumber(2, clock.now()), chained(1, clock.now())]);
    const taken = await store.claim(10, WORKER, LEASE_MS);
    const moving = taken.find(({ job }) => job.id === "job_000001");
    assert.ok(moving);
    await store.add([{ ...jobNumber(3, clock.now()), request: { ...jobNumber(3, 0).request, account: "other" } }]);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000003"]);
    await store.save(saving(moving, { ...open(clock.now()), left: [leaving(clock.now())] }, { moves: true }));
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
  },

  "claims of a held account those that may go on elsewhere, and no others": async ({ store }, clock) => {
    const now = clock.now();
    await store.describeAccount(anAccount());
    await store.describeAccount(anAccount({ name: "other", provider: "openai" }));
    await store.add([
      jobNumber(1, now),
      chained(2, now),
      chained(3, now, { left: [leaving(now)] }),
      chained(4, now, { stage: "wait" }),
    ]);
    await store.holdAccount("main", aHold(now + 60_000));
    await store.holdAccount("other", aHold(now + 60_000));
    assert.equal(await store.nextDue(), now);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000002"]);
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
  },

  "hands out of a full account that is shunned those that may go on elsewhere, which take no slot": async (
    { store },
    clock,
  ) => {
    const now = clock.now();
    await store.describeAccount(anAccount({ cap: 1 }));
    await store.add([chained(1, now), jobNumber(2, now), chained(3, now)]);
    assert.deepEqual(idsOf(await store.claim(10, WORKER, LEASE_MS)), ["job_000001"]);
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
    const shunned = new Set(["main"]);
    assert.equal(await store.nextDue(shunned), now);
    const [claim, ...others] = await store.claim(10, WORKER, LEASE_MS, shunned);
    assert.deepEqual([claim?.job.id, claim?.onlyElsewhere, others.length], ["job_000003", true, 0]);
    assert.equal(await store.slotsTaken("main"), 1);
    assert.ok(claim);
    await store.save(saving(claim, open(now)));
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
  },

  "wakes with an account the parked jobs that are at it now": async ({ store }, clock) => {
    const now = clock.now();
    await store.describeAccount(anAccount({ name: "other", provider: "openai" }));
    await store.add([chained(1, now)]);
    const claim = await claimOnly(store);
    const parked = { status: "parked", due: null, fault: aFault(now), reason: "down" } as const;
    await store.save(saving(claim, { left: [leaving(now)], state: parked }, { moves: true }));
    assert.equal(await store.releaseAccount("main", "again"), 0);
    assert.equal(await store.releaseAccount("other", "again"), 1);
  },

  "keeps what was learned of an account's speed by model": async ({ store }) => {
    assert.deepEqual(await store.speeds("main"), {});
    await store.putSpeed("main", "best", "1");
    await store.putSpeed("main", "nano", "2");
    await store.putSpeed("other", "best", "3");
    await store.putSpeed("main", "best", "4");
    assert.deepEqual({ ...(await store.speeds("main")) }, { best: "4", nano: "2" });
  },
};
