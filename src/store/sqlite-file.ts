import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { migrate, requireOurs } from "./migrations/migrate.ts";
import type { Database, DatabaseClass } from "./sqlite-driver.ts";
import { storeTrouble, unusable } from "./sqlite-errors.ts";

/** How long a write waits for another process's, ms: its transactions take a few milliseconds, a slow disk's some hundred. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens the store at `path`, making it when there is none. Throws a StoreError that names the path. */
export function openStoreFile(Database: DatabaseClass, path: string): Database {
  makePrivateFile(path);
  let database: Database | null = null;
  try {
    database = new Database(path);
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    // Before the journal mode, which is written into the file.
    requireOurs(database, path);
    database.exec("PRAGMA journal_mode = WAL");
    // FULL, as a lost intent would be a second submit: NORMAL may forget the last commits when the power fails.
    database.exec("PRAGMA synchronous = FULL");
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw storeTrouble(path, error);
  }
}

/**
 * Makes an empty file that only its owner may read, before anything is in it: SQLite gives the -wal and -shm files the
 * same mode. An existing file is never opened here, because closing it would drop the locks that this process has on it.
 */
export function makePrivateFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    createUnlessThere(path);
    const found = statSync(path);
    if (found.isFile() && found.size === 0) chmodSync(path, 0o600);
  } catch (error) {
    throw unusable(path, error);
  }
}

function createUnlessThere(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** How long a close waits for others to let it gather, ms: a convenience, which nobody shall wait for. */
const GATHER_TIMEOUT_MS = 200;

/**
 * Brings all that is committed into the one file, for people who copy or move it. SQLite does so at a close, but the
 * packaged driver leaves the connection half open until its statements are collected as garbage.
 */
export function gather(database: Database): void {
  try {
    database.exec(`PRAGMA busy_timeout = ${GATHER_TIMEOUT_MS}; PRAGMA wal_checkpoint(TRUNCATE)`);
  } catch {
    // Another process is reading, or the disk is full: it stays in the -wal file, as safe as before.
  }
}
