import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Transcript } from "../domain/transcript.ts";
import { searchWords } from "./word-search.ts";

function transcriptOf(texts: readonly string[]): Transcript {
  const words = texts.map((text, index) => ({
    text,
    startMs: index * 100,
    endMs: index * 100 + 90,
    confidence: null,
    speaker: null,
    channel: null,
  }));
  return {
    provider: "assemblyai",
    remoteId: null,
    text: texts.join(" "),
    words,
    language: null,
    confidence: null,
    durationMs: null,
    rough: false,
    raw: null,
  };
}

const said = (text: string) => transcriptOf(text.split(" "));
const counts = (text: string, ...words: string[]) => searchWords(said(text), words).matches.map(({ count }) => count);

test("tells how often, when and where", () => {
  expect(searchWords(said("Foo bar, foo BAR foo."), ["foo", "foo bar", "baz"])).toEqual({
    totalCount: 5,
    matches: [
      {
        text: "foo",
        count: 3,
        timestamps: [
          [0, 90],
          [200, 290],
          [400, 490],
        ],
        indexes: [0, 2, 4],
      },
      {
        text: "foo bar",
        count: 2,
        timestamps: [
          [0, 190],
          [200, 390],
        ],
        indexes: [0, 2],
      },
      { text: "baz", count: 0, timestamps: [], indexes: [] },
    ],
  });
});

describe("finds the same words", () => {
  test.each([
    ["whatever the case", "STRASSE straße Straße", "Strasse", 3],
    ["whatever the marks", "“Don't” dont, (don’t)", "don't", 3],
    ["whatever the Unicode form", "caf\u00e9 cafe\u0301 ｃａｆé", "Cafe\u0301", 3],
    ["across marks on their own", "good - morning Good, morning", "good morning", 2],
    ["in a word that holds a space", "in New\u00a0York", "new york", 1],
    ["at overlapping places", "ha ha ha", "ha ha", 2],
    ["with marks within numbers alone", "3.14, 314 3.14. 10:30", "3.14", 2],
    ["signs that are no marks", "C C++ $5 5", "c++", 1],
  ])("%s", (_, text, word, count) => {
    expect(counts(text, word)).toEqual([count]);
  });

  test("in scripts without spaces, however the provider cut them", () => {
    const { matches } = searchWords(said("今天天气 很 好。 天 气 好"), ["天气", "天气 好", "很好"]);
    expect(matches.map(({ indexes }) => indexes)).toEqual([[0, 3], [3], [1]]);
    expect(matches[0]?.timestamps).toEqual([
      [0, 90],
      [300, 490],
    ]);
  });
});

test("asked twice in two spellings it answers once, and nothing for marks alone", () => {
  const { totalCount, matches } = searchWords(said("foo - bar"), ["Foo", "foo!", "-", ""]);
  expect(totalCount).toBe(1);
  expect(matches.map(({ text, count }) => [text, count])).toEqual([
    ["Foo", 1],
    ["-", 0],
  ]);
});

test("searches the text where there are no words", () => {
  const wordless: Transcript = { ...transcriptOf([]), text: "Ten meters. Go!", durationMs: 16_000 };
  expect(searchWords(wordless, ["meters"]).matches).toEqual([
    { text: "meters", count: 1, timestamps: [[4000, 12_000]], indexes: [1] },
  ]);
});

test("takes phrases of five words and refuses longer ones", () => {
  expect(counts("a b c d e f", "b c d - e f")).toEqual([1]);
  expect(() => searchWords(said("a"), ["a b c d e f"])).toThrow(RangeError);
});

test("counts as one who reads word by word", () => {
  const word = fc.constantFrom("la", "lo", "li");
  const dressed = fc
    .tuple(fc.constantFrom("", '"', "(", "¿"), word, fc.boolean(), fc.constantFrom("", ".", ",", "?!", '"'))
    .map(([before, text, loud, after]) => `${before}${loud ? text.toUpperCase() : text}${after}`);
  const phrases = fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(dressed, { maxLength: 40 }), phrases, (texts, asked) => {
      const plain = texts.map((text) => text.toLowerCase().replace(/[^a-z]/g, ""));
      const distinct = [...new Set(asked.map((phrase) => phrase.join(" ")))];
      const naive = distinct.map((phrase) => {
        const length = phrase.split(" ").length;
        return plain.flatMap((_, at) => (plain.slice(at, at + length).join(" ") === phrase ? [at] : []));
      });
      const found = searchWords(
        transcriptOf(texts),
        asked.map((phrase) => phrase.join(" ")),
      );
      expect(found.matches.map(({ indexes }) => indexes)).toEqual(naive);
      expect(found.matches.map(({ count }) => count)).toEqual(naive.map((places) => places.length));
      expect(found.totalCount).toBe(naive.flat().length);
    }),
  );
});
