import { isBefore } from "./due-queue.ts";
import type { Contender, ShareTurns } from "./share-turns.ts";

export interface Head {
  readonly id: string;
  readonly due: number;
  /** True for one that may only go on elsewhere. */
  readonly onlyElsewhere?: boolean;
}

/** Jobs that may be claimed, the first of them shown. */
export interface Line {
  head(): Head | null;
  /** Takes the head; only where there is one. */
  take(): void;
}

/** Before every job. */
export const START: Head = { id: "", due: Number.MIN_SAFE_INTEGER };

/** A line that is read as far as it is looked at. */
export class ReadLine implements Line {
  readonly #read: (after: Head, most: number) => readonly Head[];
  readonly #pageSize: number;
  #page: readonly Head[];
  #at = 0;
  #isRead = false;

  /** Reads up to `pageSize` jobs at a time, beginning after those that were read already. */
  constructor(read: (after: Head, most: number) => readonly Head[], pageSize: number, already: readonly Head[] = []) {
    this.#read = read;
    this.#pageSize = pageSize;
    this.#page = already;
  }

  head(): Head | null {
    if (this.#at === this.#page.length && !this.#isRead) {
      this.#page = this.#read(this.#page.at(-1) ?? START, this.#pageSize);
      this.#at = 0;
      this.#isRead = this.#page.length < this.#pageSize;
    }
    return this.#page[this.#at] ?? null;
  }

  take(): void {
    this.#at += 1;
  }
}

/** The waiting jobs of one share. */
export interface ShareLine {
  readonly share: string;
  readonly line: Line;
  slots: number;
}

/** An account's waiting jobs: its free slots go to its shares in turns. */
export class WaitingLine implements Line {
  readonly #shares: readonly ShareLine[];
  readonly #turns: ShareTurns;
  #room: number;
  #next: (Contender & { readonly of: ShareLine }) | null = null;

  constructor(shares: readonly ShareLine[], turns: ShareTurns, room: number) {
    this.#shares = shares;
    this.#turns = turns;
    this.#room = room;
  }

  head(): Head | null {
    if (this.#room <= 0) return null;
    this.#next ??= this.#turns.next(this.#contenders());
    return this.#next?.head ?? null;
  }

  take(): void {
    const { of } = this.#next ?? {};
    if (of === undefined) return;
    of.line.take();
    of.slots += 1;
    this.#turns.give(of.share);
    this.#room -= 1;
    this.#next = null;
  }

  *#contenders() {
    for (const of of this.#shares) {
      const head = of.line.head();
      if (head !== null) yield { share: of.share, slots: of.slots, head, of };
    }
  }
}

/** Several lines as one, of which no more than `most` jobs are taken: always the one that is due first. */
export class JointLine implements Line {
  readonly #lines: readonly Line[];
  #left: number;

  constructor(lines: readonly Line[], most: number) {
    this.#lines = lines;
    this.#left = most;
  }

  head(): Head | null {
    return this.#first()?.head() ?? null;
  }

  take(): void {
    this.#first()?.take();
    this.#left -= 1;
  }

  #first(): Line | null {
    if (this.#left <= 0) return null;
    let best: { readonly line: Line; readonly head: Head } | null = null;
    for (const line of this.#lines) {
      const head = line.head();
      if (head !== null && (best === null || isBefore(head, best.head))) best = { line, head };
    }
    return best?.line ?? null;
  }
}
