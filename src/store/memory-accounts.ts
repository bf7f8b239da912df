import type { AccountDescription, AccountHold, AccountRow } from "../domain/account.ts";
import type { BreakerStage, BreakerState } from "../domain/breaker.ts";
import { addSpending, NOTHING_SPENT, type Spending } from "../domain/spending.ts";
import { described, held, released, tried } from "./account-rules.ts";
import { bucketOf, oldestKept } from "./spending-buckets.ts";

/** What the memory store knows of accounts beside the jobs in line for them. */
export class MemoryAccounts {
  readonly rows = new Map<string, AccountRow>();
  readonly #breakers = new Map<string, Partial<Record<BreakerStage, BreakerState>>>();
  /** By account and model. */
  readonly #speeds = new Map<string, Map<string, string>>();
  /** By account and minute. */
  readonly #spent = new Map<string, Map<number, Spending>>();

  /** Whether the key is another one than before. */
  describe(description: AccountDescription): boolean {
    const { row, hasNewKey } = described(this.rows.get(description.name) ?? null, description);
    this.rows.set(row.name, row);
    return hasNewKey;
  }

  hold(name: string, hold: AccountHold, now: number): void {
    this.#change(name, (row) => held(row, hold, now));
  }

  try(name: string, now: number): void {
    this.#change(name, (row) => tried(row, now));
  }

  release(name: string): void {
    this.#change(name, released);
  }

  learn(name: string, slots: number | null): void {
    this.#change(name, (row) => ({ ...row, learned: slots === null ? null : Math.max(1, slots) }));
  }

  breakers(account: string): Partial<Record<BreakerStage, BreakerState>> {
    return { ...this.#breakers.get(account) };
  }

  putBreaker(account: string, stage: BreakerStage, state: BreakerState): void {
    this.#breakers.set(account, { ...this.#breakers.get(account), [stage]: state });
  }

  speeds(account: string): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#speeds.get(account) ?? []);
  }

  putSpeed(account: string, model: string, data: string): void {
    const known = this.#speeds.get(account) ?? new Map<string, string>();
    this.#speeds.set(account, known.set(model, data));
  }

  spend(account: string, at: number, amounts: Partial<Spending>): void {
    const buckets = this.#spent.get(account) ?? new Map<number, Spending>();
    this.#spent.set(account, buckets);
    const bucket = bucketOf(at);
    const known = buckets.get(bucket);
    buckets.set(bucket, addSpending(known ?? NOTHING_SPENT, amounts));
    if (known !== undefined) return;
    for (const old of buckets.keys()) if (old < oldestKept(at)) buckets.delete(old);
  }

  spent(account: string, since: number): Spending {
    let sum = NOTHING_SPENT;
    for (const [bucket, amounts] of this.#spent.get(account) ?? []) {
      if (bucket >= bucketOf(since)) sum = addSpending(sum, amounts);
    }
    return sum;
  }

  #change(name: string, change: (row: AccountRow) => AccountRow): void {
    const row = this.rows.get(name);
    if (row !== undefined) this.rows.set(name, change(row));
  }
}
