import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BandMeter } from "./band-meter.ts";

function powerAbove(hz: number, tones: readonly { readonly hz: number; readonly amplitude: number }[], rate: number) {
  const frames = Math.round(rate / 50);
  const meter = new BandMeter(rate, frames);
  for (let window = 0; window < 40; window += 1) {
    const samples = Int16Array.from({ length: frames }, (_, index) => {
      const time = (window * frames + index) / rate;
      return tones.reduce((sum, tone) => sum + tone.amplitude * Math.sin(2 * Math.PI * tone.hz * time), 0);
    });
    meter.add(samples, 0, 1);
  }
  return meter.above(hz);
}

describe("the power above a frequency", () => {
  test("is that of the tones which are there, to a decibel", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(16_000, 22_050, 44_100, 48_000),
        fc.integer({ min: 300, max: 3_500 }),
        fc.integer({ min: 5_000, max: 7_500 }),
        fc.integer({ min: 100, max: 8_000 }),
        (rate, low, high, amplitude) => {
          const ratio =
            powerAbove(
              4_300,
              [
                { hz: low, amplitude: 8_000 },
                { hz: high, amplitude },
              ],
              rate,
            ) ?? 0;
          const expected = 10 * Math.log10(amplitude ** 2 / (amplitude ** 2 + 8_000 ** 2));
          expect(Math.abs(ratio - expected)).toBeLessThan(1);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("is unknown at a rate that does not reach so far, and where nothing sounds", () => {
    expect(powerAbove(4_300, [{ hz: 440, amplitude: 8_000 }], 8_000)).toBeNull();
    expect(powerAbove(4_300, [], 16_000)).toBeNull();
  });
});
