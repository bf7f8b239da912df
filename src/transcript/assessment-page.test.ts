import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anAssessment, assessedTranscript, aWord } from "../../test/assessed.ts";
import { type AssessmentPage, toAssessmentPage } from "./assessment-page.ts";
import { ASSESSMENT_SCRIPT } from "./assessment-page-script.ts";
import { ASSESSMENT_STYLE } from "./assessment-page-style.ts";
import { htmlJson, htmlText } from "./html-text.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("base64");

function page(parts: Partial<AssessmentPage> = {}): string {
  const assessment = parts.assessment ?? anAssessment();
  return toAssessmentPage({
    transcript: assessedTranscript(assessment),
    assessment,
    name: "a.wav",
    audio: { kind: "embedded", mediaType: "audio/wav", base64: "UklGRg==" },
    digest,
    ...parts,
  });
}

/** Every tag of a page, in order, without what stands in its quotes. */
const tagsOf = (html: string) => [...html.matchAll(/<\/?([a-z][a-z0-9]*|!doctype)/gi)].map(([tag]) => tag);
const dataOf = (html: string) =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)?.[1] ?? "");

describe("the page of an assessment", () => {
  it("lets its own script and style run and nothing else, and reaches no network", () => {
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page()) ?? [];
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(page()) ?? [];
    const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(page()) ?? [];
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${digest(style)}'`,
      `script-src 'sha256-${digest(script)}'`,
      "media-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page()).not.toMatch(/https?:/);
  });

  it("keeps its tags whatever a recording, a script or a provider is called", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "</script><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<!--",
        "&lt;",
        "\u202egpj",
      ),
    );
    const calm = tagsOf(page({ assessment: anAssessment({ remarks: ["x"], words: [aWord("x")] }) }));
    fc.assert(
      fc.property(hostile, hostile, (name, text) => {
        const phones = [{ phone: text, startMs: 0, endMs: 1, score: 3, heard: name }];
        const words = [aWord(text, { phones })];
        const assessment = anAssessment({ script: name, remarks: [text], words });
        const html = page({ name, assessment, transcript: { ...assessedTranscript(assessment), provider: text } });
        expect(tagsOf(html)).toEqual(calm);
        expect(dataOf(html).words[0].word).toBe(text);
      }),
    );
  });

  it("has a button for each word, with its band, and strikes those that were not said", () => {
    const words = [aWord("go"), aWord("ten", { score: 61 }), aWord("meters", { said: false, score: null })];
    const buttons = [...page({ assessment: anAssessment({ words }) }).matchAll(/class="word ([a-z ]+)"><b>(\w+)/g)];
    expect(buttons.map(([, band, word]) => [band, word])).toEqual([
      ["good", "go"],
      ["fair", "ten"],
      ["none unsaid", "meters"],
    ]);
  });

  it("plays the recording from the page, from a file beside it, or has no player", () => {
    expect(page()).toContain('src="data:audio/wav;base64,UklGRg=="');
    const linked = page({ audio: { kind: "linked", href: "../calls/a%20b.wav" } });
    expect(linked).toContain('src="../calls/a%20b.wav"');
    expect(linked).toContain("media-src 'self' file:");
    expect(page({ audio: null })).not.toContain("<audio");
  });

  it("shows what was said where there are no words of it", () => {
    expect(page({ assessment: anAssessment({ words: [], script: null }) })).toContain("<p>go ten</p>");
  });

  it("is written in script and style that end no element of their own", () => {
    for (const text of [ASSESSMENT_SCRIPT, ASSESSMENT_STYLE]) expect(text).not.toMatch(/<\/|<!--/);
    expect(() => new Function(ASSESSMENT_SCRIPT)).not.toThrow();
  });
});

describe("a text within HTML", () => {
  it("leaves no character that means something there", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(htmlText(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
        expect(htmlJson(text)).not.toMatch(/[<>&]/);
        expect(JSON.parse(htmlJson(text))).toBe(text);
      }),
    );
  });
});
