import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultAccountPolicy } from "./account-policy.ts";
import { holdMs } from "./hold.ts";

const MINUTE = 60_000;
const always = (value: number) => ({ next: () => value });

describe("hold of an account", () => {
  it("doubles from a quarter of an hour to six hours", () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7].map((nth) => holdMs(defaultAccountPolicy.hold, nth, always(0)) / MINUTE);
    expect(minutes).toEqual([15, 30, 60, 120, 240, 360, 360]);
  });

  it("is a tenth longer at most by chance, and never shorter, however many there were", () => {
    const holds = fc
      .tuple(fc.integer({ min: 1, max: 10 ** 9 }), fc.nat(10 ** 9))
      .map(([firstMs, more]) => ({ firstMs, maxMs: firstMs + more }));
    const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(holds, fc.integer({ min: 1, max: 10_000 }), draws, (hold, nth, draw) => {
        const lasts = holdMs(hold, nth, always(draw));
        const least = holdMs(hold, nth, always(0));
        expect(Number.isSafeInteger(lasts)).toBe(true);
        expect(least).toBeGreaterThanOrEqual(hold.firstMs);
        expect(least).toBeLessThanOrEqual(hold.maxMs);
        expect(lasts).toBeGreaterThanOrEqual(least);
        expect(lasts).toBeLessThanOrEqual(Math.round(least * 1.1));
      }),
    );
  });
});
