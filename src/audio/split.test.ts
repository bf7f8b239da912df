import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hardCuts, type Span, splitAtPauses } from "./split.ts";

/** Pauses in order of time, none touching another. */
const recordings = fc
  .array(fc.tuple(fc.integer({ min: 50, max: 60_000 }), fc.integer({ min: 300, max: 8_000 })), { maxLength: 60 })
  .map((parts) => {
    let at = 0;
    const pauses: Span[] = parts.map(([speechMs, pauseMs]) => {
      const pause = { fromMs: at + speechMs, toMs: at + speechMs + pauseMs };
      at = pause.toMs;
      return pause;
    });
    return { pauses, totalMs: at + 1_000 };
  });
const limits = fc
  .tuple(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 60_000 }))
  .map(([shortestMs, more]) => ({ shortestMs, longestMs: Math.max(3_000, shortestMs * 3) + more }));

describe("cutting a recording into parts", () => {
  test("leaves nothing out, and keeps every part within the limits", () => {
    fc.assert(
      fc.property(recordings, limits, ({ totalMs, pauses }, within) => {
        const parts = splitAtPauses(totalMs, pauses, within);
        expect(parts[0]?.fromMs).toBe(0);
        expect(parts.at(-1)?.toMs).toBe(totalMs);
        for (const [index, { fromMs, toMs }] of parts.entries()) {
          expect(Number.isInteger(fromMs) && Number.isInteger(toMs)).toBe(true);
          expect(toMs - fromMs).toBeLessThanOrEqual(within.longestMs);
          if (totalMs >= within.shortestMs) expect(toMs - fromMs).toBeGreaterThanOrEqual(within.shortestMs);
          expect(fromMs).toBeLessThanOrEqual(parts[index - 1]?.toMs ?? 0);
          // Only neighbours share anything.
          expect(fromMs).toBeGreaterThanOrEqual(parts[index - 2]?.toMs ?? 0);
        }
      }),
    );
  });

  test("never cuts through speech where a pause could have been reached", () => {
    fc.assert(
      fc.property(recordings, limits, ({ totalMs, pauses }, within) => {
        const parts = splitAtPauses(totalMs, pauses, within);
        for (const [index, part] of parts.slice(0, -1).entries()) {
          const inPause = pauses.some(({ fromMs, toMs }) => fromMs <= part.toMs && part.toMs <= toMs);
          const next = parts[index + 1]?.fromMs ?? 0;
          if (inPause && next === part.toMs) continue;
          expect(next).toBeLessThan(part.toMs);
          const reachable = pauses.filter(({ fromMs, toMs }) => {
            return toMs > part.fromMs + Math.max(within.shortestMs, 5_000) && fromMs < part.toMs;
          });
          expect(reachable).toEqual([]);
        }
      }),
    );
  });

  test("takes the middle of the longest pause in the second half of what fits", () => {
    const pauses = [
      { fromMs: 20_000, toMs: 24_000 },
      { fromMs: 40_000, toMs: 41_000 },
      { fromMs: 55_000, toMs: 55_400 },
    ];
    const parts = splitAtPauses(90_000, pauses, { longestMs: 60_000, shortestMs: 1_000 });
    expect(parts).toEqual([
      { fromMs: 0, toMs: 40_500 },
      { fromMs: 40_500, toMs: 90_000 },
    ]);
    expect(hardCuts(parts)).toBe(0);
  });

  test("lets both parts hear five seconds where there is no pause", () => {
    const parts = splitAtPauses(100_000, [], { longestMs: 60_000, shortestMs: 1_000 });
    expect(parts).toEqual([
      { fromMs: 0, toMs: 60_000 },
      { fromMs: 55_000, toMs: 100_000 },
    ]);
    expect(hardCuts(parts)).toBe(1);
  });

  test("leaves no rest that is too short to be sent", () => {
    const parts = splitAtPauses(60_500, [{ fromMs: 59_000, toMs: 60_400 }], { longestMs: 60_000, shortestMs: 1_000 });
    expect(parts).toEqual([
      { fromMs: 0, toMs: 59_500 },
      { fromMs: 59_500, toMs: 60_500 },
    ]);
  });

  test("refuses limits that no cut can keep to", () => {
    expect(() => splitAtPauses(10_000, [], { longestMs: 2_000, shortestMs: 1_000 })).toThrow(RangeError);
  });
});
