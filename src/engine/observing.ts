import type { JournalRecord } from "../domain/journal.ts";
import type { Clock } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import { onlyOnce } from "./only-once.ts";
import { tellEntries } from "./watching.ts";

/**
 * Hears of an entry once it is committed. `isOurs`: this process was the store's worker by then, as no other is until it
 * goes away.
 */
export type OnEntry = (record: JournalRecord, isOurs: boolean) => Promise<void>;

/** Tells a log of every entry of the store, each once, over all the times that it is asked to. */
export class Observing {
  readonly #store: JobStore;
  readonly #clock: Clock;
  readonly #onEntry: OnEntry | undefined;
  /** The last entry that the log was told of. */
  #last = 0;
  /** The last entry from before this process became the store's worker. */
  #notOurs = Number.POSITIVE_INFINITY;
  readonly #first: () => Promise<void>;
  readonly #works: () => Promise<void>;

  constructor(store: JobStore, clock: Clock, onEntry: OnEntry | undefined) {
    this.#store = store;
    this.#clock = clock;
    this.#onEntry = onEntry;
    this.#first = onlyOnce(async () => {
      this.#last = await store.lastSeq();
    });
    this.#works = onlyOnce(async () => {
      this.#notOurs = await store.lastSeq();
    });
  }

  /** What is written from here on is ours. Only the first call of all counts. Throws `StoreError`. */
  async worksNow(): Promise<void> {
    if (this.#onEntry !== undefined) await this.#works();
  }

  /** What is written from here on is told, also before `until`. Only the first call of all counts. */
  async begin(): Promise<void> {
    if (this.#onEntry !== undefined) await this.#first();
  }

  /** Tells until `ended` and never rejects: no job may suffer from its log. */
  async until(ended: AbortSignal): Promise<void> {
    const onEntry = this.#onEntry;
    if (onEntry === undefined) return;
    const tell = async (record: JournalRecord): Promise<void> => {
      this.#last = record.seq;
      await onEntry(record, record.seq > this.#notOurs);
    };
    try {
      await this.begin();
      await tellEntries(this.#store, this.#clock, this.#last, tell, ended);
    } catch {
      // What comes is told of again with the next work.
    }
  }
}
