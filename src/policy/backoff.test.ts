import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Backoff, Jitter } from "../domain/policy.ts";
import { backoffDelay } from "./backoff.ts";

const always = (value: number) => ({ next: () => value });
const LOWEST = always(0);
const HIGHEST = always(1 - Number.EPSILON);

const doubling = (jitter: Jitter): Backoff => ({ baseMs: 1_000, factor: 2, capMs: 60_000, jitter });

const delays = (backoff: Backoff, count: number, dice = HIGHEST) =>
  Array.from({ length: count }, (_, index) => backoffDelay(backoff, index + 1, dice));

const jitters: fc.Arbitrary<Jitter> = fc.oneof(
  fc.constantFrom<Jitter>("full", "equal", "none"),
  fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }) }),
);
const backoffs: fc.Arbitrary<Backoff> = fc.record({
  baseMs: fc.nat(100_000),
  factor: fc.double({ min: 1, max: 100, noNaN: true }),
  capMs: fc.integer({ min: 100_000, max: 10 ** 11 }),
  jitter: jitters,
});
const draws = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempts = fc.integer({ min: 1, max: 1_000_000 });

describe("backoff", () => {
  it("doubles from the base to the cap and stays there", () => {
    expect(delays(doubling("none"), 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it("stays constant with a factor of one", () => {
    expect(delays({ baseMs: 5_000, factor: 1, capMs: 5_000, jitter: "none" }, 3)).toEqual([5_000, 5_000, 5_000]);
  });

  it.each<[Jitter, number, number]>([
    ["full", 0, 60_000],
    ["equal", 30_000, 60_000],
    ["none", 60_000, 60_000],
    [{ share: 0.1 }, 60_000, 66_000],
  ])("spreads a capped delay with jitter %j from %i to %i ms: the cap comes first", (jitter, from, to) => {
    expect(backoffDelay(doubling(jitter), 20, LOWEST)).toBe(from);
    expect(backoffDelay(doubling(jitter), 20, HIGHEST)).toBe(to);
  });

  it("gives whole numbers within the cap and its share, at any attempt", () => {
    fc.assert(
      fc.property(backoffs, attempts, draws, (backoff, attempt, draw) => {
        const delay = backoffDelay(backoff, attempt, always(draw));
        const share = typeof backoff.jitter === "object" ? backoff.jitter.share : 0;
        expect(Number.isSafeInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(Math.round(backoff.capMs * (1 + share)));
      }),
    );
  });

  it("never waits less after a later attempt, for the same roll of the dice", () => {
    fc.assert(
      fc.property(backoffs, attempts, draws, (backoff, attempt, draw) => {
        const dice = always(draw);
        expect(backoffDelay(backoff, attempt + 1, dice)).toBeGreaterThanOrEqual(backoffDelay(backoff, attempt, dice));
      }),
    );
  });

  it("waits nothing without a base, however often it failed", () => {
    expect(backoffDelay({ baseMs: 0, factor: 2, capMs: 60_000, jitter: "full" }, 1_000_000, HIGHEST)).toBe(0);
  });
});
