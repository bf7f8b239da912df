import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Word } from "../domain/transcript.ts";
import { captions } from "./captions.ts";

function word(text: string, startMs: number, endMs: number, speaker: string | null = null): Word {
  return { text, startMs, endMs, confidence: null, speaker, channel: null };
}

/** Words of half a second, one after the other, `gaps` before those named. */
function speech(text: string, gaps: Readonly<Record<string, number>> = {}): Word[] {
  let at = 0;
  return text.split(" ").map((one) => {
    at += gaps[one] ?? 0;
    at += 500;
    return word(one, at - 500, at);
  });
}

const texts = (words: readonly Word[]) => captions(words).map((cue) => cue.lines.join(" / "));

/** Words as a careless provider may send them: overlapping, without length, very long, from several people. */
const anyWords = fc
  .array(
    fc.record({
      text: fc.stringMatching(/^[a-zé-]{1,60}[.,!?]?$/),
      startMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
      length: fc.oneof(
        fc.constant(0),
        fc.double({ min: 0, max: 1500, noNaN: true }),
        fc.integer({ min: 0, max: 20_000 }),
      ),
      speaker: fc.constantFrom(null, null, "A", "B"),
    }),
  )
  .map((list) => list.map((one) => word(one.text, one.startMs, one.startMs + one.length, one.speaker)))
  .map((list) => list.sort((a, b) => a.startMs - b.startMs));

describe("captions, for any words", () => {
  test("hold every word once and in order", () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        expect(captions(words).flatMap((cue) => cue.lines.join(" ").split(" "))).toEqual(words.map((one) => one.text));
      }),
    );
  });

  test("never overlap, and each starts before it ends, at whole milliseconds", () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        let end = 0;
        for (const cue of captions(words)) {
          expect(Number.isInteger(cue.startMs) && Number.isInteger(cue.endMs)).toBe(true);
          expect(cue.startMs).toBeGreaterThanOrEqual(end);
          expect(cue.endMs).toBeGreaterThan(cue.startMs);
          end = cue.endMs;
        }
      }),
    );
  });

  test("have at most two lines of 42 letters and last at most 7 s, unless they are a single word", () => {
    fc.assert(
      fc.property(anyWords, (words) => {
        for (const cue of captions(words)) {
          if (!cue.lines.join(" ").includes(" ")) continue;
          expect(cue.lines.length).toBeLessThanOrEqual(2);
          for (const line of cue.lines) expect(line.length).toBeLessThanOrEqual(42);
          // Start and end are rounded apart.
          expect(cue.endMs - cue.startMs).toBeLessThanOrEqual(7001);
        }
      }),
    );
  });
});

describe("captions of so many letters", () => {
  test("hold every word once, and no more letters unless they are a single word", () => {
    fc.assert(
      fc.property(anyWords, fc.integer({ min: 1, max: 200 }), (words, charsPerCaption) => {
        const cues = captions(words, { charsPerCaption });
        expect(cues.flatMap((cue) => cue.lines.join(" ").split(" "))).toEqual(words.map((one) => one.text));
        for (const { lines } of cues) {
          expect(lines.length).toBeLessThanOrEqual(2);
          const whole = lines.join(" ");
          if (whole.includes(" ")) expect(whole.length).toBeLessThanOrEqual(charsPerCaption);
        }
      }),
    );
  });

  test("leave a longer word alone", () => {
    const cues = captions(speech("a b unbelievably c d"), { charsPerCaption: 5 });
    expect(cues.map((cue) => cue.lines)).toEqual([["a b"], ["unbelievably"], ["c d"]]);
  });

  test("fill the room that they have", () => {
    const quick = speech(`${"abcd ".repeat(30)}end`).map((one) => ({
      ...one,
      endMs: one.startMs / 10,
      startMs: one.startMs / 10,
    }));
    const letters = (charsPerCaption: number) =>
      captions(quick, { charsPerCaption }).map((cue) => cue.lines.map((line) => line.length));
    expect(letters(42)).toEqual([[39], [39], [39], [33]]);
    expect(letters(84)).toEqual([
      [39, 39],
      [34, 38],
    ]);
    expect(letters(1000)).toEqual([[74, 78]]);
  });

  test.each([0, -1, 1.5, Number.NaN])("are refused when it is %s", (charsPerCaption) => {
    expect(() => captions([], { charsPerCaption })).toThrow("Give a whole number from 1.");
  });
});

describe("a caption ends", () => {
  test("with its sentence, but not at a title or an initial", () => {
    expect(texts(speech('He left. "Did he?" Mr. J. Dashwood did.'))).toEqual([
      "He left.",
      '"Did he?"',
      "Mr. J. Dashwood did.",
    ]);
  });

  test("at a pause of more than 0.8 s", () => {
    expect(texts(speech("one two three", { three: 801 }))).toEqual(["one two", "three"]);
    expect(texts(speech("one two three", { three: 800 }))).toEqual(["one two three"]);
  });

  test("with its speaker", () => {
    const cues = captions([word("yes", 0, 300, "A"), word("no", 300, 600, "B")]);
    expect(cues.map((cue) => [cue.speaker, ...cue.lines])).toEqual([
      ["A", "yes"],
      ["B", "no"],
    ]);
  });

  test("after 7 s", () => {
    expect(captions(speech("a ".repeat(15).trim())).map((cue) => cue.endMs - cue.startMs)).toEqual([7000, 1000]);
  });
});

test("two lines are about equally long", () => {
  const quick = speech("and so my fellow Americans ask not what your country").map((one) => ({
    ...one,
    startMs: one.startMs / 4,
    endMs: one.endMs / 4,
  }));
  expect(texts(quick)).toEqual(["and so my fellow Americans / ask not what your country"]);
});

test("a short caption stays a second where the next one leaves the room", () => {
  const cues = captions([word("Yes.", 0, 200), word("No.", 700, 900), word("Maybe.", 3000, 3200)]);
  expect(cues.map((cue) => [cue.startMs, cue.endMs])).toEqual([
    [0, 700],
    [700, 1700],
    [3000, 4000],
  ]);
});
