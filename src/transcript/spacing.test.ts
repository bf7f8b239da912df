import fc from "fast-check";
import { expect, test } from "vitest";
import { joined, wordsWithin } from "./spacing.ts";

const join = (texts: readonly string[]) =>
  joined(texts.map((text) => ({ text, startMs: 0, endMs: 0, confidence: null, speaker: null, channel: null })));

test("the words within a text are the text again, joined", () => {
  const mixed = fc.string({ unit: fc.constantFrom(..."今天很好カナラーไทยครับaé1.。「」（）！\"'-") });
  fc.assert(
    fc.property(fc.oneof(mixed, fc.string({ unit: "grapheme" })), (text) => {
      fc.pre(text !== "");
      expect(join(wordsWithin(text))).toBe(text);
    }),
  );
});

test("a text is taken apart where its script writes no spaces, marks staying with their word", () => {
  expect(wordsWithin("今天很好。「我们走！」")).toEqual(["今天", "很好。", "「我们", "走！」"]);
  expect(wordsWithin("iPhone很好")).toEqual(["iPhone很好"]);
  expect(wordsWithin("don't—stop")).toEqual(["don't—stop"]);
});

test("words of different scripts are kept apart", () => {
  expect(join(["我", "用", "iPhone", "去", "公园。", "Good", "day"])).toBe("我用 iPhone 去公园。 Good day");
  expect(join(["안녕", "하세요"])).toBe("안녕 하세요");
});
