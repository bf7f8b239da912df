import { isBefore } from "./due-queue.ts";

/** Shares that one claim looks at: more than that would make it slow, however cheap each look is. */
export const MOST_SHARES = 256;

/** Shares of which it is remembered when they were given a slot; others count as never given one. */
const MOST_REMEMBERED = 4 * MOST_SHARES;

/** A share of an account in which a job waits for a slot. */
export interface Contender {
  readonly share: string;
  /** How many slots its other jobs hold. */
  readonly slots: number;
  /** The first of its waiting jobs. */
  readonly head: { readonly id: string; readonly due: number };
}

/**
 * Which share of an account is next. Kept in memory only: the slots are counted in the rows, and whose turn it is among
 * shares with as many slots may be forgotten when the process ends.
 */
export class ShareTurns {
  /** The order of giving, oldest first. */
  readonly #given = new Map<string, number>();
  #gifts = 0;

  give(share: string): void {
    this.#gifts += 1;
    this.#given.delete(share);
    this.#given.set(share, this.#gifts);
    if (this.#given.size <= MOST_REMEMBERED) return;
    for (const oldest of this.#given.keys()) {
      this.#given.delete(oldest);
      return;
    }
  }

  /** Null when nobody contends. */
  next<C extends Contender>(contenders: Iterable<C>): C | null {
    let best: C | null = null;
    for (const one of contenders) if (best === null || this.#goesBefore(one, best)) best = one;
    return best;
  }

  #goesBefore(one: Contender, other: Contender): boolean {
    if (one.slots !== other.slots) return one.slots < other.slots;
    const [given, givenOther] = [this.#given.get(one.share) ?? 0, this.#given.get(other.share) ?? 0];
    return given === givenOther ? isBefore(one.head, other.head) : given < givenOther;
  }
}
