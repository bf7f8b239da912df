import type { JournalEntry } from "../domain/journal.ts";

type Polls = Extract<JournalEntry, { type: "polls" }>;

/** What one poll that changed nothing said. */
export type PollSaid = Pick<Polls, "said" | "throttled" | "submission">;

type Timeless<Entry> = Entry extends JournalEntry ? Omit<Entry, "at"> : never;

/** A journal entry without its time. */
export type Note = Timeless<JournalEntry>;

/** Journal entries that are not written yet, in order. Polls that say the same in a row are one entry with a count. */
export class Notes {
  #entries: JournalEntry[] = [];
  #polls: Polls | null = null;

  add(note: Note, at: number): void {
    this.#endPolls();
    this.#entries.push({ ...note, at } as JournalEntry);
  }

  addPoll({ said, throttled, submission }: PollSaid, at: number): void {
    const polls = this.#polls;
    if (polls !== null && polls.said === said && polls.throttled === throttled) {
      this.#polls = { ...polls, until: at, count: polls.count + 1 };
      return;
    }
    this.#endPolls();
    this.#polls = { type: "polls", at, until: at, count: 1, said, throttled, submission };
  }

  /** Whether there is anything but polls of one kind, which are worth no commit of their own. */
  get pressing(): boolean {
    return this.#entries.length > 0;
  }

  /** All of them, for the last time. */
  take(): readonly JournalEntry[] {
    this.#endPolls();
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  #endPolls(): void {
    if (this.#polls !== null) this.#entries.push(this.#polls);
    this.#polls = null;
  }
}
