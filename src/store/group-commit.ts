import type { Clock } from "../domain/runtime.ts";

/** A store's transaction. `rollback` never throws. */
export interface Transaction {
  begin(): void;
  commit(): void;
  rollback(): void;
}

interface Change {
  /** Does the change and returns what acknowledges it: called only after the commit. */
  apply(): () => void;
  fail(error: unknown): void;
}

/**
 * One transaction, and so one sync of the disk, for all the changes asked for in one turn of the event loop.
 *
 * A change waits in the queue, is applied with the others at the end of the turn in the order of asking, and is
 * acknowledged after the commit. When any of them throws, all are undone and each is applied again in a transaction of
 * its own: the guilty one fails alone. Hence a change must not touch anything but the store, as it may run twice.
 */
export class GroupCommit {
  readonly #transaction: Transaction;
  readonly #clock: Clock;
  #queue: Change[] = [];
  #flush: Promise<void> = Promise.resolve();
  #commits = 0;

  constructor(transaction: Transaction, clock: Clock) {
    this.#transaction = transaction;
    this.#clock = clock;
  }

  /** Transactions committed so far. */
  get commits(): number {
    return this.#commits;
  }

  run<T>(change: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({
        apply() {
          const value = change();
          return () => resolve(value);
        },
        fail: reject,
      });
      if (this.#queue.length === 1) this.#flush = this.#flushAtTurnsEnd();
    });
  }

  /** Resolves once everything asked for so far is committed or has failed. */
  drained(): Promise<void> {
    return this.#flush;
  }

  async #flushAtTurnsEnd(): Promise<void> {
    await this.#clock.settled();
    const batch = this.#queue;
    this.#queue = [];
    try {
      this.#transaction.begin();
    } catch (error) {
      // Whoever keeps us from beginning keeps each of them from it: trying one by one would only wait as many times.
      for (const change of batch) change.fail(error);
      return;
    }
    if (this.#finish(batch) === null) return;
    for (const change of batch) this.#alone(change);
  }

  #alone(change: Change): void {
    try {
      this.#transaction.begin();
    } catch (error) {
      change.fail(error);
      return;
    }
    const trouble = this.#finish([change]);
    if (trouble !== null) change.fail(trouble.error);
  }

  /** Null when all of it is committed; otherwise all of it is undone. */
  #finish(batch: readonly Change[]): { readonly error: unknown } | null {
    try {
      const acknowledgements = batch.map((change) => change.apply());
      this.#transaction.commit();
      this.#commits += 1;
      for (const acknowledge of acknowledgements) acknowledge();
      return null;
    } catch (error) {
      this.#transaction.rollback();
      return { error };
    }
  }
}
