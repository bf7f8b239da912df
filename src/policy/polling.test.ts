import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { momentOf } from "./pace.ts";
import { defaultPolicy } from "./policy.ts";
import { nextPollDelay, safetyNetMs } from "./polling.ts";

const { polling } = defaultPolicy;
const MINUTE = 60_000;
const always = (value: number) => ({ next: () => value });
const MIDDLE = always(0.5);

const delays = (audioMs: number | null, count: number, dice = MIDDLE) =>
  Array.from({ length: count }, (_, polls) => nextPollDelay(polling, { audioMs, polls, dice }));

describe("polling", () => {
  it("begins at a hundredth of the recording's length and grows to the ceiling", () => {
    expect(delays(10 * MINUTE, 6)).toEqual([6_000, 9_000, 13_500, 20_250, 30_000, 30_000]);
  });

  it("begins at the floor for a short recording, and for one of unknown length", () => {
    expect(delays(20_000, 3)).toEqual([3_000, 4_500, 6_750]);
    expect(delays(null, 3)).toEqual([3_000, 4_500, 6_750]);
  });

  it("begins at the ceiling for a very long recording", () => {
    expect(delays(10 * 60 * MINUTE, 2)).toEqual([30_000, 30_000]);
  });

  it("spreads by a tenth either way, but never below the floor", () => {
    expect(delays(10 * MINUTE, 1, always(0))).toEqual([5_400]);
    expect(delays(10 * MINUTE, 1, always(1 - Number.EPSILON))).toEqual([6_600]);
    expect(delays(null, 1, always(0))).toEqual([3_000]);
  });

  it("stays between the floor and a tenth above the ceiling, in whole milliseconds, for any recording", () => {
    const lengths = fc.option(fc.nat(Number.MAX_SAFE_INTEGER));
    const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(lengths, fc.nat(1_000_000), draws, (audioMs, polls, draw) => {
        const delay = nextPollDelay(polling, { audioMs, polls, dice: always(draw) });
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(polling.floorMs);
        expect(delay).toBeLessThanOrEqual(polling.ceilingMs * 1.1);
      }),
    );
  });
});

/** The same draws in every run. */
function drawsFrom(seed: number): { next: () => number } {
  let state = seed;
  return {
    next: () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    },
  };
}

describe("polling where it was learned how long such runs take", () => {
  const known = { medianMs: 20_000, shape: 4 };
  const delay = (elapsedMs: number, draw = 0.5, expectation = known): number =>
    nextPollDelay(polling, { audioMs: null, polls: 3, dice: always(draw), learned: { expectation, elapsedMs } });

  it("waits for the first until it is likely to be over, and asks often while it may be at any moment", () => {
    const first = delay(0);
    expect(first).toBeGreaterThan(8_000);
    expect(first).toBeLessThan(20_000);
    expect(delay(20_000)).toBeLessThan(first / 2);
    expect(delay(200_000)).toBeGreaterThan(delay(20_000));
  });

  it("finds runs sooner than they are found without, and asks less often", () => {
    const dice = drawsFrom(3);
    const cost = (isKnown: boolean): { polls: number; lateMs: number } => {
      let polls = 0;
      let lateMs = 0;
      for (let run = 1; run < 1_000; run += 1) {
        const overAt = momentOf(known, 0, run / 1_000);
        const learned = (at: number) => (isKnown ? { learned: { expectation: known, elapsedMs: at } } : {});
        let at = 0;
        for (let made = 0; at < overAt; made += 1) {
          at += nextPollDelay(polling, { audioMs: null, polls: made, dice, ...learned(at) });
          polls += 1;
        }
        lateMs += at - overAt;
      }
      return { polls, lateMs };
    };
    const [learnt, unlearnt] = [cost(true), cost(false)];
    expect(learnt.lateMs).toBeLessThan(unlearnt.lateMs / 2);
    expect(learnt.polls).toBeLessThan(unlearnt.polls);
  });

  it("stays between the floor and the ceiling, in whole milliseconds, whatever was learned", () => {
    const times = fc.double({ min: 0, max: 1e9, noNaN: true });
    const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const laws = fc.record({
      medianMs: fc.double({ min: 1, max: 1e8, noNaN: true }),
      shape: fc.double({ min: 0.1, max: 20, noNaN: true }),
    });
    fc.assert(
      fc.property(laws, times, draws, (expectation, elapsedMs, draw) => {
        const ms = delay(elapsedMs, draw, expectation);
        expect(Number.isInteger(ms)).toBe(true);
        expect(ms).toBeGreaterThanOrEqual(polling.floorMs);
        expect(ms).toBeLessThanOrEqual(polling.ceilingMs);
      }),
    );
  });

  it("spreads those who were accepted together", () => {
    expect(delay(0, 0)).toBeLessThan(delay(0, 0.5));
    expect(delay(0, 0.5)).toBeLessThan(delay(0, 0.99));
    const long = { medianMs: 600_000, shape: 4 };
    expect(delay(0, 0.99, long)).toBeLessThan(delay(0, 0, long));
  });
});

describe("a safety net", () => {
  it("is farther away under a list that has shown the run than under one that has not, and under a webhook", () => {
    const first = (by: "webhook" | "queue" | "list") => safetyNetMs(polling, { by, polls: 0 });
    expect([first("webhook"), first("queue"), first("list")]).toEqual([60_000, 180_000, 300_000]);
  });

  it("is twice as far away after each poll that found nothing, up to ten ceilings", () => {
    const nets = [0, 1, 2, 3, 99].map((polls) => safetyNetMs(polling, { by: "webhook", polls }));
    expect(nets).toEqual([60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  it("is where nearly all such runs are over, once that was learned", () => {
    const learned = { expectation: { medianMs: 20_000, shape: 4 }, elapsedMs: 0 };
    const net = safetyNetMs(polling, { by: "list", polls: 0, learned });
    expect(net).toBeGreaterThan(40_000);
    expect(net).toBeLessThan(100_000);
  });
});
