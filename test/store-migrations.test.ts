import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Job } from "../src/domain/job.ts";
import { STAGES } from "../src/domain/stage.ts";
import type { JobStore } from "../src/domain/store.ts";
import { openSqliteStore } from "../src/store/sqlite.ts";
import { loadSqlite } from "../src/store/sqlite-driver.ts";
import { anAccount, jobNumber, ManualClock } from "../src/testing/store/fixture.ts";

/** A store with one job, taken back to an earlier shape by `sql`, and then opened again by `use`. */
async function afterMigration(
  sql: (job: Job) => string,
  use: (store: JobStore, job: Job, clock: ManualClock) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-migrations-"));
  try {
    const path = join(folder, "store.db");
    const clock = new ManualClock();
    const job = jobNumber(1, clock.now());
    const store = await openSqliteStore({ path, clock });
    await store.add([job]);
    await store.describeAccount(anAccount());
    await store.close();
    const database = new (await loadSqlite())(path);
    database.exec(sql(job));
    database.close();
    const migrated = await openSqliteStore({ path, clock });
    await use(migrated, job, clock);
    await migrated.close();
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Undoes the eighth step. */
const TO_SEVENTH = "DROP TABLE arrival; DROP TABLE arrival_secret;";

const COUNTED = ["policy", "faults", "thin", ...STAGES.map((stage) => `passed_${stage}`)];

/** The same, and the seventh. */
const TO_SIXTH = `${TO_SEVENTH} DROP TABLE fault_met; DROP TABLE late_pass; DROP TABLE forgotten;
  ${COUNTED.map((column) => `ALTER TABLE job DROP COLUMN ${column};`).join(" ")}`;

/** The same, and the sixth. */
const TO_FIFTH = `${TO_SIXTH} DROP INDEX job_elsewhere; ALTER TABLE job DROP COLUMN links; DROP TABLE speed;`;

/** The same, and the fifth and the fourth. */
const TO_THIRD = `${TO_FIFTH} ALTER TABLE account DROP COLUMN held_at;
  DROP INDEX job_share; DROP INDEX job_going; ALTER TABLE job DROP COLUMN share;
  CREATE INDEX job_going ON job (slot, due, id) WHERE slot IS NOT NULL;
  DROP TABLE breaker; DROP TABLE spending; ALTER TABLE account DROP COLUMN learned;
  ALTER TABLE account DROP COLUMN held_by; ALTER TABLE account DROP COLUMN holds;
  ALTER TABLE account DROP COLUMN key_print; UPDATE request SET data = json_remove(data, '$.share');`;

test("a store of the first shape is brought to this one with its jobs, whose options stood among the rest", () =>
  afterMigration(
    (job) => {
      const options = JSON.stringify({ providerOptions: job.request.providerOptions });
      return `${TO_THIRD} UPDATE request SET data = json_patch(data, '${options}');
        DROP INDEX job_by_status; DROP INDEX job_fault; DROP TABLE tag;
        ALTER TABLE request DROP COLUMN private; PRAGMA user_version = 1`;
    },
    async (store, job) => {
      expect(await store.get(job.id)).toEqual(job);
      expect(await store.list({ tags: job.request.tags })).toMatchObject([{ id: job.id }]);
    },
  ));

test("a store of the third shape is brought to this one: its jobs have no share, and its holds are over", () =>
  afterMigration(
    () => `${TO_THIRD} UPDATE account SET hold_until = ${Number.MAX_SAFE_INTEGER}, reason = 'a refused key';
      PRAGMA user_version = 3`,
    async (store, job, clock) => {
      const free = { learned: null, heldAt: null, holdUntil: null, reason: null, heldBy: null, holds: 0 };
      expect(await store.account("main")).toEqual({ ...anAccount(), ...free });
      expect(await store.get(job.id)).toEqual(job);
      await store.add([jobNumber(2, clock.now(), { share: "new" })]);
      expect(await store.claim(10, "worker", 1_000)).toHaveLength(2);
    },
  ));

test("a store of the fifth shape is brought to this one: policies of before say what is done about chains", () =>
  afterMigration(
    () => `${TO_FIFTH} UPDATE policy SET data = json_remove(data, '$.failover', '$.thin', '$.stuck');
      PRAGMA user_version = 5`,
    async (store, job) => {
      const { policy } = (await store.get(job.id))?.request ?? {};
      expect(policy?.failover.on).toContain("server");
      // What was accepted under the old patience is not asked for twice.
      expect(policy?.thin.action).toBe("accept");
      expect(policy).toMatchObject({ name: job.request.policy.name, deadlineMs: job.request.policy.deadlineMs });
    },
  ));

test("a store of the seventh shape is brought to this one: what comes to a webhook has a place", () =>
  afterMigration(
    () => `${TO_SEVENTH} PRAGMA user_version = 7`,
    async (store, job) => {
      expect(await store.arrival(job.id, 1)).toBeNull();
      expect(await store.arrivalSecret("fresh")).toBe("fresh");
    },
  ));
