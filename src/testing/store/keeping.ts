import assert from "node:assert/strict";
import type { JournalEntry } from "../../domain/journal.ts";
import {
  aFault,
  aSubmission,
  aTranscript,
  claimOnly,
  completed,
  jobNumber,
  LEASE_MS,
  open,
  type StoreTrial,
  saving,
  WORKER,
} from "./fixture.ts";

export const keeping: Readonly<Record<string, StoreTrial>> = {
  "keeps a failure with its fault": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const fault = aFault(clock.now());
    const state = { status: "failed", endedAt: clock.now(), fault } as const;
    const lastFault = fault;
    await store.save(saving(await claimOnly(store), { state, lastFault, repeats: 3, stage: "wait" }));
    const job = await store.get("job_000001");
    assert.deepEqual(job?.state, state);
    assert.deepEqual([job?.lastFault, job?.repeats, job?.stage], [fault, 3, "wait"]);
  },

  "numbers the journal over all jobs, in the order of commits": async ({ store }, clock) => {
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    const [one, two] = await store.claim(2, WORKER, LEASE_MS);
    assert.ok(one && two);
    const intent: JournalEntry = { at: clock.now(), type: "intent", submission: 1, attempt: 1 };
    const done: JournalEntry = { at: clock.now(), type: "completed" };
    const holdUntil = clock.now() + LEASE_MS;
    await store.save(saving(two, {}, { entries: [intent], holdUntil }));
    await store.save(saving(one, completed(clock.now()), { entries: [intent, done] }));
    const events = await store.events(0, 100);
    assert.deepEqual(
      events.map(({ job, entry }) => [job, entry.type]),
      [
        [one.job.id, "accepted"],
        [two.job.id, "accepted"],
        [two.job.id, "intent"],
        [one.job.id, "intent"],
        [one.job.id, "completed"],
      ],
    );
    const own = events.filter((record) => record.job === one.job.id);
    assert.deepEqual(await store.journal(one.job.id), own);
    assert.deepEqual(own.at(-1)?.entry, done);
  },

  "hands the journal out in pages": async ({ store }, clock) => {
    assert.equal(await store.lastSeq(), 0);
    await store.add([1, 2, 3, 4, 5].map((number) => jobNumber(number, clock.now())));
    const first = await store.events(0, 2);
    const second = await store.events(first.at(-1)?.seq ?? 0, 2);
    const third = await store.events(second.at(-1)?.seq ?? 0, 2);
    assert.deepEqual([first.length, second.length, third.length], [2, 2, 1]);
    const all = [...first, ...second, ...third];
    assert.deepEqual(all, await store.events(0, 100));
    assert.ok(all.every(({ seq }, index) => seq > (all[index - 1]?.seq ?? 0)));
    assert.equal(await store.lastSeq(), all.at(-1)?.seq);
    assert.deepEqual(await store.events(await store.lastSeq(), 2), []);
  },

  "keeps a transcript apart from its job": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const claim = await claimOnly(store);
    assert.equal(await store.result(claim.job.id), null);
    const result = aTranscript("Grüße, world");
    await store.save(saving(claim, { ...open(clock.now()), stage: "deliver" }, { result }));
    assert.deepEqual(await store.result(claim.job.id), result);
    await store.save(saving(await claimOnly(store), completed(clock.now())));
    assert.deepEqual(await store.result(claim.job.id), result);
  },

  "keeps the submissions of a job in order, each as it was saved last": async ({ store }, clock) => {
    await store.add([jobNumber(1, clock.now())]);
    const claim = await claimOnly(store);
    const { id } = claim.job;
    const holdUntil = clock.now() + LEASE_MS;
    const first = aSubmission(id, { intentAt: clock.now(), private: { uploadUrl: "https://cdn.example.com/u/1" } });
    const second = aSubmission(id, { id: `${id}/2`, number: 2 });
    await store.save(saving(claim, {}, { submissions: [second, first], holdUntil }));
    assert.deepEqual(await store.submissions(id), [first, second]);
    const ended = { ...first, intentAt: null, remoteId: "r-1", certainty: "accepted", outcome: "failed" } as const;
    await store.save(saving(claim, {}, { submissions: [ended], holdUntil }));
    assert.deepEqual(await store.submissions(id), [ended, second]);
  },

  "counts its transactions": async ({ store }, clock) => {
    const before = store.commits;
    await store.add([jobNumber(1, clock.now())]);
    assert.equal(store.commits, before + 1);
    await store.get("job_000001");
    assert.equal(store.commits, before + 1);
  },

  "commits what is asked for in one moment together": async ({ store }, clock) => {
    await store.add([1, 2].map((number) => jobNumber(number, clock.now())));
    const claims = await store.claim(2, WORKER, LEASE_MS);
    const before = store.commits;
    const saves = claims.map((claim) => store.save(saving(claim, completed(clock.now()))));
    await Promise.all([...saves, store.add([jobNumber(3, clock.now())]), store.claim(1, WORKER, LEASE_MS)]);
    assert.equal(store.commits, before + 1);
  },
};
