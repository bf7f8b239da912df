import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSqliteStore } from "../src/store/sqlite.ts";
import { loadSqlite } from "../src/store/sqlite-driver.ts";
import { jobNumber, ManualClock } from "../src/testing/store/fixture.ts";

test("a store of the first shape is brought to this one with its jobs, whose options stood among the rest", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenuto-migrations-"));
  try {
    const path = join(folder, "store.db");
    const clock = new ManualClock();
    const job = jobNumber(1, clock.now());
    const store = await openSqliteStore({ path, clock });
    await store.add([job]);
    await store.close();
    const Database = await loadSqlite();
    const database = new Database(path);
    const options = JSON.stringify({ providerOptions: job.request.providerOptions });
    database.exec(`UPDATE request SET data = json_patch(data, '${options}');
      DROP INDEX job_by_status; DROP INDEX job_fault; DROP TABLE tag;
      ALTER TABLE request DROP COLUMN private; PRAGMA user_version = 1`);
    database.close();
    const migrated = await openSqliteStore({ path, clock });
    expect(await migrated.get(job.id)).toEqual(job);
    expect(await migrated.list({ tags: job.request.tags })).toMatchObject([{ id: job.id }]);
    await migrated.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
