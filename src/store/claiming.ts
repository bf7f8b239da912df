import { type Allowance, allowanceOf } from "./account-rules.ts";
import type { Accounts } from "./accounts.ts";
import { type Head, JointLine, type Line, ReadLine, type ShareLine, WaitingLine } from "./claim-lines.ts";
import { MOST_SHARES, ShareTurns } from "./share-turns.ts";
import { SQL, type Statements } from "./statements.ts";

interface ShareHead extends Head {
  readonly share: string;
}

/**
 * Which jobs may be claimed. Each account has two lines, of those that hold a slot and of those that need one; jobs at
 * their delivery have done with the account and stand in a line of their own, which no limit or hold reaches. Only the
 * heads of the lines are read, so a million jobs behind a full account cost nothing.
 */
export class Claiming {
  readonly #statements: Statements;
  readonly #accounts: Accounts;
  readonly #turns = new Map<string, ShareTurns>();
  /** By account, the share after which the next claim goes on looking; absent where one claim can look at all. */
  readonly #lookedUpTo = new Map<string, string>();

  constructor(statements: Statements, accounts: Accounts) {
    this.#statements = statements;
    this.#accounts = accounts;
  }

  /** Up to `limit` jobs to claim now. */
  claimable(now: number, limit: number, shunned: ReadonlySet<string>): readonly Head[] {
    const delivering = this.#readLine(SQL.dueDelivering, [], now, limit);
    const line = new JointLine([delivering, ...this.#accountLines(now, limit, shunned)], limit);
    const heads: Head[] = [];
    for (let head = line.head(); head !== null; head = line.head()) {
      heads.push(head);
      line.take();
    }
    return heads;
  }

  /**
   * Earliest time at which something may be claimable; null when nothing waits for a time. A job that waits for a full
   * account waits for another job, whose end is seen by whoever ends it.
   */
  firstDue(now: number, shunned: ReadonlySet<string>): number | null {
    const times = this.#statements.all<{ due: number }>(SQL.firstDelivering).map((row) => row.due);
    for (const name of this.#names()) {
      const allowance = this.#allowance(name, now);
      const sql = allowance.holdUntil > now ? SQL.firstElsewhere : shunned.has(name) ? SQL.firstUnslotted : null;
      if (sql !== null) times.push(...this.#statements.all<{ due: number }>(sql, name).map((row) => row.due));
      const until = allowance.onTrial ? this.#inHandUntil(name, now) : null;
      if (until !== null) {
        times.push(until);
        continue;
      }
      const heads = this.#statements.all<{ due: number }>(SQL.firstGoing, name);
      if (this.#room(name, allowance) > 0) heads.push(...this.#statements.all<{ due: number }>(SQL.firstWaiting, name));
      times.push(...heads.map((row) => Math.max(row.due, allowance.holdUntil)));
    }
    return times.length === 0 ? null : Math.min(...times);
  }

  *#accountLines(now: number, limit: number, shunned: ReadonlySet<string>): Generator<Line> {
    for (const name of this.#names()) {
      const allowance = this.#allowance(name, now);
      if (allowance.holdUntil > now) {
        yield this.#elsewhereLine(SQL.dueElsewhere, name, now, limit);
        continue;
      }
      if (allowance.onTrial && this.#inHandUntil(name, now) !== null) continue;
      const room = Math.min(limit, this.#room(name, allowance));
      if (allowance.onTrial) {
        yield this.#trialLine(name, now, room);
        continue;
      }
      const going = this.#readLine(SQL.dueGoing, [name], now, limit);
      if (room > 0) yield new JointLine([going, this.#waitingLine(name, now, room)], limit);
      else if (shunned.has(name)) {
        yield new JointLine([going, this.#elsewhereLine(SQL.dueUnslotted, name, now, limit)], limit);
      } else yield new JointLine([going], limit);
    }
  }

  #elsewhereLine(sql: string, account: string, now: number, pageSize: number): ReadLine {
    const read = (after: Head, most: number): readonly Head[] =>
      this.#statements
        .all<Head>(sql, account, now, after.due, after.id, most)
        .map((head) => ({ ...head, onlyElsewhere: true }));
    return new ReadLine(read, pageSize);
  }

  /** The one job that tries an account. */
  #trialLine(account: string, now: number, room: number): Line {
    const find = (sql: string): Head | undefined => this.#statements.one<Head>(sql, account, now);
    const head = find(SQL.lightestGoing) ?? (room > 0 ? find(SQL.lightestWaiting) : undefined);
    return new ReadLine(() => [], 1, head === undefined ? [] : [head]);
  }

  #waitingLine(account: string, now: number, room: number): Line {
    const heads = this.#shareHeads(account, now);
    // One share alone is compared with nobody.
    const slots = heads.length > 1 ? this.#slotsByShare(account) : null;
    const pageSize = Math.ceil(room / Math.max(1, heads.length));
    const shares = heads.map(({ share, id, due }): ShareLine => {
      const line = this.#readLine(SQL.dueOfShare, [account, share], now, pageSize, [{ id, due }]);
      return { share, line, slots: slots?.get(share) ?? 0 };
    });
    return new WaitingLine(shares, this.#turnsOf(account), room);
  }

  /** The first job of each share that is due; of many shares those whose turn it is to be looked at. */
  #shareHeads(account: string, now: number): ShareHead[] {
    const from = this.#lookedUpTo.get(account);
    const heads = [...this.#sharesAfter(account, from, MOST_SHARES)];
    if (from !== undefined) {
      for (const head of this.#sharesAfter(account, undefined, MOST_SHARES - heads.length)) {
        if (head.share > from) break;
        heads.push(head);
      }
    }
    const last = heads.at(-1);
    if (last === undefined || heads.length < MOST_SHARES) this.#lookedUpTo.delete(account);
    else this.#lookedUpTo.set(account, last.share);
    const due = heads.filter((head) => head.due <= now);
    if (due.length > 0) return due;
    return this.#statements.all<ShareHead>(SQL.firstWaiting, account).filter((head) => head.due <= now);
  }

  *#sharesAfter(account: string, share: string | undefined, most: number): Generator<ShareHead> {
    let last = share;
    for (let count = 0; count < most; count += 1) {
      const head: ShareHead | undefined =
        last === undefined
          ? this.#statements.one<ShareHead>(SQL.firstShare, account)
          : this.#statements.one<ShareHead>(SQL.nextShare, account, last);
      if (head === undefined) return;
      yield head;
      last = head.share;
    }
  }

  #slotsByShare(account: string): Map<string, number> {
    const slots = new Map<string, number>();
    for (const { share } of this.#statements.all<{ share: string }>(SQL.sharesTaken, account)) {
      slots.set(share, (slots.get(share) ?? 0) + 1);
    }
    return slots;
  }

  #readLine(
    sql: string,
    keys: readonly string[],
    now: number,
    pageSize: number,
    already: readonly Head[] = [],
  ): ReadLine {
    const read = (after: Head, most: number): readonly Head[] =>
      this.#statements.all<Head>(sql, ...keys, now, after.due, after.id, most);
    return new ReadLine(read, pageSize, already);
  }

  #turnsOf(account: string): ShareTurns {
    const turns = this.#turns.get(account) ?? new ShareTurns();
    this.#turns.set(account, turns);
    return turns;
  }

  #allowance(account: string, now: number): Allowance {
    return allowanceOf(this.#accounts.one(account), now);
  }

  /** When the last of an account's jobs in hand will be taken for lost; null when none is in hand. */
  #inHandUntil(account: string, now: number): number | null {
    return this.#statements.one<{ due: number }>(SQL.lastInHand, account, now)?.due ?? null;
  }

  /** Free slots, counted anew each time: a counter could drift from the rows, a count cannot. */
  #room(account: string, { slots }: Allowance): number {
    if (slots === Number.POSITIVE_INFINITY) return slots;
    return slots - (this.#statements.one<{ taken: number }>(SQL.slotsTaken, account)?.taken ?? 0);
  }

  /** The accounts in which a job waits for a slot or holds one. */
  #names(): Set<string> {
    return new Set([...this.#walk(SQL.accountGoing), ...this.#walk(SQL.accountWaiting)]);
  }

  /** Distinct names by one look into the index each, however many jobs stand under a name. */
  *#walk(sql: string): Generator<string> {
    let found = this.#statements.one<{ name: string }>(sql, "");
    while (found !== undefined) {
      yield found.name;
      found = this.#statements.one<{ name: string }>(sql, found.name);
    }
  }
}
