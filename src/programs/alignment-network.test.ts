import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordNetwork } from "./alignment-network.ts";
import { cutOf } from "./alignment-words.ts";

const names = fc.integer({ min: 1, max: 40 }).map((count) => Array.from({ length: count }, (_, at) => `w_${at}`));

describe("the network of a script", () => {
  test("lets every word be passed over, at the same price each", () => {
    fc.assert(
      fc.property(names, (all) => {
        const { steps } = wordNetwork(all, false);
        const one = steps.filter(({ from, to }) => to === from + 1);
        expect(one.map(({ from }) => from)).toEqual([...all.keys()]);
        for (const { from, to, nats } of steps) expect(nats).toBe((one[0]?.nats ?? 0) * (to - from));
      }),
    );
  });

  test("has at most one step between two states, none of them beyond the end", () => {
    fc.assert(
      fc.property(names, fc.boolean(), (all, open) => {
        const { steps, states } = wordNetwork(all, open);
        expect(new Set(steps.map(({ from, to }) => `${from}-${to}`)).size).toBe(steps.length);
        expect(Math.max(...steps.map(({ to }) => to))).toBe(states - 1);
      }),
    );
  });

  test("lets an open end come after any word, and never before the first", () => {
    fc.assert(
      fc.property(names, (all) => {
        const free = wordNetwork(all, true).steps.filter(({ nats }) => nats === 0);
        expect(free.map(({ from }) => from).sort((one, other) => one - other)).toEqual(
          Array.from({ length: all.length - 1 }, (_, at) => at + 1),
        );
      }),
    );
  });
});

describe("where a window is cut", () => {
  const window = fc
    .array(
      fc.record({
        gapS: fc.double({ min: 0, max: 3, noNaN: true }),
        forS: fc.double({ min: 0.05, max: 2, noNaN: true }),
      }),
    )
    .map((spans) => {
      let at = 0;
      const words = spans.map(({ gapS, forS }) => {
        const startS = at + gapS;
        at = startS + forS;
        return { startS, endS: at };
      });
      return words.filter(({ endS }) => endS <= 20);
    });

  test("no word is cut through, and the next window begins later than this one", () => {
    fc.assert(
      fc.property(window, (words) => {
        const { atS, after } = cutOf(words, 20);
        expect(atS).toBeGreaterThan(0);
        expect(atS).toBeLessThanOrEqual(20);
        for (const { endS } of words.slice(0, after)) expect(endS).toBeLessThanOrEqual(atS);
        for (const { startS } of words.slice(after)) expect(startS).toBeGreaterThanOrEqual(atS);
      }),
    );
  });

  test("is the longest pause of its second half", () => {
    const words = [
      { startS: 1, endS: 4 },
      { startS: 9, endS: 11 },
      { startS: 12, endS: 14 },
      { startS: 14.1, endS: 19 },
    ];
    expect(cutOf(words, 20)).toEqual({ atS: 11.5, after: 2 });
  });
});
