import { describe, expect, it } from "vitest";
import type { AssessedWord } from "../domain/assessment.ts";
import { fluencyOf } from "./fluency.ts";

const word = (startMs: number | null, endMs: number | null): AssessedWord => {
  return { word: "go", startMs, endMs, score: 90, said: startMs !== null, phones: [] };
};

describe("fluency", () => {
  it("counts silences of 200 ms and more between words as pauses, in whatever order the words stand", () => {
    const words = [word(2_000, 2_500), word(500, 1_000), word(1_150, 1_500), word(null, null)];
    expect(fluencyOf(words)).toEqual({
      wordsPerMinute: 90,
      pauses: 1,
      pausedMs: 500,
      longestPauseMs: 500,
      initialSilenceMs: 500,
    });
  });

  it("counts no pause where one word is said within another", () => {
    expect(fluencyOf([word(0, 3_000), word(100, 200), word(3_100, 3_500)])).toMatchObject({ pauses: 0, pausedMs: 0 });
  });

  it("believes a speed that was measured, and knows nothing where nothing was said", () => {
    expect(fluencyOf([word(0, 500)], 77)).toMatchObject({ wordsPerMinute: 77 });
    const nothing = { pauses: null, pausedMs: null, longestPauseMs: null, initialSilenceMs: null };
    expect(fluencyOf([word(null, null)])).toEqual({ wordsPerMinute: null, ...nothing });
    expect(fluencyOf([word(5, 5)])).toMatchObject({ wordsPerMinute: null, pauses: 0 });
  });
});
