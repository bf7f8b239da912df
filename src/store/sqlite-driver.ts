import { StoreError } from "../domain/errors.ts";

export type SqlValue = string | number | null;

/** What the store uses of a prepared statement. */
export interface Statement {
  run(...values: SqlValue[]): { readonly changes: number | bigint };
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

/** What the store uses of a connection. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export type DatabaseClass = new (path: string) => Database;

/** The first release without the fault that could damage a file when a write-ahead log was reset under two connections. */
const SOUND_SQLITE = [3, 51, 3] as const;

/**
 * The SQLite to use: Node's own where its library is sound, else the packaged one, which has the same API. Throws
 * `store/no-sqlite` when neither will do.
 */
export async function loadSqlite(): Promise<DatabaseClass> {
  const passedOver: string[] = [];
  for (const [name, load] of [
    ["node:sqlite", builtIn],
    ["@photostructure/sqlite", packaged],
  ] as const) {
    const candidate = await load();
    if (candidate === null) {
      passedOver.push(`${name} is not there`);
      continue;
    }
    const version = versionOf(candidate);
    if (isSound(version)) return candidate;
    passedOver.push(`${name} is SQLite ${version}`);
  }
  throw new StoreError(
    "store/no-sqlite",
    `No SQLite of at least ${SOUND_SQLITE.join(".")} was found: ${passedOver.join(", ")}.`,
    "Install the package again on this machine, or use Node 24.",
  );
}

/** Whether a library of this version may be trusted with a store. */
export function isSound(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [index, least] of SOUND_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** Null where this Node has none. Its notice that the module is experimental says nothing to our users. */
function builtIn(): DatabaseClass | null {
  const emitWarning = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] !== "ExperimentalWarning") Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    const found = process.getBuiltinModule("node:sqlite") as unknown as { DatabaseSync: DatabaseClass } | undefined;
    return found?.DatabaseSync ?? null;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Null where the package has no binary for this machine. */
async function packaged(): Promise<DatabaseClass | null> {
  try {
    return (await import("@photostructure/sqlite")).DatabaseSync;
  } catch {
    return null;
  }
}

/** The library's version, such as `3.51.3`. */
export function versionOf(candidate: DatabaseClass): string {
  const database = new candidate(":memory:");
  try {
    return (database.prepare("SELECT sqlite_version() AS version").get() as { version: string }).version;
  } finally {
    database.close();
  }
}
