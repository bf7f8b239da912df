import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectation, learned, momentOf, noPace, type Pace, paceFrom, paceText, shareOver } from "./pace.ts";

const SECOND = 1_000;
const AUDIO = 60 * SECOND;

/** Runs of a log-normal law, each seen only every so often. */
function watched(
  pace: Pace,
  { medianMs, sigma, runs, everyMs }: Record<"medianMs" | "sigma" | "runs" | "everyMs", number>,
) {
  const dice = drawsFrom(7);
  let known = pace;
  for (let run = 0; run < runs; run += 1) {
    const normal = Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next());
    const tookMs = medianMs * Math.exp(sigma * normal);
    const from = Math.floor(tookMs / everyMs) * everyMs;
    known = learned(known, AUDIO, from, from + everyMs);
  }
  return known;
}

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

const law = fc.record({
  medianMs: fc.double({ min: 1, max: 1e8, noNaN: true }),
  shape: fc.double({ min: 0.2, max: 20, noNaN: true }),
});
const times = fc.double({ min: 0, max: 1e8, noNaN: true });

describe("the pace of runs", () => {
  it("is not known before a few of them were seen", () => {
    let pace = noPace;
    for (let run = 0; run < 3; run += 1) pace = learned(pace, AUDIO, 9_000, 10_000);
    expect(expectation(pace, AUDIO)).toBeNull();
    pace = watched(pace, { medianMs: 20_000, sigma: 0.5, runs: 5, everyMs: 1_000 });
    expect(expectation(pace, AUDIO)).not.toBeNull();
    expect(expectation(pace, 100 * AUDIO)).toBeNull();
    expect(expectation(pace, null)).toBeNull();
  });

  it("is learned from what was seen every second, and nearly as well from what was seen every ten", () => {
    for (const everyMs of [1_000, 10_000]) {
      const known = expectation(watched(noPace, { medianMs: 20_000, sigma: 0.5, runs: 400, everyMs }), AUDIO);
      expect(known?.medianMs).toBeGreaterThan(15_000);
      expect(known?.medianMs).toBeLessThan(27_000);
      // A log-logistic law of this shape spreads as a log-normal one of sigma 0.5 does.
      expect(known?.shape).toBeGreaterThan(Math.PI / Math.sqrt(3) / 0.75);
      expect(known?.shape).toBeLessThan(Math.PI / Math.sqrt(3) / 0.35);
    }
  });

  it("follows a provider who becomes four times as slow", () => {
    const before = watched(noPace, { medianMs: 10_000, sigma: 0.3, runs: 500, everyMs: 500 });
    const after = watched(before, { medianMs: 40_000, sigma: 0.3, runs: 100, everyMs: 500 });
    expect(expectation(after, AUDIO)?.medianMs).toBeGreaterThan(32_000);
  });

  it("falls where every run is over when it is first asked after", () => {
    let pace = noPace;
    let askedMs = 30_000;
    for (let run = 0; run < 40; run += 1) {
      pace = learned(pace, AUDIO, 0, askedMs);
      askedMs = Math.max(500, expectation(pace, AUDIO)?.medianMs ?? askedMs);
    }
    expect(askedMs).toBeLessThan(3_000);
  });

  it("takes no notice of spans that make no sense", () => {
    for (const [from, to] of [
      [5, 4],
      [0, 0],
      [0, -1],
      [0, Number.NaN],
      [0, Number.POSITIVE_INFINITY],
      [Number.NaN, 5],
    ] as const)
      expect(learned(noPace, AUDIO, from, to)).toBe(noPace);
  });

  it("has a moment for every share, at which that share of those who are left is over", () => {
    fc.assert(
      fc.property(law, times, fc.double({ min: 0.001, max: 0.995, noNaN: true }), (known, elapsedMs, share) => {
        const at = momentOf(known, elapsedMs, share);
        expect(at).toBeGreaterThanOrEqual(elapsedMs);
        if (Number.isFinite(at) && at - elapsedMs > 1e-6 * at)
          expect(shareOver(known, elapsedMs, at)).toBeCloseTo(share, 3);
      }),
    );
  });

  it("has no fewer over later than sooner, and never more than all", () => {
    fc.assert(
      fc.property(law, times, times, times, (known, elapsedMs, one, other) => {
        const [sooner, later] = one < other ? [one, other] : [other, one];
        const shares = [sooner, later].map((at) => shareOver(known, elapsedMs, elapsedMs + at));
        expect(shares[0]).toBeGreaterThanOrEqual(0);
        expect(shares[1]).toBeGreaterThanOrEqual((shares[0] ?? 0) - 1e-12);
        expect(shares[1]).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("is the same, but for rounding, once it was written and read", () => {
    const pace = watched(noPace, { medianMs: 20_000, sigma: 0.5, runs: 200, everyMs: 1_000 });
    const read = paceFrom(paceText(pace));
    expect(read).not.toEqual(noPace);
    expect(paceText(read)).toBe(paceText(pace));
    expect(paceText(pace).length).toBeLessThan(400);
  });

  it("is not known where what was written is none of ours", () => {
    const odd = ["", "{", "null", "[]", "[[1,2,3]]", `[${Array(8).fill('"x"')}]`, `[${Array(8).fill("[1,1e99,1]")}]`];
    for (const text of [...odd, "x".repeat(1e6)]) expect(paceFrom(text), text.slice(0, 30)).toEqual(noPace);
    fc.assert(
      fc.property(fc.json(), (text) => {
        for (const audioMs of [null, 1, AUDIO]) expect(expectation(paceFrom(text), audioMs)).toBeNull();
      }),
    );
  });
});
