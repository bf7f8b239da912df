import assert from "node:assert/strict";
import {
  aSubmission,
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

export const claiming: Readonly<Record<string, StoreTrial>> = {
  "claims in order of due time, and a batch in its own order": async ({ store }, clock) => {
    await store.add([jobNumber(4, clock.now()), jobNumber(2, clock.now())]);
    clock.advance(1);
    await store.add([jobNumber(1, clock.now()), jobNumber(3, clock.now())]);
    assert.deepEqual(idsOf(await store.claim(3, WORKER, LEASE_MS)), ["job_000002", "job_000004", "job_000001"]);
    assert.deepEqual(idsOf(await store.claim(3, WORKER, LEASE_MS)), ["job_000003"]);
  },

  "hands a claim out with its submissions, its fence and the end of its lease": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const first = await claimOnly(store);
    const submission = aSubmission(first.job.id, { private: { uploadUrl: "https://cdn.example.com/upload/secret" } });
    await store.save(saving(first, { ...open(clock.now()), stage: "submit" }, { submissions: [submission] }));
    const claim = await claimOnly(store);
    const leaseUntil = clock.now() + LEASE_MS;
    const job = { ...first.job, stage: "submit", state: { status: "open", due: leaseUntil } };
    assert.deepEqual(claim, { job, submissions: [submission], turn: first.turn + 1, leaseUntil });
  },

  "claims nothing when nothing is due": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    await store.save(saving(await claimOnly(store), open(clock.now() + 1_000)));
    clock.advance(999);
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
    clock.advance(1);
    await claimOnly(store);
  },

  "keeps a held job from others until its lease ends, then gives it to anyone": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const first = await claimOnly(store);
    clock.advance(LEASE_MS - 1);
    assert.deepEqual(await store.claim(10, "worker-2", LEASE_MS), []);
    clock.advance(1);
    const [second] = await store.claim(10, "worker-2", LEASE_MS);
    assert.equal(second?.turn, first.turn + 1);
  },

  "refuses a save whose job was claimed again, and keeps nothing of it": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const zombie = await claimOnly(store);
    clock.advance(LEASE_MS);
    const claim = await claimOnly(store);
    const late = saving(zombie, completed(clock.now()), {
      entries: [{ at: clock.now(), type: "completed" }],
      submissions: [aSubmission(zombie.job.id)],
    });
    assert.equal(await store.save(late), false);
    assert.deepEqual(await store.get(claim.job.id), claim.job);
    assert.equal((await store.journal(claim.job.id)).length, 1);
    assert.deepEqual(await store.submissions(claim.job.id), []);
  },

  "takes a save after the lease when nobody else has the job": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const claim = await claimOnly(store);
    clock.advance(LEASE_MS * 10);
    assert.equal(await store.save(saving(claim, completed(clock.now()))), true);
  },

  "takes the other saves of the same moment when one is refused": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now()), jobNumber(2, clock.now())]);
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    const answers = await Promise.all([
      store.save(saving(one, completed(clock.now()))),
      store.save({ ...saving(two, completed(clock.now())), turn: two.turn - 1 }),
      store.save(saving(two, parked(null, clock.now()))),
    ]);
    assert.deepEqual(answers, [true, false, true]);
    const counts = await store.counts();
    assert.deepEqual([counts.completed, counts.parked], [1, 1]);
  },

  "lets a save prolong the claim": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const claim = await claimOnly(store);
    const holdUntil = clock.now() + 5 * LEASE_MS;
    assert.equal(await store.save(saving(claim, { attempt: 1 }, { holdUntil })), true);
    assert.deepEqual((await store.get(claim.job.id))?.state, { status: "open", due: holdUntil });
    clock.advance(5 * LEASE_MS - 1);
    assert.deepEqual(await store.claim(10, "worker-2", LEASE_MS), []);
    assert.equal(await store.save(saving(claim, { attempt: 2 }, { holdUntil })), true);
    clock.advance(1);
    assert.equal((await claimOnly(store)).job.attempt, 2);
  },

  "prolongs the leases of those that are still held, and says which": async ({ store }, clock) => {
    await store.add([1, 2, 3].map((number) => jobNumber(number, clock.now())));
    const [one, two, three] = await store.claim(3, WORKER, LEASE_MS);
    assert.ok(one && two && three);
    await store.save(saving(two, parked(null, clock.now())));
    const asked = [
      { id: one.job.id, turn: one.turn },
      { id: two.job.id, turn: two.turn },
      { id: three.job.id, turn: three.turn - 1 },
    ];
    clock.advance(LEASE_MS / 2);
    assert.deepEqual(await store.extend(asked, LEASE_MS), [one.job.id]);
    clock.advance(LEASE_MS - 1);
    assert.deepEqual(idsOf(await store.claim(10, "worker-2", LEASE_MS)), [three.job.id]);
  },

  "never shortens a claim by prolonging its lease": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const claim = await claimOnly(store);
    const holdUntil = clock.now() + 5 * LEASE_MS;
    assert.equal(await store.save(saving(claim, { attempt: 1 }, { holdUntil })), true);
    assert.deepEqual(await store.extend([{ id: claim.job.id, turn: claim.turn }], LEASE_MS), [claim.job.id]);
    assert.deepEqual((await store.get(claim.job.id))?.state, { status: "open", due: holdUntil });
  },

  "never changes what was asked for, whatever is saved": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const claim = await claimOnly(store);
    await store.save(saving(claim, { ...open(clock.now()), attempt: 3, spent: 2, streak: 1 }));
    const job = await store.get(claim.job.id);
    assert.deepEqual(job?.request, jobNumber(1, clock.now()).request);
    assert.deepEqual([job?.attempt, job?.spent, job?.streak], [3, 2, 1]);
  },

  "claims a parked job when its time comes, and opens it": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const state = parked(clock.now() + 1_000, clock.now());
    await store.save(saving(await claimOnly(store), state));
    assert.deepEqual((await store.get("job_000001"))?.state, state.state);
    assert.deepEqual(await store.claim(10, WORKER, LEASE_MS), []);
    clock.advance(1_000);
    assert.equal((await claimOnly(store)).job.state.status, "open");
  },
};
