import { rmSync, writeFileSync } from "node:fs";
import type { Clock } from "../domain/runtime.ts";
import type { Database, DatabaseClass } from "./sqlite-driver.ts";
import { isBusy, storeTrouble } from "./sqlite-errors.ts";
import { makePrivateFile } from "./sqlite-file.ts";

/**
 * One worker for a store file, by a lock of the operating system: it goes with the process, however that ends.
 *
 * The lock is a transaction on an empty SQLite file beside the store, begun and never committed, so nothing is ever
 * written to it and nothing in it can break. No statement is ever prepared on it: the packaged driver would keep the
 * lock past the close, until that statement is collected as garbage. A text file beside it tells people who has the
 * lock; nobody relies on it.
 */
export class WorkerLock {
  readonly #Database: DatabaseClass;
  readonly #path: string;
  readonly #clock: Clock;
  #held: { readonly worker: string; readonly database: Database } | null = null;

  constructor(Database: DatabaseClass, storePath: string, clock: Clock) {
    this.#Database = Database;
    this.#path = `${storePath}.worker`;
    this.#clock = clock;
  }

  /** `taken` now, `kept` when this worker has it already, `refused` while somebody else has it. */
  take(worker: string): "taken" | "kept" | "refused" {
    if (this.#held !== null) return this.#held.worker === worker ? "kept" : "refused";
    makePrivateFile(this.#path);
    const database = new this.#Database(this.#path);
    try {
      database.exec("PRAGMA busy_timeout = 0");
      database.exec("PRAGMA journal_mode = MEMORY");
      database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      database.close();
      if (isBusy(error)) return "refused";
      throw storeTrouble(this.#path, error);
    }
    this.#held = { worker, database };
    this.#tellPeople(worker);
    return "taken";
  }

  release(): void {
    if (this.#held === null) return;
    rmSync(this.notice, { force: true });
    this.#held.database.close();
    this.#held = null;
  }

  /** The path of the text for people. */
  get notice(): string {
    return `${this.#path}.txt`;
  }

  #tellPeople(worker: string): void {
    const since = new Date(this.#clock.now()).toISOString();
    try {
      writeFileSync(this.notice, `process ${process.pid}, worker ${worker}, since ${since}\n`, { mode: 0o600 });
    } catch {
      // A notice only: the lock holds without it.
    }
  }
}
