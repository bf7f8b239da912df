import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anAssessment, assessedTranscript } from "../../test/assessed.ts";
import { assessedScript } from "./assessed-script.ts";
import { toAssessmentPage } from "./assessment-page.ts";
import { render } from "./render.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("base64");
/** As scripts come from the command: one line, with a letter in it. */
const sentence = fc.string().map((text) => `a ${text}`.replace(/\s+/g, " ").trim());

test("the script of an assessment is read back from any of its files", () => {
  fc.assert(
    fc.property(fc.option(sentence), (script) => {
      const assessment = anAssessment({ script });
      const transcript = assessedTranscript(assessment);
      const page = toAssessmentPage({ transcript, assessment, name: '"script": "no"', audio: null, digest });
      for (const text of [render(transcript, "txt"), render(transcript, "json"), page]) {
        expect(assessedScript(text)).toBe(script);
      }
    }),
  );
});

test("a file that is no assessment has no script", () => {
  for (const text of ["", "go forward", '{ "text": "go" }', '  "script": {}', "described: go"]) {
    expect(assessedScript(text)).toBeUndefined();
  }
});
