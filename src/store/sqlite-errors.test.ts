import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { StoreError } from "../domain/errors.ts";
import { type Database as Connection, loadSqlite } from "./sqlite-driver.ts";
import { isBusy, storeTrouble } from "./sqlite-errors.ts";

const folder = mkdtempSync(join(tmpdir(), "tenuto-errors-"));
afterAll(() => rmSync(folder, { recursive: true }));

const Database = await loadSqlite();

function errorOf(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

function withDatabase(name: string, work: (database: Connection) => void): void {
  const database = new Database(join(folder, name));
  try {
    work(database);
  } finally {
    database.close();
  }
}

describe("SQLite's trouble", () => {
  test("is told as a full disk when the file cannot grow", () => {
    withDatabase("full.db", (database) => {
      database.exec("CREATE TABLE t (text TEXT); PRAGMA max_page_count = 3");
      const error = errorOf(() => database.exec("INSERT INTO t VALUES (hex(zeroblob(100000)))"));
      const told = storeTrouble("/data/store.db", error);
      expect(told).toBeInstanceOf(StoreError);
      expect(told).toMatchObject({ code: "store/full", cause: error });
      expect(String(told)).toContain("/data/store.db");
      expect(String(told)).toContain("disk full");
    });
  });

  test("is told as a lock when another connection has it", () => {
    withDatabase("locked.db", (holder) => {
      holder.exec("BEGIN EXCLUSIVE");
      withDatabase("locked.db", (other) => {
        const error = errorOf(() => other.exec("BEGIN IMMEDIATE"));
        expect(isBusy(error)).toBe(true);
        expect(storeTrouble("/data/store.db", error)).toMatchObject({ code: "store/locked" });
      });
    });
  });

  test("stays what it is when it is nobody's but ours", () => {
    withDatabase("ours.db", (database) => {
      const error = errorOf(() => database.exec("SELECT nonsense"));
      expect(storeTrouble("/data/store.db", error)).toBe(error);
      expect(isBusy(error)).toBe(false);
    });
  });

  test("leaves other errors alone", () => {
    const error = new TypeError("x");
    expect(storeTrouble("/data/store.db", error)).toBe(error);
    expect(storeTrouble("/data/store.db", null)).toBe(null);
  });
});
