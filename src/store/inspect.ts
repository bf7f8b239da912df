import { existsSync, readFileSync, statSync } from "node:fs";
import { StoreError } from "../domain/errors.ts";
import type { Clock } from "../domain/runtime.ts";
import { requireOurs } from "./migrations/migrate.ts";
import { type DatabaseClass, loadSqlite, versionOf } from "./sqlite-driver.ts";
import { damaged, storeTrouble } from "./sqlite-errors.ts";
import { WorkerLock } from "./worker-lock.ts";

/** How a store's file is. */
export interface StoreReport {
  /** The library's, such as `3.51.3`. */
  readonly sqlite: string;
  /** Null when there is no file yet. */
  readonly file: {
    readonly bytes: number;
    /** Of its shape. */
    readonly version: number;
    /** Who works on it, as it says of itself; null when nobody does. */
    readonly worker: string | null;
  } | null;
}

const BUSY_TIMEOUT_MS = 2_000;

/**
 * Looks a store's file over without making or changing it. Throws a StoreError when it is damaged, newer than this
 * version or locked, and when there is no sound SQLite.
 */
export async function inspectStore(path: string, clock: Clock): Promise<StoreReport> {
  const Database = await loadSqlite();
  const sqlite = versionOf(Database);
  if (!existsSync(path)) return { sqlite, file: null };
  try {
    return { sqlite, file: { ...look(Database, path), worker: workerOf(Database, path, clock) } };
  } catch (error) {
    throw storeTrouble(path, error);
  }
}

function look(Database: DatabaseClass, path: string): { readonly bytes: number; readonly version: number } {
  const database = new Database(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    requireOurs(database, path);
    const { user_version } = database.prepare("PRAGMA user_version").get() as { readonly user_version: number };
    // Every page is read: a few seconds for a gigabyte, and the only way to know.
    const found = database.prepare("PRAGMA quick_check(1)").get() as { readonly quick_check: string };
    if (found.quick_check !== "ok") throw damaged(path, new StoreError("store/damaged", found.quick_check, ""));
    return { bytes: statSync(path).size, version: user_version };
  } finally {
    database.close();
  }
}

/** Whoever can take the lock knows that nobody has it. It is given back at once. */
function workerOf(Database: DatabaseClass, path: string, clock: Clock): string | null {
  const lock = new WorkerLock(Database, path, clock);
  if (lock.take("a look at the store") !== "refused") {
    lock.release();
    return null;
  }
  try {
    return readFileSync(lock.notice, "utf8").trim();
  } catch {
    return "another process";
  }
}
