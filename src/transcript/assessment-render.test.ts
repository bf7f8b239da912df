import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anAssessment, aPhone, assessedTranscript, aWord } from "../../test/assessed.ts";
import { bandOf, comparableWords, fluencyWords, overallWords, phonesOff, phoneWords } from "./assessment-words.ts";
import { render } from "./render.ts";

const NO_FLUENCY = anAssessment().fluency;

describe("an assessment in words", () => {
  it("has a band for every score, which changes at 60 and 80", () => {
    expect([null, 0, 59.9, 60, 79.9, 80, 100].map(bandOf)).toEqual([
      null,
      "poor",
      "poor",
      "fair",
      "fair",
      "good",
      "good",
    ]);
  });

  it("names the sounds that went wrong, the worst first, and none of a word that was not said", () => {
    const phones = [
      aPhone("T", 55),
      aPhone("EH", 90, { heard: "AE" }),
      aPhone("N", 88, { heard: "N" }),
      aPhone("Z", 12),
    ];
    expect(phonesOff(aWord("tens", { phones })).map(phoneWords)).toEqual(["Z 12", "T 55", "EH→AE 90"]);
    expect(phonesOff(aWord("tens", { phones, said: false }))).toEqual([]);
  });

  it("tells of fluency what was measured, and nothing else", () => {
    expect(fluencyWords(NO_FLUENCY)).toBeNull();
    expect(fluencyWords({ ...NO_FLUENCY, pauses: 0, initialSilenceMs: 260 })).toBe(
      "no pauses, silent for 0.3 s at first",
    );
    const paused = { ...NO_FLUENCY, wordsPerMinute: 130.6, pausedMs: 840, longestPauseMs: 500 };
    expect(fluencyWords({ ...paused, pauses: 2 })).toBe(
      "131 words a minute, 2 pauses (0.8 s together, the longest 0.5 s)",
    );
    expect(fluencyWords({ ...paused, pauses: 1 })).toBe("131 words a minute, 1 pause (0.8 s)");
  });

  it("tells the overall score with the named ones, or those alone", () => {
    expect(overallWords(anAssessment({ scores: { grammar: 71.6 } }))).toBe("85 of 100; grammar 72");
    expect(overallWords(anAssessment({ score: null, scores: { grammar: 71.6 } }))).toBe("grammar 72");
    expect(overallWords(anAssessment({ score: null }))).toBeNull();
  });

  it("says that scores of one recording alone are not ELSA's", () => {
    expect(comparableWords(anAssessment(), "local")).toContain("not ELSA's");
    expect(comparableWords(anAssessment({ comparable: "provider" }), "elsa")).toBeNull();
  });
});

describe("an assessment as a file", () => {
  const unsaid = aWord("zzyzx", { startMs: null, endMs: null, score: null, said: false });

  it("has in txt its script and a line for each word", () => {
    const { words, ...rest } = anAssessment({ remarks: ["mind the\ngap"] });
    expect(render(assessedTranscript({ ...rest, words: [...words, unsaid] }), "txt")).toBe(
      [
        "script: go ten",
        "score: 85 of 100",
        "remark: mind the gap",
        "note: local: scores of this recording compare with one another only. They are not ELSA's.",
        "",
        "from    to  score  word     off",
        "0.46  0.63     90  go",
        "1.21  1.53     41  ten      EH→AE 31",
        "                   [zzyzx]  not said",
        "",
      ].join("\n"),
    );
  });

  it("has in JSON its words in seconds and the provider's whole reply", () => {
    const assessed = anAssessment({ words: [...anAssessment().words, unsaid] });
    expect(JSON.parse(render(assessedTranscript(assessed), "json"))).toMatchObject({
      provider: "local",
      script: "go ten",
      duration: 2.786,
      words: [
        { word: "go", start: 0.46, end: 0.63, score: 90, said: true, phones: [] },
        {
          word: "ten",
          start: 1.21,
          end: 1.53,
          score: 41,
          phones: [{ phone: "T" }, { phone: "EH", start: 1, heard: "AE" }],
        },
        { word: "zzyzx", start: null, end: null, score: null, said: false, phones: [] },
      ],
      raw: { kept: "whole" },
    });
  });

  it("is for captions the transcript that it comes with", () => {
    const assessed = { ...assessedTranscript(anAssessment()), words: [] };
    const { assessment: _, ...plain } = assessed;
    expect(render(assessed, "srt")).toBe(render(plain, "srt"));
  });

  it("keeps any number of words in as many lines", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (texts) => {
        const words = texts.map((text) => aWord(text));
        const text = render(assessedTranscript(anAssessment({ words })), "txt");
        const [, rows = ""] = text.split("\n\n");
        expect(rows.split("\n").filter((line) => line !== "")).toHaveLength(texts.length === 0 ? 0 : texts.length + 1);
      }),
    );
  });
});
