import type { Spending } from "../domain/spending.ts";
import { addSpending, NOTHING_SPENT } from "../domain/spending.ts";
import { billingAgainAllowed, retryAllowed, retryCost } from "../policy/budget.ts";
import type { GatedCall, GateMeans, HeldUp } from "./gates.ts";

/** Tries again are written down as often, ms: a death forgets no more than that. */
const WRITE_RETRIES_EVERY_MS = 60_000;

/** Requests without any are only the measure of the others, and worth fewer commits. */
const WRITE_REQUESTS_EVERY_MS = 300_000;

/** Spending is counted in parts of a budget's window. */
const PARTS = 10;

/** A budget that is used up is asked again after two parts of its window. */
const ASK_AGAIN_PARTS = 2;

const DAY_MS = 24 * 3_600_000;

interface Part {
  readonly from: number;
  requests: number;
  retries: number;
  readonly ofJobs: Map<string, number>;
}

/** One account's budgets: what its jobs spent on trying again, and on being billed again. The store keeps the sums. */
export class AccountSpending {
  readonly #name: string;
  readonly #means: GateMeans;
  /** Oldest first; null before the store was asked. */
  #parts: Part[] | null = null;
  #unwritten: Spending = NOTHING_SPENT;
  #asking: Promise<unknown> = Promise.resolve();
  #writtenAt: number | null = null;

  constructor(name: string, means: GateMeans) {
    this.#name = name;
    this.#means = means;
  }

  /** Counts the call, unless it is a try again for which the budget has nothing left. */
  async refused({ job, after }: GatedCall, now: number): Promise<HeldUp | null> {
    const { retries: budget } = this.#means.policy.budgets;
    const parts = await this.#known(now);
    const cost = after === null ? 0 : retryCost(after);
    if (cost > 0) {
      const allowance = retryAllowed(sumOf(parts, job), budget, cost);
      const until = now + Math.ceil((budget.windowMs * ASK_AGAIN_PARTS) / PARTS);
      if (!allowance.allowed) return { until, rule: "budget/retries", reason: allowance.reason };
    }
    const part = this.#partAt(parts, now);
    part.requests += 1;
    part.retries += cost;
    if (cost > 0) part.ofJobs.set(job, (part.ofJobs.get(job) ?? 0) + cost);
    this.#unwritten = addSpending(this.#unwritten, { requests: 1, retries: cost });
    return null;
  }

  /** Audio that was handed in to be transcribed, seconds. */
  billed(seconds: number): void {
    this.#unwritten = addSpending(this.#unwritten, { seconds });
  }

  /** Null when audio may be billed again, which is then written down, else why not. Of unknown length it never may. */
  billAgain(seconds: number | null, duplicates: number, now: number): Promise<string | null> {
    // One after another: two that ask at once would both find the budget as it was before either.
    const answer = this.#asking.then(() => this.#billAgain(seconds, duplicates, now));
    this.#asking = answer.catch(() => undefined);
    return answer;
  }

  async #billAgain(seconds: number | null, duplicates: number, now: number): Promise<string | null> {
    const { store, policy } = this.#means;
    await this.#write(now);
    const day = await store.spent(this.#name, now - DAY_MS);
    const allowance = billingAgainAllowed(day, policy.budgets.money, seconds, duplicates);
    if (!allowance.allowed) return allowance.reason;
    await store.spend(this.#name, now, { secondsAgain: seconds ?? 0 });
    return null;
  }

  /** Null where it is not yet time to write. */
  flush(now: number): Promise<void> | null {
    this.#writtenAt ??= now;
    const every = this.#unwritten.retries > 0 ? WRITE_RETRIES_EVERY_MS : WRITE_REQUESTS_EVERY_MS;
    return Math.abs(now - this.#writtenAt) < every ? null : this.#write(now);
  }

  settle(now: number): Promise<void> {
    return this.#write(now);
  }

  async #write(now: number): Promise<void> {
    const amounts = this.#unwritten;
    this.#writtenAt = now;
    if (amounts === NOTHING_SPENT) return;
    this.#unwritten = NOTHING_SPENT;
    await this.#means.store.spend(this.#name, now, amounts);
  }

  /** What earlier processes spent in the window stands in one part, and goes with it. */
  async #known(now: number): Promise<Part[]> {
    const { store, policy } = this.#means;
    const { windowMs } = policy.budgets.retries;
    if (this.#parts === null) {
      const { requests, retries } = await store.spent(this.#name, now - windowMs);
      this.#parts ??= [{ from: now, requests, retries, ofJobs: new Map() }];
    }
    // A clock that was set back leaves parts in the future: they are forgotten as old ones are.
    this.#parts = this.#parts.filter(({ from }) => Math.abs(now - from) < windowMs);
    return this.#parts;
  }

  #partAt(parts: Part[], now: number): Part {
    const width = this.#means.policy.budgets.retries.windowMs / PARTS;
    const last = parts.at(-1);
    if (last !== undefined && now - last.from < width) return last;
    const part: Part = { from: now, requests: 0, retries: 0, ofJobs: new Map() };
    parts.push(part);
    return part;
  }
}

function sumOf(parts: readonly Part[], job: string): { requests: number; retries: number; ofJob: number } {
  const sum = { requests: 0, retries: 0, ofJob: 0 };
  for (const { requests, retries, ofJobs } of parts) {
    sum.requests += requests;
    sum.retries += retries;
    sum.ofJob += ofJobs.get(job) ?? 0;
  }
  return sum;
}
