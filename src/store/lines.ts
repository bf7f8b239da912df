import type { AccountRow } from "../domain/store.ts";
import { DueQueue, isBefore } from "./due-queue.ts";

/** Where a job stands in line: with the account's slot, for one, or past the provider. */
export type Standing = "going" | "waiting" | "delivering";

interface AccountLines {
  /** Exactly the jobs that hold a slot, so its size counts them. */
  readonly going: DueQueue;
  readonly waiting: DueQueue;
}

/** The memory store's claiming order: two lines for each account, and one for deliveries, which no limit or hold reaches. */
export class Lines {
  readonly #accounts = new Map<string, AccountLines>();
  readonly #delivering = new DueQueue();
  readonly #rows: ReadonlyMap<string, AccountRow>;

  constructor(rows: ReadonlyMap<string, AccountRow>) {
    this.#rows = rows;
  }

  put(id: string, account: string, standing: Standing, due: number): void {
    this.remove(id, account);
    this.#line(account, standing).set(id, due);
  }

  remove(id: string, account: string): void {
    this.#delivering.delete(id);
    const lines = this.#accounts.get(account);
    lines?.going.delete(id);
    lines?.waiting.delete(id);
  }

  /** The job that may be claimed next; null when there is none. */
  next(now: number): string | null {
    let best = this.#delivering.first();
    for (const [account, lines] of this.#accounts) {
      if (this.#holdUntil(account) > now) continue;
      for (const head of this.#heads(account, lines)) if (best === null || isBefore(head, best)) best = head;
    }
    return best === null || best.due > now ? null : best.id;
  }

  /** Earliest time at which something may be claimable; a job that waits for a full account waits for no time. */
  firstDue(): number | null {
    let first = this.#delivering.first()?.due ?? Number.POSITIVE_INFINITY;
    for (const [account, lines] of this.#accounts) {
      const holdUntil = this.#holdUntil(account);
      for (const head of this.#heads(account, lines)) first = Math.min(first, Math.max(head.due, holdUntil));
    }
    return first === Number.POSITIVE_INFINITY ? null : first;
  }

  #heads(account: string, { going, waiting }: AccountLines) {
    const isFull = going.size >= (this.#rows.get(account)?.cap ?? Number.POSITIVE_INFINITY);
    return [going.first(), isFull ? null : waiting.first()].filter((head) => head !== null);
  }

  #holdUntil(account: string): number {
    return this.#rows.get(account)?.holdUntil ?? Number.NEGATIVE_INFINITY;
  }

  #line(account: string, standing: Standing): DueQueue {
    if (standing === "delivering") return this.#delivering;
    let lines = this.#accounts.get(account);
    if (lines === undefined) {
      lines = { going: new DueQueue(), waiting: new DueQueue() };
      this.#accounts.set(account, lines);
    }
    return lines[standing];
  }
}
