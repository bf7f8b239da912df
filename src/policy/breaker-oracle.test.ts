import * as cockatiel from "cockatiel";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BreakerPolicy, BreakerState } from "../domain/breaker.ts";
import { accountPresets, defaultAccountPolicy } from "./account-policy.ts";
import { admitted, closedBreaker, heard } from "./breaker.ts";

/** The default without failures in a row: the rate alone. */
const BY_RATE = { ...defaultAccountPolicy.breaker, consecutive: null };

/*
 * Our breaker beside cockatiel's, call by call. They are equal where both say what happens; where they are not:
 *
 * - A rate opens ours when it is reached, cockatiel's when it is passed: it gets a threshold a hair below ours.
 * - Cockatiel's SamplingBreaker drops its parts one by one as calls come, whatever the time between: after a silence an
 *   outcome of an hour ago still counts. Ours drops by age. They agree where no part of the window is without a call.
 * - Cockatiel's minimum is a number of calls a second over the window. Ours is a number of calls, which at the few calls
 *   of transcription can be small.
 * - While a probe is under way cockatiel's callers queue behind it without an end; ours are told when to come back, and
 *   the probe has a lease. Calls one after the other never meet either.
 * - A call that began before it opened and ends while it is half-open opens cockatiel's again; ours listens to the probe
 *   alone.
 * - Cockatiel's open time starts anew each time it has closed; ours is longer until a window has passed in quiet. They
 *   are compared with an open time that does not grow.
 * - A clock set back prolongs cockatiel's open time without bound.
 */

const NOW = Date.UTC(2026, 10, 20, 12);
const LOWEST = { next: () => 0 };

const KINDS: Readonly<Partial<Record<cockatiel.CircuitState, BreakerState["kind"]>>> = {
  [cockatiel.CircuitState.Closed]: "closed",
  [cockatiel.CircuitState.Open]: "open",
  [cockatiel.CircuitState.HalfOpen]: "half-open",
};

interface Call {
  readonly gapMs: number;
  readonly good: boolean;
}

/** What each call met and left, by ours and by cockatiel's. */
async function sideBySide(policy: BreakerPolicy, breaker: cockatiel.IBreaker, calls: readonly Call[]) {
  const theirs = cockatiel.circuitBreaker(cockatiel.handleAll, { breaker, halfOpenAfter: policy.openMs });
  let [now, state] = [NOW, closedBreaker];
  const [ours, others]: [string[], string[]] = [[], []];
  for (const { gapMs, good } of calls) {
    now += gapMs;
    vi.setSystemTime(now);
    const answer = admitted(state, policy, now, "job");
    state = answer.go ? heard(answer.state, policy, good ? "good" : "bad", now, "job", LOWEST) : answer.state;
    ours.push(`${answer.go ? "went" : "refused"}, ${state.kind}`);

    let went = false;
    const call = () => {
      went = true;
      if (!good) throw new Error("bad");
    };
    await theirs.execute(call).catch(() => undefined);
    others.push(`${went ? "went" : "refused"}, ${KINDS[theirs.state]}`);
  }
  return { ours, others };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("breaker beside cockatiel's", () => {
  /** Calls in phases, good and bad times: a coin alone would seldom open anything or keep it closed. */
  const callsApart = (gaps: fc.Arbitrary<number>): fc.Arbitrary<Call[]> => {
    const draws = fc.double({ min: 0, max: 1, noNaN: true });
    const phases = fc.record({
      badShare: fc.constantFrom(0.1, 0.5, 0.9),
      calls: fc.array(fc.tuple(gaps, draws), { minLength: 1, maxLength: 40, size: "max" }),
    });
    return fc
      .array(phases, { minLength: 1, maxLength: 6, size: "max" })
      .map((all) =>
        all.flatMap(({ badShare, calls }) => calls.map(([gapMs, draw]) => ({ gapMs, good: draw >= badShare }))),
      );
  };

  /** Compares them, and sees to it that there was something to compare. */
  async function equal(calls: fc.Arbitrary<Call[]>, policy: BreakerPolicy, breaker: () => cockatiel.IBreaker) {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(calls, async (sequence) => {
        const { ours, others } = await sideBySide(policy, breaker(), sequence);
        expect(ours).toEqual(others);
        for (const step of ours) seen.add(step);
      }),
      { numRuns: 200 },
    );
    expect([...seen].sort()).toEqual(["refused, open", "went, closed", "went, open"]);
  }

  it("does the same by failures in a row, as the article has it, whatever the times", async () => {
    const { breaker } = accountPresets.article;
    const gaps = fc.oneof(fc.constantFrom(0, 59_999, 60_000, 60_001), fc.nat(400_000));
    await equal(callsApart(gaps), breaker, () => new cockatiel.ConsecutiveBreaker(5));
  });

  it("does the same by a rate over all calls while the window lasts", async () => {
    const policy: BreakerPolicy = { ...BY_RATE, windowMs: 10 ** 9, maxOpenMs: 30_000 };
    const gaps = fc.oneof(fc.constantFrom(0, 29_999, 30_000), fc.nat(60_000));
    await equal(
      callsApart(gaps),
      policy,
      () => new cockatiel.CountBreaker({ threshold: 0.5 - 1e-9, size: 240, minimumNumberOfCalls: 20 }),
    );
  });

  it("does the same by a rate over a sliding window of twenty parts, none of them without a call", async () => {
    const policy: BreakerPolicy = {
      ...BY_RATE,
      windowMs: 20_000,
      minimum: 8,
      openMs: 3_000,
      maxOpenMs: 3_000,
    };
    // A call at each quarter of a second, some of them with others at the same moment: each part begins a second after
    // the one before it.
    const gaps = fc.constantFrom(250, 250, 250, 0);
    await equal(
      callsApart(gaps),
      policy,
      () => new cockatiel.SamplingBreaker({ threshold: 0.5 - 1e-9, duration: 20_000, minimumRps: 7.5 / 20 }),
    );
  });
});
