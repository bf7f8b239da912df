import { describe, expect, test } from "vitest";
import { spokenScript } from "./alignment-lexicon.ts";
import { spelledSounds } from "./alignment-spelling.ts";

const DICTIONARY: Readonly<Record<string, string>> = {
  a: "AH",
  "a(2)": "EY",
  beauty: "B Y UW T IY",
  church: "CH ER CH",
  rip: "R IH P",
  ripe: "R AY P",
  there: "DH EH R",
  under: "AH N D ER",
};
const spoken = (sentence: string) => spokenScript(sentence, (entry) => DICTIONARY[entry] ?? null);
const firstWay = (word: string) => spoken(word).words[0]?.ways[0]?.join(" ");

describe("how a word may be said", () => {
  test("is every way that the dictionary has", () => {
    expect(spoken("a")).toEqual({ words: [{ word: "a", ways: [["AH"], ["EY"]] }], unknown: [] });
  });

  test.each([
    ["beauty's", "B Y UW T IY Z"],
    ["church's", "CH ER CH IH Z"],
    ["thereunder", "DH EH R AH N D ER"],
    ["riper", "R AY P ER"],
    ["shobe", "SH OW B"],
  ])("is made up for %s, which is told as unknown", (word, sounds) => {
    expect(firstWay(word)).toBe(sounds);
    expect(spoken(word).unknown).toEqual([word]);
  });

  test("is unknown in foreign letters, and the word is left out", () => {
    expect(spoken("there мир under")).toMatchObject({
      words: [{ word: "there" }, { word: "under" }],
      unknown: ["мир"],
    });
  });
});

test.each([
  ["knight", "N AY T"],
  ["station", "S T AE SH AH N"],
  ["phone", "F OW N"],
  ["rage", "R EY JH"],
  ["quick", "K W IH K"],
])("spells %s out as %s", (word, sounds) => {
  expect(spelledSounds(word).join(" ")).toBe(sounds);
});
