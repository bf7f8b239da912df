import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultPolicy } from "./policy.ts";
import { nextPollDelay } from "./polling.ts";

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
