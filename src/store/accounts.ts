import type { AccountDescription, AccountHold, AccountRow } from "../domain/account.ts";
import type { AccountStanding } from "../domain/account-store.ts";
import type { BreakerStage, BreakerState } from "../domain/breaker.ts";
import type { JournalEntry } from "../domain/journal.ts";
import type { Spending } from "../domain/spending.ts";
import { described, held, NEW_KEY, released, tried } from "./account-rules.ts";
import { ACCOUNT_SQL } from "./account-statements.ts";
import { type AccountColumns, accountOf } from "./rows.ts";
import { bucketOf, oldestKept } from "./spending-buckets.ts";
import { SQL, type Statements } from "./statements.ts";

/**
 * Parked jobs that one commit wakes. A hundred thousand of them kept everything else waiting for two seconds; so many do
 * for a twentieth of one.
 */
const WOKEN_AT_ONCE = 2_000;

/** What one commit did of something that may take several. */
export interface Part {
  readonly woken: number;
  readonly isLast: boolean;
}

/** What the tables know of accounts. What changes them happens within the transaction that its caller has begun. */
export class Accounts {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  describe(description: AccountDescription, now: number): Part {
    const { row, hasNewKey } = described(this.one(description.name), description);
    return this.#inParts(row, hasNewKey ? NEW_KEY : null, now);
  }

  hold(name: string, hold: AccountHold, now: number): void {
    this.#change(name, (row) => held(row, hold, now));
  }

  try(name: string, now: number): void {
    this.#change(name, (row) => tried(row, now));
  }

  release(name: string, reason: string, now: number): Part {
    const row = this.one(name);
    return this.#inParts(row === null ? name : released(row), reason, now);
  }

  learn(name: string, slots: number | null): void {
    this.#change(name, (row) => ({ ...row, learned: slots === null ? null : Math.max(1, slots) }));
  }

  one(name: string): AccountRow | null {
    const row = this.#statements.one<AccountColumns>(ACCOUNT_SQL.account, name);
    return row === undefined ? null : accountOf(row);
  }

  all(): readonly AccountStanding[] {
    return this.#statements.all<AccountColumns>(ACCOUNT_SQL.accounts).map((row) => ({
      ...accountOf(row),
      slotsTaken: this.slotsTaken(row.name),
      waiting: this.#statements.one<{ waiting: number }>(ACCOUNT_SQL.waiting, row.name)?.waiting ?? 0,
    }));
  }

  slotsTaken(name: string): number {
    return this.#statements.one<{ taken: number }>(SQL.slotsTaken, name)?.taken ?? 0;
  }

  breakers(account: string): Partial<Record<BreakerStage, BreakerState>> {
    const rows = this.#statements.all<{ stage: BreakerStage; data: string }>(ACCOUNT_SQL.breakers, account);
    return Object.fromEntries(rows.map(({ stage, data }) => [stage, JSON.parse(data) as BreakerState]));
  }

  putBreaker(account: string, stage: BreakerStage, state: BreakerState): void {
    this.#statements.run(ACCOUNT_SQL.putBreaker, account, stage, JSON.stringify(state));
  }

  speeds(account: string): Readonly<Record<string, string>> {
    const rows = this.#statements.all<{ model: string; data: string }>(ACCOUNT_SQL.speeds, account);
    return Object.fromEntries(rows.map(({ model, data }) => [model, data]));
  }

  putSpeed(account: string, model: string, data: string): void {
    this.#statements.run(ACCOUNT_SQL.putSpeed, account, model, data);
  }

  spend(account: string, at: number, amounts: Partial<Spending>): void {
    const { requests = 0, retries = 0, seconds = 0, secondsAgain = 0 } = amounts;
    const values = [requests, retries, seconds, secondsAgain, account, bucketOf(at)];
    if (this.#statements.run(ACCOUNT_SQL.spendMore, ...values) > 0) return;
    this.#statements.run(ACCOUNT_SQL.spendFirst, ...values);
    this.#statements.run(ACCOUNT_SQL.forgetSpent, account, oldestKept(at));
  }

  spent(account: string, since: number): Spending {
    // A sum always comes; copied, as rows come without a prototype and would equal no literal.
    return { ...(this.#statements.one<Spending>(ACCOUNT_SQL.spent, account, bucketOf(since)) as Spending) };
  }

  #change(name: string, change: (row: AccountRow) => AccountRow): void {
    const row = this.one(name);
    if (row !== null) this.#put(change(row));
  }

  #put(row: AccountRow): void {
    const { name, provider, baseUrl, cap, learned, heldAt, holdUntil, reason, heldBy, holds, keyPrint } = row;
    const hold = [heldAt, holdUntil, reason, heldBy, holds];
    this.#statements.run(ACCOUNT_SQL.putAccount, name, provider, baseUrl, cap, learned, ...hold, keyPrint);
  }

  /**
   * Writes the row that ends a hold and wakes what is parked. Where that is too much for one commit, only some are woken at
   * first: until the last part the account is held, so that whoever dies meanwhile leaves it as it was.
   */
  #inParts(row: AccountRow | string, reason: string | null, now: number): Part {
    const name = typeof row === "string" ? row : row.name;
    if (reason !== null && this.#statements.one(ACCOUNT_SQL.moreParked, name, WOKEN_AT_ONCE) !== undefined) {
      return { woken: this.#wakeParked(name, reason, now), isLast: false };
    }
    if (typeof row !== "string") this.#put(row);
    return { woken: reason === null ? 0 : this.#wakeParked(name, reason, now), isLast: true };
  }

  #wakeParked(account: string, reason: string, now: number): number {
    const entry: JournalEntry = { at: now, type: "woken", reason };
    this.#statements.run(ACCOUNT_SQL.parkedEntries, JSON.stringify(entry), account, WOKEN_AT_ONCE);
    return this.#statements.run(ACCOUNT_SQL.wakeParked, now, account, WOKEN_AT_ONCE);
  }
}
