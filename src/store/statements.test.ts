import { afterAll, describe, expect, test } from "vitest";
import { ACCOUNT_SQL } from "./account-statements.ts";
import { migrate } from "./migrations/migrate.ts";
import { loadSqlite } from "./sqlite-driver.ts";
import { SQL } from "./statements.ts";

const database = new (await loadSqlite())(":memory:");
migrate(database, ":memory:");
afterAll(() => database.close());

/** Those that are said rarely and about everything. */
const MAY_SCAN: readonly string[] = ["counts", "accounts"];

/** Those that sort what another index has found, a page of it at most. */
const MAY_SORT: readonly string[] = ["lightestGoing", "lightestWaiting"];

describe("what is said to the store", () => {
  test.each(Object.entries({ ...SQL, ...ACCOUNT_SQL }).filter(([name]) => !MAY_SCAN.includes(name)))(
    "%s finds its rows by an index and sorts nothing, however many there are",
    (name, sql) => {
      const sortsFirst = MAY_SORT.includes(name) && /FROM job .* LIMIT 256\) AS first/.test(sql);
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
      for (const { detail } of plan) {
        if (sortsFirst && (detail === "SCAN first" || detail === "USE TEMP B-TREE FOR ORDER BY")) continue;
        expect(detail).not.toMatch(/TEMP B-TREE/);
        // A partial index holds only the rows that count, so its first entry is the answer.
        if (detail.startsWith("SCAN")) expect(detail).toMatch(/USING (COVERING )?INDEX job_(delivering|going)/);
      }
    },
  );
});
