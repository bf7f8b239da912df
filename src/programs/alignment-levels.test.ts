import fc from "fast-check";
import { expect, test } from "vitest";
import { LevelSpread } from "./alignment-levels.ts";

function spread(samples: Float32Array): boolean {
  const levels = new LevelSpread();
  levels.take(samples);
  return levels.canBeSpeech();
}
const tone = (samples: number, loud: number) =>
  Float32Array.from({ length: samples }, (_, at) => loud * Math.sin((at * 2 * Math.PI) / 40));

test("what stays as loud as it is cannot be speech, however loud, and wherever its zero lies", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      (loud, zero) => {
        expect(spread(tone(32_000, loud).map((sample) => sample + zero))).toBe(false);
      },
    ),
  );
});

test("half a second that is louder than the rest can be speech, a click cannot", () => {
  const quiet = tone(64_000, 0.001);
  const withLoud = (samples: number) => {
    const sound = Float32Array.from(quiet);
    sound.set(tone(samples, 0.2), 16_000);
    return spread(sound);
  };
  expect(withLoud(8_000)).toBe(true);
  expect(withLoud(800)).toBe(false);
});
