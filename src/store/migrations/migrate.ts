import { StoreError } from "../../domain/errors.ts";
import type { Database } from "../sqlite-driver.ts";
import { damaged } from "../sqlite-errors.ts";
import { MIGRATION_1 } from "./0001.ts";
import { MIGRATION_2 } from "./0002.ts";
import { MIGRATION_3 } from "./0003.ts";
import { MIGRATION_4 } from "./0004.ts";
import { MIGRATION_5 } from "./0005.ts";
import { MIGRATION_6 } from "./0006.ts";
import { MIGRATION_7 } from "./0007.ts";
import { MIGRATION_8 } from "./0008.ts";

/** In order; a store's `user_version` is the number of those it has been through. */
const MIGRATIONS: readonly string[] = [
  MIGRATION_1,
  MIGRATION_2,
  MIGRATION_3,
  MIGRATION_4,
  MIGRATION_5,
  MIGRATION_6,
  MIGRATION_7,
  MIGRATION_8,
];

/** "Tenu": tells a store from any other SQLite file. */
const APPLICATION_ID = 0x54656e75;

/** Brings the store to this version's shape, in one transaction. Throws `store/newer` or `store/damaged`. */
export function migrate(database: Database, path: string): void {
  if (versionOf(database, path) === MIGRATIONS.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    // Read again under the lock: another process may have done it meanwhile.
    for (const step of MIGRATIONS.slice(versionOf(database, path))) database.exec(step);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // SQLite has already rolled back by itself; the first error is the one to tell.
    }
    throw error;
  }
}

/** Throws `store/newer` or `store/damaged` for a file that this version must leave as it is. Changes nothing. */
export function requireOurs(database: Database, path: string): void {
  versionOf(database, path);
}

function versionOf(database: Database, path: string): number {
  const version = pragma(database, "user_version");
  const application = pragma(database, "application_id");
  if (application !== APPLICATION_ID && !isEmpty(database))
    throw damaged(path, new Error("another application's file"));
  if (version > MIGRATIONS.length) {
    throw new StoreError(
      "store/newer",
      `The store ${path} was made by a newer version of Tenuto (its version ${version}, ours ${MIGRATIONS.length}).`,
      "Update this installation, or name another store.",
    );
  }
  return version;
}

function pragma(database: Database, name: "user_version" | "application_id"): number {
  return (database.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[name] ?? 0;
}

function isEmpty(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}
