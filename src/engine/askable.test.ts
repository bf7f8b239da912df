import { describe, expect, it } from "vitest";
import type { Provider } from "../domain/provider.ts";
import { requireAskable } from "./askable.ts";

const facts = { kinds: ["assessment"], longestScript: 4 } as const;
const scorer = { name: "scorer", facts } as unknown as Provider;
const scribe = { name: "scribe", facts: { kinds: ["transcription"] } } as unknown as Provider;
const assessing = (...script: string[]) => ({ kind: "assessment", options: { script } }) as const;

describe("what a provider can be asked for", () => {
  it("is what it does", () => {
    expect(() => requireAskable(scribe, {})).not.toThrow();
    expect(() => requireAskable(scorer, {})).toThrow("scorer does not transcribe");
    expect(() => requireAskable(scribe, assessing("go on"))).toThrow("scribe does not assess");
  });

  it("is a script with words in each sentence, no more of them than it takes", () => {
    expect(() => requireAskable(scorer, assessing("go forward ten meters", "turn — left!"))).not.toThrow();
    const reader = { name: "reader", facts: { ...facts, needsScript: true } } as unknown as Provider;
    const free = { kind: "assessment" } as const;
    expect(() => requireAskable(reader, free)).toThrow("reader needs a script");
    expect(() => requireAskable(scorer, free)).not.toThrow();
    expect(() => requireAskable(scorer, assessing())).toThrow("holds no sentence");
    expect(() => requireAskable(scorer, assessing("go", " \n—!"))).toThrow("Sentence 2 of the script has no word");
    expect(() => requireAskable(scorer, assessing("one two three four five"))).toThrow(
      "has 5 words, and scorer takes 4",
    );
  });

  it("has no script beside a transcription", () => {
    const options = { script: ["go on"] };
    expect(() => requireAskable(scribe, { options })).toThrow("what was to be said");
  });
});
