import assert from "node:assert/strict";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Link } from "../../domain/link.ts";
import type { Verdict } from "../../domain/verdict.ts";
import {
  aFault,
  aSubmission,
  claimOnly,
  failed,
  jobNumber,
  LEASE_MS,
  open,
  parked,
  type StoreTrial,
  saving,
  WORKER,
} from "./fixture.ts";
import { end, keep, met, onlyFaults, onlyJobs, passed } from "./pattern-entries.ts";

/** About what faults are said to have cost. */
export const patternCost: Readonly<Record<string, StoreTrial>> = {
  "counts a fault from the beginning of its call until the job's next one, and at which attempt the stage was passed":
    async ({ store }, clock) => {
      const start = clock.now();
      await store.add([jobNumber(1, start)]);
      const claim = await claimOnly(store);
      await keep(store, claim, [met("upload", start + 500, 500)], clock);
      await keep(store, claim, [met("upload", start + 2_100, 100)], clock);
      await end(store, claim, [passed("upload", start + 4_000)], start + 4_000);
      const sums = await store.patterns({});
      const { policy, ...faults } = onlyFaults(sums);
      assert.equal(policy, onlyJobs(sums).policy);
      assert.deepEqual(faults, {
        hour: start,
        provider: "assemblyai",
        account: "main",
        tag: null,
        stage: "upload",
        code: "http/503",
        class: "server",
        wentTo: null,
        faults: 2,
        // From 0 to 2.0 s, and from 2.0 s to 4.0 s.
        lostMs: 4_000,
        waiting: 0,
        runsAgain: 0,
        againMs: 0,
      });
      assert.deepEqual(
        sums.late.map(({ stage, attempt, passes }) => [stage, attempt, passes]),
        [["upload", 3, 1]],
      );
      assert.equal(onlyJobs(sums).faults, 2);
    },

  "counts a stage's next passage from its first attempt again": async ({ store }, clock) => {
    const start = clock.now();
    await store.add([jobNumber(1, start)]);
    const claim = await claimOnly(store);
    const once = [met("upload", start), passed("upload", start + 1)];
    await end(store, claim, [...once, passed("upload", start + 2), ...once], start + 3);
    const { late, jobs } = await store.patterns({});
    assert.deepEqual(
      late.map(({ attempt, passes }) => [attempt, passes]),
      [[2, 2]],
    );
    assert.equal(jobs[0]?.passes.upload, 3);
  },

  "counts a fault whose job has not gone on up to now": async ({ store }, clock) => {
    const start = clock.now();
    await store.add([jobNumber(1, start)]);
    const claim = await claimOnly(store);
    await store.save(saving(claim, parked(null, start), { entries: [met("upload", start)] }));
    clock.advance(7_000);
    const { lostMs, waiting } = onlyFaults(await store.patterns({}));
    assert.deepEqual([lostMs, waiting], [7_000, 1]);
    await store.wake({}, "resumed");
    assert.equal(onlyFaults(await store.patterns({})).waiting, 1);
    await keep(store, await claimOnly(store), [passed("upload", clock.now())], clock);
    clock.advance(1_000);
    const settled = onlyFaults(await store.patterns({}));
    assert.deepEqual([settled.lostMs, settled.waiting], [7_000, 0]);
  },

  "ends a fault with its job, whether that failed or was canceled": async ({ store }, clock) => {
    const start = clock.now();
    await store.add([1, 2].map((number) => jobNumber(number, start)));
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    const fault = aFault(start);
    await store.save(
      saving(one, failed(start), { entries: [met("upload", start, 10), { at: start, type: "failed", fault }] }),
    );
    await keep(store, two, [met("upload", start)], clock);
    clock.advance(100);
    await store.cancel(two.job.id, "enough");
    clock.advance(100);
    const { lostMs, waiting, faults } = onlyFaults(await store.patterns({}));
    assert.deepEqual([lostMs, waiting, faults], [110, 0, 2]);
  },

  "counts as lost all of a run that failed at the provider": async ({ store }, clock) => {
    const start = clock.now();
    await store.add([jobNumber(1, start)]);
    const claim = await claimOnly(store);
    const run = { remoteId: "r-1", intentAt: start, acceptedAt: start + 100, certainty: "accepted" } as const;
    const submissions = [aSubmission(claim.job.id, { ...run, endedAt: start + 5_100, outcome: "failed" })];
    const verdict: Verdict = { action: "rewind", to: "submit", delayMs: 900, reason: "", rule: "http/503" };
    const entries = [met("wait", start + 5_100, 20, verdict)];
    await store.save(saving(claim, {}, { entries, submissions, holdUntil: start + LEASE_MS }));
    await keep(store, claim, [{ at: start + 6_000, type: "intent", submission: 2, attempt: 1 }], clock);
    const { lostMs, runsAgain } = onlyFaults(await store.patterns({}));
    assert.deepEqual([lostMs, runsAgain], [5_900, 0]);
  },

  "counts the audio of runs that may be charged in vain: abandoned, thin, and found too many": async (
    { store },
    clock,
  ) => {
    const start = clock.now();
    const base = jobNumber(1, start);
    await store.add([{ ...base, request: { ...base.request, audio: { ...base.request.audio, durationMs: 60_000 } } }]);
    const claim = await claimOnly(store);
    const charged = { intentAt: start, endedAt: start, certainty: "unknown" } as const;
    const spoilt = async (patch: Parameters<typeof aSubmission>[1]): Promise<void> => {
      const submissions = [aSubmission(claim.job.id, { ...charged, ...patch })];
      const entries = [met("submit", start)];
      await store.save(saving(claim, {}, { entries, submissions, holdUntil: start + LEASE_MS }));
    };
    await spoilt({ outcome: "abandoned" });
    await spoilt({ outcome: "completed" });
    await spoilt({ outcome: "failed" });
    await spoilt({ outcome: "abandoned", intentAt: null });
    await keep(store, claim, [{ at: start, type: "extra-run", submission: 1, remoteId: "x", removed: true }], clock);
    const { faults, runsAgain, againMs } = onlyFaults(await store.patterns({}));
    assert.deepEqual([faults, runsAgain, againMs], [4, 3, 180_000]);
  },

  "tells where a job went on, and counts what it meets there at that place": async ({ store }, clock) => {
    const start = clock.now();
    const chain: readonly [Link, Link] = [
      { provider: "assemblyai", account: "main" },
      { provider: "local", account: "here" },
    ];
    const base = jobNumber(1, start);
    await store.add([{ ...base, request: { ...base.request, chain } }]);
    const claim = await claimOnly(store);
    const from = { ...chain[0], code: "http/503", message: "", class: "server", at: start } as const;
    const entries: JournalEntry[] = [
      met("upload", start, 0, { action: "failover", reason: "", rule: "" }),
      { at: start, type: "went-on", from, to: chain[1], lost: [] },
    ];
    const there = { ...claim, job: { ...claim.job, left: [from] } };
    await store.save(saving(there, open(start), { entries, moves: true }));
    const again = await claimOnly(store);
    await end(store, again, [met("submit", start + 500), passed("submit", start + 900)], start + 900);
    const { faults, jobs } = await store.patterns({});
    assert.deepEqual(
      faults.map(({ provider, account, wentTo, lostMs }) => [provider, account, wentTo, lostMs]).sort(),
      [
        ["assemblyai", "main", "local", 500],
        ["local", "here", null, 400],
      ],
    );
    assert.deepEqual(
      jobs.map(({ provider, faults }) => [provider, faults]),
      [["local", 2]],
    );
  },
};
