import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chanceOf } from "./chance.ts";
import { drawProcessing, type Processing, processingOf } from "./processing.ts";

const RUNS = 4_001;

function times(text: string, seed: number): number[] {
  const processing = processingOf(text) as Processing;
  const chance = chanceOf(seed);
  return Array.from({ length: RUNS }, (_, run) => drawProcessing(processing, 0, chance, `${run}/0`));
}

describe("log-normal work", () => {
  it("takes half of the recordings less than its median, and one in six more than a sigma above it", () => {
    fc.assert(
      fc.property(fc.nat(1_000), (seed) => {
        const drawn = times("log-normal 20s 0.7", seed);
        const above = (ms: number) => drawn.filter((one) => one > ms).length / RUNS;
        expect(above(20_000)).toBeCloseTo(0.5, 1);
        expect(above(20_000 * Math.exp(0.7))).toBeCloseTo(0.159, 1);
        expect(above(20_000 * Math.exp(-0.7))).toBeCloseTo(0.841, 1);
      }),
      { numRuns: 20 },
    );
  });

  it("takes its median each time when it has no spread", () => {
    expect(new Set(times("log-normal 2s 0", 1))).toEqual(new Set([2_000]));
  });

  it("goes with a share of the recording's length", () => {
    expect(processingOf("log-normal 300ms 0.5 + 0.1x")).toEqual({
      draw: { kind: "log-normal", medianMs: 300, sigma: 0.5 },
      shareOfAudio: 0.1,
    });
  });

  it.each(["log-normal", "log-normal 20s", "log-normal 20 0.7", "log-normal 20s 3.1", "log-normal 20s -1"])(
    "is not %j",
    (text) => {
      expect(processingOf(text)).toBeNull();
    },
  );
});
