import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anAssessment, aPhone, assessedTranscript, aWord } from "../../test/assessed.ts";
import { assessmentReport } from "./assessment-report.ts";
import { widthOf } from "./printable.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the control character ESC.
const COLOR = /\u001b\[\d+m/g;

function report(parts: Parameters<typeof anAssessment>[0], columns = 80, color = false): readonly string[] {
  const assessment = anAssessment(parts);
  return assessmentReport(assessedTranscript(assessment), assessment, columns, color);
}

describe("the report of an assessment", () => {
  it("has below each word its score with a mark, and its worst sound", () => {
    const words = [
      aWord("go", { score: 95 }),
      aWord("forward", { score: 71, phones: [aPhone("F", 12), aPhone("ER", 40)] }),
      aWord("quickly", { said: false, score: null, startMs: null, endMs: null }),
      aWord("ten", { score: 42, phones: [aPhone("EH", 31, { heard: "AE" })] }),
      aWord("meters", { score: null }),
    ];
    expect(report({ words }).slice(0, 5)).toEqual([
      "go  forward  [quickly]  ten       meters",
      "95  71 ~                42 !",
      "    F 12 +1             EH→AE 31",
      "",
      "~ below 80, ! below 60, A→B was to be A, and B was heard, [word] not said",
    ]);
  });

  it("says nothing of marks where there are none", () => {
    expect(report({ words: [aWord("go", { score: 95 })], comparable: "provider" })).toEqual([
      "go",
      "95",
      "",
      "score         85 of 100",
    ]);
  });

  it("colours words and scores by how well they were said", () => {
    const words = [aWord("good", { score: 80 }), aWord("fair", { score: 60 }), aWord("poor", { score: 0 })];
    const [line = ""] = report({ words }, 80, true);
    expect(line).toBe("\u001b[32mgood\u001b[39m  \u001b[33mfair\u001b[39m  \u001b[31mpoor\u001b[39m");
  });

  it("shows the text where there are no words", () => {
    expect(report({ words: [], script: null })[0]).toBe("go ten");
  });

  const word = fc
    .record({
      text: fc.string({ unit: "grapheme" }),
      score: fc.option(fc.integer({ min: 0, max: 100 })),
      said: fc.boolean(),
    })
    .map(({ text, score, said }) => aWord(text, { score, said, phones: [aPhone(text, score)] }));

  it("fits its terminal, and says the same with colour and without", () => {
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 30, max: 200 }), (words, columns) => {
        const plain = report({ words }, columns);
        for (const line of plain) expect(widthOf(line)).toBeLessThan(columns);
        expect(report({ words }, columns, true).map((line) => line.replace(COLOR, ""))).toEqual(plain);
      }),
    );
  });

  it("sends nothing to the terminal that it obeys", () => {
    const remarks = ["\u001b[2J\u202e"];
    const text = report({ words: [aWord("\u001b]0;x\u0007", { phones: [aPhone("\u009b", 1)] })], remarks }).join("");
    expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
