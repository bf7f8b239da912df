import assert from "node:assert/strict";
import type { PatternQuery } from "../../domain/patterns.ts";
import type { JobStore } from "../../domain/store.ts";
import { aSubmission, claimOnly, completed, jobNumber, LEASE_MS, type StoreTrial, saving, WORKER } from "./fixture.ts";
import { done, end, keep, met, onlyJobs, passed } from "./pattern-entries.ts";

const HOUR_MS = 3_600_000;

const jobsIn = async (store: JobStore, query: PatternQuery): Promise<number> =>
  (await store.patterns(query)).jobs.reduce((sum, { jobs }) => sum + jobs, 0);

const NONE = { prepare: 0, upload: 0, submit: 0, wait: 0, deliver: 0 };

/** About what is counted of jobs and of the patience that they needed. */
export const patterns: Readonly<Record<string, StoreTrial>> = {
  "sums up jobs of the same hour, policy and end, with the stages that they came through": async ({ store }, clock) => {
    const start = clock.now();
    await store.add([1, 2].map((number) => jobNumber(number, start + number)));
    for (const claim of await store.claim(2, WORKER, LEASE_MS)) {
      await keep(store, claim, [passed("upload", start)], clock);
      await end(store, claim, [passed("submit", start)], start);
    }
    const { policies, ...sums } = await store.patterns({});
    const { policy, ...jobs } = onlyJobs({ ...sums, policies });
    assert.deepEqual(policies, { [policy]: "suite" });
    assert.deepEqual(jobs, {
      hour: start,
      provider: "assemblyai",
      account: "main",
      tag: null,
      status: "completed",
      faults: 0,
      jobs: 2,
      passes: { ...NONE, upload: 2, submit: 2, deliver: 2 },
      thin: 0,
      firstAt: start + 1,
      lastAt: start + 2,
    });
    assert.deepEqual([sums.faults, sums.late, sums.forgotten], [[], [], 0]);
  },

  "counts transcripts that were taken although they hold too little": async ({ store }, clock) => {
    const start = clock.now();
    await store.add([jobNumber(1, start)]);
    const claim = await claimOnly(store);
    const entry = { at: start, type: "transcribed", submission: 1, words: 0, durationMs: null } as const;
    const submissions = [aSubmission(claim.job.id, { remoteId: "r-1", endedAt: start, outcome: "completed" })];
    const entries = [{ ...entry, doubts: ["tenuto/empty-transcript"] }, done(start)];
    await store.save(saving(claim, completed(start), { entries, submissions }));
    const { thin, passes } = onlyJobs(await store.patterns({}));
    assert.deepEqual([thin, passes.wait], [1, 1]);
  },

  "counts jobs by when they ended, faults by when they were met, and what is not over as it is": async (
    { store },
    clock,
  ) => {
    const start = clock.now();
    await store.add([jobNumber(1, start)]);
    const claim = await claimOnly(store);
    await keep(store, claim, [met("upload", start + 10)], clock);
    clock.advance(HOUR_MS);
    assert.equal(await jobsIn(store, { since: start + HOUR_MS }), 1);
    assert.equal(await jobsIn(store, { until: start }), 0);
    await end(store, claim, [], clock.now());
    assert.equal(await jobsIn(store, { since: start + HOUR_MS }), 1);
    assert.equal(await jobsIn(store, { since: start + HOUR_MS + 1 }), 0);
    assert.equal(await jobsIn(store, { until: start + HOUR_MS }), 0);
    assert.equal(onlyJobs(await store.patterns({})).hour, start + HOUR_MS);
    const { faults } = await store.patterns({ since: start + 10, until: start + 11 });
    assert.equal(faults[0]?.hour, start);
    assert.equal((await store.patterns({ since: start + 11 })).faults.length, 0);
    assert.equal((await store.patterns({ until: start + 10 })).faults.length, 0);
  },

  "tells sums apart by the values of a tag, and leaves other runs out": async ({ store }, clock) => {
    const start = clock.now();
    const traits = [
      { tags: { team: "a" }, run: "run-1" },
      { tags: { team: "b" }, run: "run-1" },
      { tags: {}, run: "run-2" },
    ];
    await store.add(traits.map((each, index) => jobNumber(index + 1, start, each)));
    for (const claim of await store.claim(3, WORKER, LEASE_MS)) {
      await end(store, claim, [met("upload", start), passed("upload", start)], start);
    }
    const tagged = await store.patterns({ tag: "team" });
    for (const sums of [tagged.jobs, tagged.faults, tagged.late]) {
      assert.deepEqual(sums.map(({ tag }) => tag ?? "").sort(), ["", "a", "b"]);
    }
    const ofRun = await store.patterns({ run: "run-1" });
    assert.deepEqual([ofRun.jobs[0]?.jobs, ofRun.faults[0]?.faults, ofRun.late[0]?.passes], [2, 2, 2]);
    assert.deepEqual((await store.patterns({ run: "run-3" })).jobs, []);
  },

  "says how many jobs of that time it has forgotten, and counts nothing of them": async ({ store }, clock) => {
    const start = clock.now();
    await store.add([1, 2].map((number) => jobNumber(number, start)));
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    await end(store, one, [met("upload", start), passed("upload", start)], start);
    await store.remove(one.job.id);
    await store.remove(two.job.id);
    const { jobs, faults, late, forgotten } = await store.patterns({ until: start + 1 });
    assert.deepEqual([jobs.length, faults, late, forgotten], [1, [], [], 1]);
    assert.equal((await store.patterns({ since: start + HOUR_MS })).forgotten, 0);
    assert.equal((await store.patterns({ until: start })).forgotten, 0);
  },

  "counts nothing of a save that the fence refuses": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const stale = await claimOnly(store);
    clock.advance(LEASE_MS + 1);
    await claimOnly(store);
    assert.equal(await keep(store, stale, [met("upload", clock.now())], clock), false);
    assert.deepEqual((await store.patterns({})).faults, []);
  },
};
