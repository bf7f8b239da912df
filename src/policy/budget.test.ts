import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultAccountPolicy } from "./account-policy.ts";
import { type Allowance, billingAgainAllowed, retryAllowed, retryCost } from "./budget.ts";
import { defaultPolicy } from "./policy.ts";

const { retries: RETRIES, money: MONEY } = defaultAccountPolicy.budgets;

const why = (allowance: Allowance) => (allowance.allowed ? "allowed" : allowance.reason);
const retry = (requests: number, spent: number, ofJob = 0, cost = 1) =>
  why(retryAllowed({ requests, retries: spent, ofJob }, RETRIES, cost));

describe("cost of trying again", () => {
  it("is nothing where nothing was sent, three after a timeout, and one after anything else", () => {
    expect(retryCost({ certainty: "not-sent", class: "timeout" })).toBe(0);
    expect(retryCost({ certainty: "unknown", class: "timeout" })).toBe(3);
    expect(retryCost({ certainty: "rejected", class: "throttled" })).toBe(1);
    expect(retryCost({ certainty: "unknown", class: "server" })).toBe(1);
  });
});

describe("budget for trying again", () => {
  it("is a floor at little traffic, and a share at much", () => {
    expect(retry(10, 99)).toBe("allowed");
    expect(retry(2_000, 199)).toBe("allowed");
    expect(retry(10, 100)).toBe(
      "tries again have cost 100 of the 100 that the account may spend on them in 5 min (10 % of 10 requests, at least 100), and this one costs 1",
    );
    expect(retry(2_000, 198, 0, 3)).toContain("198 of the 200");
  });

  it("is a quarter for one job of what the others left", () => {
    expect(retry(0, 64, 24)).toContain(
      "24 of the 15 that one job may spend in 5 min (25 % of the 60 that others left)",
    );
    expect(retry(0, 24, 24)).toBe("allowed");
    expect(retry(0, 25, 25)).toContain("25 of the 25");
  });

  it("always has a job's first try again while there is anything left", () => {
    expect(retry(0, 97, 0, 3)).toBe("allowed");
  });

  it("never asks anything for what did not leave this machine", () => {
    expect(retry(0, 10_000, 10_000, 0)).toBe("allowed");
  });

  it("lets a job alone use up its own attempts, even when every call times out", () => {
    let spent = 0;
    const { upload, submit } = defaultPolicy.stages;
    for (let tries = upload.attempts - 1 + submit.attempts - 1; tries > 0; tries -= 1) {
      expect(retry(spent, spent, spent, 3)).toBe("allowed");
      spent += 3;
    }
  });

  it("is kept to by all jobs together, and by each of them, whatever they ask for", () => {
    const budgets = fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      floor: fc.integer({ min: 3, max: 200 }),
      windowMs: fc.constant(300_000),
      shareOfJob: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    const calls = fc.array(fc.record({ job: fc.nat(4), cost: fc.constantFrom(1, 3), again: fc.boolean() }), {
      maxLength: 500,
    });
    fc.assert(
      fc.property(budgets, calls, (budget, asked) => {
        const of = new Map<number, number>();
        let [requests, spent] = [0, 0];
        for (const { job, cost, again } of asked) {
          const ofJob = of.get(job) ?? 0;
          if (again && !retryAllowed({ requests, retries: spent, ofJob }, budget, cost).allowed) continue;
          requests += 1;
          if (!again) continue;
          spent += cost;
          of.set(job, ofJob + cost);
          const all = Math.max(budget.floor, budget.share * requests);
          expect(spent).toBeLessThanOrEqual(all);
          expect(ofJob + cost).toBeLessThanOrEqual(Math.max(3, budget.shareOfJob * all));
        }
      }),
    );
  });
});

describe("budget for billing again", () => {
  const again = (seconds: number | null, day: [number, number], duplicates = 0) =>
    why(billingAgainAllowed({ seconds: day[0], secondsAgain: day[1] }, MONEY, seconds, duplicates));

  it("is a twentieth of the day's audio, to the second", () => {
    expect(again(300, [10_000, 200])).toBe("allowed");
    expect(again(301, [10_000, 200])).toBe(
      "billing its 301 s again would make it 501 s billed again in a day, and 500 s is the most (5 % of 10000 s)",
    );
  });

  it("is as many seconds as the floor where a share of the day is less", () => {
    const money = { ...MONEY, floorSeconds: 600 };
    const withFloor = (day: number, secondsAgain: number) =>
      why(billingAgainAllowed({ seconds: day, secondsAgain }, money, 300, 0));
    expect(withFloor(300, 0)).toBe("allowed");
    expect(withFloor(300, 300)).toBe("allowed");
    expect(withFloor(300, 301)).toContain("and 600 s is the most (5 % of 300 s, at least 600 s)");
    expect(withFloor(20_000, 700)).toBe("allowed");
  });

  it("is one duplicate a job", () => {
    expect(again(1, [10_000, 0], 1)).toBe("it may have been billed again once already, and 1 is the most for a job");
  });

  it("is not for audio of unknown length", () => {
    expect(again(null, [10_000, 0])).toContain("length of its audio is not known");
  });

  it("is never overdrawn", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(8_000), fc.boolean())), fc.nat(2_000), (billed, floorSeconds) => {
        let [seconds, secondsAgain] = [0, 0];
        for (const [length, isAgain] of billed) {
          if (!isAgain) seconds += length;
          else if (billingAgainAllowed({ seconds, secondsAgain }, { ...MONEY, floorSeconds }, length, 0).allowed)
            secondsAgain += length;
          expect(secondsAgain).toBeLessThanOrEqual(Math.max(floorSeconds, seconds * 0.05));
        }
      }),
    );
  });
});
