import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ExchangeRecord } from "../src/domain/exchange.ts";
import type { JournalEntry } from "../src/domain/journal.ts";
import type { PatternSums } from "../src/domain/patterns.ts";
import { STAGES, type Stage } from "../src/domain/stage.ts";
import { openSqliteStore } from "../src/store/sqlite.ts";
import { loadSqlite } from "../src/store/sqlite-driver.ts";
import {
  aFault,
  aSubmission,
  completed,
  failed,
  jobNumber,
  LEASE_MS,
  ManualClock,
  parked,
  saving,
} from "../src/testing/store/fixture.ts";

const COUNTED = ["policy", "faults", "thin", ...STAGES.map((stage) => `passed_${stage}`)];

/** Undoes all from the seventh step on. */
const TO_SIXTH = `DROP TABLE arrival; DROP TABLE arrival_secret;
  DROP TABLE fault_met; DROP TABLE late_pass; DROP TABLE forgotten;
  ${COUNTED.map((column) => `ALTER TABLE job DROP COLUMN ${column};`).join(" ")} PRAGMA user_version = 6`;

const exchange = (at: number): ExchangeRecord => ({
  method: "POST",
  endpoint: "/v2/upload",
  at,
  elapsedMs: 5,
  sentBytes: 1,
  status: 200,
  socketCode: null,
  requestId: null,
  retryAfter: null,
  bodyHead: null,
});

const met = (stage: Stage, at: number): JournalEntry => ({
  type: "fault",
  at,
  stage,
  attempt: 1,
  submission: 1,
  fault: aFault(at),
  verdict: { action: "retry", delayMs: 1, reason: "", rule: "" },
  exchange: exchange(at - 5),
});

const passed = (stage: Stage, at: number): JournalEntry => ({
  type: "attempt",
  at,
  stage,
  attempt: 1,
  submission: 1,
  certainty: "accepted",
  exchange: exchange(at - 5),
});

function inOrder({ jobs, faults, late, ...rest }: PatternSums): unknown {
  const sorted = (sums: readonly object[]) => sums.map((sum) => JSON.stringify(sum, Object.keys(sum).sort())).sort();
  return {
    ...rest,
    passes: jobs.map(({ passes }) => passes),
    jobs: sorted(jobs),
    faults: sorted(faults),
    late: sorted(late),
  };
}

test("a store of before is brought to the figures that it would have kept", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-patterns-"));
  try {
    const path = join(folder, "store.db");
    const clock = new ManualClock();
    const start = clock.now();
    const store = await openSqliteStore({ path, clock });
    await store.add([1, 2, 3].map((number) => jobNumber(number, start)));
    const [done, lost, held] = await store.claim(3, "worker", LEASE_MS);
    if (done === undefined || lost === undefined || held === undefined) throw new Error("three jobs were claimed");
    const submissions = [aSubmission(done.job.id, { remoteId: "r-1", outcome: "completed", endedAt: start })];
    const course: JournalEntry[] = [
      {
        type: "prepared",
        at: start + 1,
        elapsedMs: 1,
        report: {} as never,
        mended: [],
        sent: [{ sha256: "", bytes: 1, durationMs: 1 }],
      },
      met("upload", start + 100),
      met("upload", start + 200),
      { type: "held-up", at: start + 205, stage: "upload", rule: "", reason: "", until: 0 },
      passed("upload", start + 300),
      met("submit", start + 400),
      { type: "looked-up", at: start + 500, submission: 1, found: null, empty: 1 },
      { type: "looked-up", at: start + 600, submission: 1, found: "r-1", empty: 0 },
      { type: "transcribed", at: start + 700, submission: 1, words: 1, durationMs: 1 },
      { type: "delivered", at: start + 700, to: "/out", bytes: 1 },
      { type: "completed", at: start + 700 },
    ];
    await store.save(saving(done, completed(start + 700), { entries: course, submissions }));
    const end: JournalEntry = { type: "failed", at: start + 50, fault: aFault(start) };
    await store.save(saving(lost, failed(start + 50), { entries: [met("upload", start + 50), end] }));
    await store.save(saving(held, parked(null, start), { entries: [met("upload", start)] }));
    clock.advance(1_000);
    const before = inOrder(await store.patterns({ tag: "customer" }));
    await store.close();

    const database = new (await loadSqlite())(path);
    database.exec(TO_SIXTH);
    database.close();
    const migrated = await openSqliteStore({ path, clock });
    expect(inOrder(await migrated.patterns({ tag: "customer" }))).toEqual(before);
    await migrated.wake({}, "resumed");
    const [claim] = await migrated.claim(1, "worker", LEASE_MS);
    if (claim === undefined) throw new Error("it can be claimed");
    await migrated.save(saving(claim, completed(start), { entries: [passed("upload", start + 2_005)] }));
    const { faults, late } = await migrated.patterns({});
    expect(faults.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(0);
    expect(late.find(({ attempt }) => attempt === 2 && late.length > 0)).toBeDefined();
    await migrated.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
