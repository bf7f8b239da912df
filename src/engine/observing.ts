import type { JournalRecord } from "../domain/journal.ts";
import type { Clock } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import { onlyOnce } from "./only-once.ts";
import { tellEntries } from "./watching.ts";

/** Tells a log of every entry of the store, each once, over all the times that it is asked to. */
export class Observing {
  readonly #store: JobStore;
  readonly #clock: Clock;
  readonly #onEntry: ((record: JournalRecord) => Promise<void>) | undefined;
  /** The last entry that the log was told of. */
  #last = 0;
  readonly #first: () => Promise<void>;

  constructor(store: JobStore, clock: Clock, onEntry: ((record: JournalRecord) => Promise<void>) | undefined) {
    this.#store = store;
    this.#clock = clock;
    this.#onEntry = onEntry;
    this.#first = onlyOnce(async () => {
      this.#last = await store.lastSeq();
    });
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
      await onEntry(record);
    };
    try {
      await this.begin();
      await tellEntries(this.#store, this.#clock, this.#last, tell, ended);
    } catch {
      // What comes is told of again with the next work.
    }
  }
}
