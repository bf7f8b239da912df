/** What an account was asked for in a span of time: what its budgets are counted by. */
export interface Spending {
  /** All requests. */
  readonly requests: number;
  /** Those of them that were tries again. */
  readonly retries: number;
  /** Audio handed in to be transcribed, seconds. */
  readonly seconds: number;
  /** Of it, what may be billed once more. */
  readonly secondsAgain: number;
}

export const NOTHING_SPENT: Spending = { requests: 0, retries: 0, seconds: 0, secondsAgain: 0 };

export function addSpending(one: Spending, other: Partial<Spending>): Spending {
  return {
    requests: one.requests + (other.requests ?? 0),
    retries: one.retries + (other.retries ?? 0),
    seconds: one.seconds + (other.seconds ?? 0),
    secondsAgain: one.secondsAgain + (other.secondsAgain ?? 0),
  };
}
