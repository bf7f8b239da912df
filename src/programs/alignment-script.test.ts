import { describe, expect, test } from "vitest";
import { numberWords } from "./alignment-numbers.ts";
import { scriptWords } from "./alignment-script.ts";

const parts = (sentence: string) => scriptWords(sentence).map((one) => one.parts.join(" "));

describe("the words of a script", () => {
  test("stand as they are written, without the punctuation around them", () => {
    expect(scriptWords("“Go forward,” he’d said — ten… (meters)!").map(({ word }) => word)).toEqual([
      ...["Go", "forward", "he'd", "said", "ten", "meters"],
    ]);
  });

  test.each([
    ["cold-hearted", "cold hearted"],
    ["Mr.", "mr"],
    ["U.S.", "us"],
    ["Café", "cafe"],
    ["straße", "strasse"],
    ["3rd", "three rd"],
    ["1,042", "one thousand forty two"],
  ])("%s is looked up as %s", (word, as) => {
    expect(parts(word)).toEqual([as]);
  });

  test("in letters of another script are kept and cannot be looked up", () => {
    expect(scriptWords("go мир")).toEqual([
      { word: "go", parts: ["go"] },
      { word: "мир", parts: [] },
    ]);
  });

  test("are none in what holds only punctuation", () => {
    expect(scriptWords(" ... -- !? ")).toEqual([]);
  });
});

test.each([
  ["0", "zero"],
  ["13", "thirteen"],
  ["40", "forty"],
  ["2007", "two thousand seven"],
  ["999,999,999", "nine hundred ninety nine million nine hundred ninety nine thousand nine hundred ninety nine"],
  ["007", "zero zero seven"],
])("reads %s aloud as %s", (figures, words) => {
  expect(numberWords(figures).join(" ")).toBe(words);
});
