import type { AccountPolicy } from "../domain/account-policy.ts";
import type { Fault } from "../domain/fault.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { DEAREST_RETRY, retryCost } from "../policy/budget.ts";

/** The engine forgets what was spent in parts of a window: of a tenth less it always knows all. */
const KNOWN_SHARE = 0.9;

interface Tries {
  /** Those that its limit counts. */
  spent: number;
  last: Fault | null;
}

/** Adds up what tries again cost, and tells where that is more than the account's budget for them. */
export class RetryAudit {
  readonly #tries = new Map<string, Tries>();
  readonly #again: { readonly at: number; readonly cost: number }[] = [];

  entry(job: string, entry: JournalEntry): void {
    if (entry.type !== "attempt" && entry.type !== "fault") return;
    if (entry.stage !== "upload" && entry.stage !== "submit") return;
    const tries = this.#tries.get(job) ?? { spent: 0, last: null };
    this.#tries.set(job, tries);
    if (entry.exchange !== null && tries.spent > 0 && tries.last !== null) {
      const cost = retryCost(tries.last);
      if (cost > 0) this.#again.push({ at: entry.exchange.at, cost });
    }
    if (entry.type === "attempt") {
      tries.spent = 0;
      return;
    }
    const { fault, verdict } = entry;
    tries.last = fault;
    if (verdict.action === "rewind" || verdict.action === "park") tries.spent = 0;
    else if (fault.certainty !== "not-sent" && fault.notBefore === null) tries.spent += 1;
  }

  /** Windows that cost more than they may; `sentAt` are the times of all requests, in order. */
  broken(sentAt: readonly number[], { share, floor, windowMs }: AccountPolicy["budgets"]["retries"]): string | null {
    const again = this.#again.toSorted((one, other) => one.at - other.at);
    let [first, firstSent, lastSent, cost] = [0, 0, 0, 0];
    for (const { at, cost: more } of again) {
      cost += more;
      for (let old = again[first]; old !== undefined && old.at <= at - KNOWN_SHARE * windowMs; old = again[first]) {
        cost -= old.cost;
        first += 1;
      }
      while ((sentAt[lastSent] ?? Number.POSITIVE_INFINITY) <= at) lastSent += 1;
      while ((sentAt[firstSent] ?? Number.POSITIVE_INFINITY) <= at - windowMs) firstSent += 1;
      const allowed = Math.max(floor, share * (lastSent - firstSent)) + DEAREST_RETRY;
      if (cost > allowed) return `tries again cost ${cost} in a window of which they may cost ${Math.round(allowed)}`;
    }
    return null;
  }
}
