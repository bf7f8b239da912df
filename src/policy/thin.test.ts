import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultPolicy } from "./policy.ts";
import { thinness } from "./thin.ts";

const { thin } = defaultPolicy;
const MINUTE = 60_000;
const SOUND = { fromMs: 0, toMs: MINUTE, ms: 50_000 };

function said(...endsMs: readonly number[]) {
  const rest = { confidence: null, speaker: null, channel: null };
  const words = endsMs.map((endMs) => ({ text: "word", startMs: endMs - 500, endMs, ...rest }));
  return { text: words.map(({ text }) => text).join(" "), words };
}

describe("a transcript that holds too little", () => {
  it.each([
    ["no word of a minute of sound", said(), MINUTE, SOUND, "empty"],
    ["no word, of sound that nobody measured", said(), MINUTE, null, "empty"],
    ["no word of a clip of two seconds", said(), 2_000, { fromMs: 0, toMs: 2_000, ms: 2_000 }, null],
    ["no word of a minute with two seconds of sound", said(), MINUTE, { ...SOUND, ms: 2_000 }, null],
    ["words until the end", said(1_000, 59_000), MINUTE, SOUND, null],
    ["words over a third of it", said(1_000, 20_000), MINUTE, SOUND, "cut"],
    [
      "words until the sound ends, long before the recording does",
      said(20_000),
      MINUTE,
      { ...SOUND, toMs: 21_000 },
      null,
    ],
    ["a text without times", { text: "hello", words: [] }, MINUTE, SOUND, null],
    ["words over a third, of sound that nobody measured", said(20_000), MINUTE, null, null],
  ] as const)("is told by its words: %s", (_name, transcript, durationMs, sound, expected) => {
    expect(thinness(transcript, { durationMs, sound }, thin)).toBe(expected);
  });

  it("is never told of words that reach as far as the policy asks", () => {
    const span = fc.tuple(fc.nat(MINUTE), fc.integer({ min: 1, max: 10 * MINUTE }));
    fc.assert(
      fc.property(span, fc.double({ min: 0, max: 1, noNaN: true }), ([fromMs, length], more) => {
        const sound = { fromMs, toMs: fromMs + length, ms: length };
        const last = fromMs + length * (thin.coverage + (1 - thin.coverage) * more);
        expect(thinness(said(last), { durationMs: null, sound }, thin)).toBe(null);
      }),
    );
  });
});
