import type { Transaction } from "./group-commit.ts";
import type { Statements } from "./statements.ts";

/** One transaction of a connection at a time; it takes the lock for writing at once. */
export function transactionOf(statements: Statements): Transaction {
  return {
    begin() {
      statements.run("BEGIN IMMEDIATE");
    },
    commit() {
      statements.run("COMMIT");
    },
    rollback() {
      try {
        statements.run("ROLLBACK");
      } catch {
        // SQLite has rolled back by itself, as it does when the disk is full.
      }
    },
  };
}
