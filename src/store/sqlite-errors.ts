import { StoreError } from "../domain/errors.ts";

/** SQLite's primary result codes that a person can do something about. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** SQLite's own texts, for the calls of the packaged driver (`all`) that throw without a code. */
const CODES: ReadonlyMap<string, number> = new Map([
  ["database is locked", BUSY],
  ["database table is locked", LOCKED],
  ["attempt to write a readonly database", READONLY],
  ["disk I/O error", IOERR],
  ["database disk image is malformed", CORRUPT],
  ["database or disk is full", FULL],
  ["unable to open database file", CANTOPEN],
  ["file is not a database", NOTADB],
]);

/** The primary result code of an error that SQLite threw; null for anything else. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const { errcode, code } = error as Error & { readonly errcode?: unknown; readonly code?: unknown };
  if (typeof errcode === "number") return errcode & 0xff;
  return code === "ERR_SQLITE_ERROR" ? (CODES.get(error.message) ?? null) : null;
}

/** Another connection had the lock for longer than we wait. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === BUSY || code === LOCKED;
}

/** Says in the house's words what SQLite met at `path`; what is not SQLite's comes back as it is. */
export function storeTrouble(path: string, error: unknown): unknown {
  switch (sqliteCode(error)) {
    case BUSY:
    case LOCKED:
      return new StoreError(
        "store/locked",
        `The store ${path} is locked by another process.`,
        "Wait for the other process or end it, then try again; nothing that was acknowledged is lost.",
        { cause: error },
      );
    case READONLY:
    case CANTOPEN:
      return unusable(path, error);
    case IOERR:
      return new StoreError(
        "store/unreadable",
        `The disk failed while the store ${path} was read or written.`,
        "Check the disk and whether the folder is still mounted, then try again.",
        { cause: error },
      );
    case CORRUPT:
    case NOTADB:
      return damaged(path, error);
    case FULL:
      return new StoreError(
        "store/full",
        `The store ${path} cannot grow: disk full.`,
        "Free some space on that disk and try again; what was acknowledged before is safe.",
        { cause: error },
      );
    default:
      return error;
  }
}

export function damaged(path: string, cause: unknown): StoreError {
  return new StoreError(
    "store/damaged",
    `The store ${path} is damaged or not a store of Tenuto.`,
    "Name another file, or move this one aside with its -wal and -shm files; `sqlite3 <file> .recover` may still read it.",
    { cause },
  );
}

export function unusable(path: string, cause: unknown): StoreError {
  return new StoreError(
    "store/unwritable",
    `The store ${path} cannot be opened for writing.`,
    "Check that its folder exists and may be written by this user, or name another place.",
    { cause },
  );
}
