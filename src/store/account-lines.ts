import { DueQueue, isBefore } from "./due-queue.ts";
import { type Contender, MOST_SHARES, ShareTurns } from "./share-turns.ts";

/** Where a job stands in line. */
export interface Place {
  readonly id: string;
  readonly account: string;
  readonly share: string;
  /** With the account's slot, for one, or past the provider. */
  readonly standing: "going" | "waiting" | "delivering";
  readonly isInHand: boolean;
  readonly due: number;
  /** Bytes that would be sent in vain if its account did not work; 0 where its run is only asked after. */
  readonly bytes: number;
  /** Whether it may go on at another account while this one is held. */
  readonly mayGo: boolean;
}

/** The jobs of one account in the memory store: those that hold a slot, and those that wait for one share by share. */
export class AccountLines {
  /** Exactly the jobs that hold a slot, so its size counts them. */
  readonly going = new DueQueue();
  readonly waiting = new DueQueue();
  /** Of each, those that may go on elsewhere. */
  readonly goingElsewhere = new DueQueue();
  readonly waitingElsewhere = new DueQueue();
  /** Of those that hold a slot, whose lease ends when. */
  readonly #inHand = new Map<string, number>();
  /** Each with its waiting jobs. Of many, those that were looked at longest ago come first. */
  readonly #shares = new Map<string, DueQueue>();
  readonly #slots = new Map<string, number>();
  readonly #bytes = new Map<string, number>();
  readonly #turns = new ShareTurns();

  put({ id, share, standing, isInHand, due, bytes, mayGo }: Place): void {
    if (mayGo) (standing === "waiting" ? this.waitingElsewhere : this.goingElsewhere).set(id, due);
    this.#bytes.set(id, bytes);
    if (standing === "waiting") {
      this.waiting.set(id, due);
      let line = this.#shares.get(share);
      if (line === undefined) {
        line = new DueQueue();
        this.#shares.set(share, line);
      }
      line.set(id, due);
      return;
    }
    this.going.set(id, due);
    this.#slots.set(share, this.#slotsOf(share) + 1);
    if (isInHand) this.#inHand.set(id, due);
  }

  remove(id: string, share: string): void {
    this.#bytes.delete(id);
    this.goingElsewhere.delete(id);
    this.waitingElsewhere.delete(id);
    if (this.going.delete(id)) {
      this.#inHand.delete(id);
      const slots = this.#slotsOf(share) - 1;
      if (slots > 0) this.#slots.set(share, slots);
      else this.#slots.delete(share);
    } else if (this.waiting.delete(id)) {
      const line = this.#shares.get(share);
      line?.delete(id);
      if (line?.size === 0) this.#shares.delete(share);
    }
  }

  /** A job of that share is given a slot. */
  give(share: string): void {
    this.#turns.give(share);
  }

  /** The job that is given the next free slot; null when none is due. */
  nextWaiting(now: number): Contender["head"] | null {
    const first = this.waiting.first();
    if (first === null || first.due > now) return null;
    // One share alone is compared with nobody. Of many, none that was looked at may be due.
    if (this.#shares.size === 1) return first;
    return this.#turns.next(this.#looked().filter(({ head }) => head.due <= now))?.head ?? first;
  }

  /** The job that tries the account: of those that are due the one that loses least by it; null when none is due. */
  nextOnTrial(now: number, hasRoom: boolean): Contender["head"] | null {
    return this.#lightest(this.going, now) ?? (hasRoom ? this.#lightest(this.waiting, now) : null);
  }

  /** When the last of the jobs in hand will be taken for lost; null when none is in hand. */
  inHandUntil(now: number): number | null {
    let last: number | null = null;
    for (const until of this.#inHand.values()) if (until > (last ?? now)) last = until;
    return last;
  }

  #lightest(line: DueQueue, now: number): Contender["head"] | null {
    let best: Contender["head"] | null = null;
    for (const one of line.due(now)) {
      const lighter = best === null ? -1 : this.#bytesOf(one.id) - this.#bytesOf(best.id);
      if (best === null || lighter < 0 || (lighter === 0 && isBefore(one, best))) best = one;
    }
    return best;
  }

  #bytesOf(id: string): number {
    return this.#bytes.get(id) ?? 0;
  }

  /** The shares; of many those whose turn it is to be looked at. */
  #looked(): Contender[] {
    const lines = [...this.#shares].slice(0, MOST_SHARES);
    if (this.#shares.size > MOST_SHARES) {
      for (const [share, line] of lines) {
        this.#shares.delete(share);
        this.#shares.set(share, line);
      }
    }
    return lines.flatMap(([share, line]) => {
      const head = line.first();
      return head === null ? [] : [{ share, slots: this.#slotsOf(share), head }];
    });
  }

  #slotsOf(share: string): number {
    return this.#slots.get(share) ?? 0;
  }
}
