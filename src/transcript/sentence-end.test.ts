import { describe, expect, test } from "vitest";
import { endsSentence } from "./sentence-end.ts";

/** The text cut after each word that ends a sentence. */
function cut(text: string): string[] {
  const words = text.split(" ");
  return words
    .map((word, index) => `${word}${endsSentence(word, words[index + 1]) ? "|" : " "}`)
    .join("")
    .split("|")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

describe("a sentence ends", () => {
  test.each([
    ["at its mark", ["He left.", "Did he?", "Yes!", "Really?!", "Yes."]],
    ["behind the quotation mark or bracket", ['"Did he?"', "(He did.)", "«Oui.»", "„Ja.“", "Good."]],
    ["at marks of other languages", ["今日は。", "元気？", "はい！", "नमस्ते।", "هل؟", "ہاں۔"]],
    ["at an abbreviation, before a usual beginning", ["He lives in the U.S.", "She came at 5 p.m.", "We ate."]],
    ["at initials and the like, before a usual beginning", ["I like Plan B.", "It's good, etc.", "However, not now."]],
    ["at a word that abbreviates only before a number", ["No.", "I was at home.", "I live in the sec.", "Yes."]],
    ["after a number, and after an ellipsis", ["Pi is 3.14.", "Well...", "Perhaps."]],
  ])("%s", (_, sentences) => {
    expect(cut(sentences.join(" "))).toEqual(sentences);
  });
});

describe("a sentence goes on", () => {
  test.each([
    ["at a title", "Mr. J. A. Smith and Dr. Who vs. Prof. Moriarty."],
    ["at an abbreviation", "Some fruit, e.g. Apples, i.e. Food, came from the U.S. Army."],
    ["at an abbreviation before a small letter", "The U.S. and the U.K. were at 5 p.m. in Acme Inc. near St. Louis."],
    ["at an abbreviated number", "See No. 5, Fig. 3 and pp. 7 of Dec. 24."],
    ["at a decimal", "Pi is 3.14 or so."],
    ["after speech within it", '"Stop!" he said.'],
    ["after an ellipsis before a small letter", "Well... perhaps… not."],
    ["in brackets", "Many (approx. Ten) came (etc.) by."],
  ])("%s", (_, sentence) => {
    expect(cut(sentence)).toEqual([sentence]);
  });
});

test("a word of a million marks is no trouble", () => {
  expect(endsSentence(`${".".repeat(1e6)}x`, "Next")).toBe(false);
  expect(endsSentence(`${'."'.repeat(1e5)}x`, "Next")).toBe(false);
  expect(endsSentence(`a${".bb".repeat(1e5)}1.`, "Next")).toBe(true);
});

test("the last word ends one only with its mark", () => {
  expect([endsSentence("Mr.", undefined), endsSentence("yes", undefined)]).toEqual([true, false]);
});
