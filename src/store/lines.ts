import type { AccountRow } from "../domain/account.ts";
import { AccountLines, type Place } from "./account-lines.ts";
import { type Allowance, allowanceOf } from "./account-rules.ts";
import type { Head } from "./claim-lines.ts";
import { DueQueue, isBefore } from "./due-queue.ts";

/** The memory store's claiming order: the lines of each account, and one for deliveries, which no limit or hold reaches. */
export class Lines {
  readonly #accounts = new Map<string, AccountLines>();
  readonly #delivering = new DueQueue();
  readonly #rows: ReadonlyMap<string, AccountRow>;

  constructor(rows: ReadonlyMap<string, AccountRow>) {
    this.#rows = rows;
  }

  put(place: Place): void {
    this.remove(place);
    if (place.standing === "delivering") this.#delivering.set(place.id, place.due);
    else this.#linesOf(place.account).put(place);
  }

  remove({ id, account, share }: Pick<Place, "id" | "account" | "share">): void {
    this.#delivering.delete(id);
    this.#accounts.get(account)?.remove(id, share);
  }

  /** A job of that share is given a slot of the account. */
  give(account: string, share: string): void {
    this.#linesOf(account).give(share);
  }

  /** The job that may be claimed next; null when there is none. */
  next(now: number, shunned: ReadonlySet<string>): Head | null {
    let best: Head | null = this.#delivering.first();
    for (const [account, lines] of this.#accounts) {
      const allowance = this.#allowance(account, now);
      if (allowance.holdUntil > now) {
        best = earlier(best, elsewhere(lines.goingElsewhere.first()), elsewhere(lines.waitingElsewhere.first()));
        continue;
      }
      if (allowance.onTrial && lines.inHandUntil(now) !== null) continue;
      const hasRoom = lines.going.size < allowance.slots;
      const heads = allowance.onTrial
        ? [lines.nextOnTrial(now, hasRoom)]
        : [lines.going.first(), hasRoom ? lines.nextWaiting(now) : null];
      best = earlier(best, ...heads);
      if (!hasRoom && shunned.has(account)) best = earlier(best, elsewhere(lines.waitingElsewhere.first()));
    }
    return best === null || best.due > now ? null : best;
  }

  /** Earliest time at which something may be claimable; a job that waits for a full account waits for no time. */
  firstDue(now: number, shunned: ReadonlySet<string>): number | null {
    let first = this.#delivering.first()?.due ?? Number.POSITIVE_INFINITY;
    for (const [account, lines] of this.#accounts) {
      first = Math.min(first, this.#dueOf(account, lines, now));
      if (shunned.has(account)) first = Math.min(first, dueOf(lines.waitingElsewhere));
    }
    return first === Number.POSITIVE_INFINITY ? null : first;
  }

  /** How many jobs of an account hold a slot, and how many wait for one. */
  sizes(account: string): { readonly slotsTaken: number; readonly waiting: number } {
    const lines = this.#accounts.get(account);
    return { slotsTaken: lines?.going.size ?? 0, waiting: lines?.waiting.size ?? 0 };
  }

  #dueOf(account: string, lines: AccountLines, now: number): number {
    const { slots, holdUntil, onTrial } = this.#allowance(account, now);
    const until = onTrial ? lines.inHandUntil(now) : null;
    if (until !== null) return until;
    const waiting = lines.going.size < slots ? lines.waiting.first() : null;
    const due = Math.min(
      lines.going.first()?.due ?? Number.POSITIVE_INFINITY,
      waiting?.due ?? Number.POSITIVE_INFINITY,
    );
    const usual = Math.max(due, holdUntil);
    return holdUntil <= now ? usual : Math.min(usual, dueOf(lines.goingElsewhere), dueOf(lines.waitingElsewhere));
  }

  #allowance(account: string, now: number): Allowance {
    return allowanceOf(this.#rows.get(account) ?? null, now);
  }

  #linesOf(account: string): AccountLines {
    let lines = this.#accounts.get(account);
    if (lines === undefined) {
      lines = new AccountLines();
      this.#accounts.set(account, lines);
    }
    return lines;
  }
}

function elsewhere(head: Head | null): Head | null {
  return head === null ? null : { ...head, onlyElsewhere: true };
}

function earlier(best: Head | null, ...heads: readonly (Head | null)[]): Head | null {
  return heads.reduce((first, head) => {
    return head !== null && (first === null || isBefore(head, first)) ? head : first;
  }, best);
}

function dueOf(line: DueQueue): number {
  return line.first()?.due ?? Number.POSITIVE_INFINITY;
}
