import type { AssessedPhone, AssessedWord, Assessment } from "../domain/assessment.ts";
import type { Transcript } from "../domain/transcript.ts";
import { figuresOf, footerOf, legendOf, type PageAudio, player, wordButton } from "./assessment-page-parts.ts";
import { ASSESSMENT_SCRIPT } from "./assessment-page-script.ts";
import { ASSESSMENT_STYLE } from "./assessment-page-style.ts";
import { bandOf, scoreWords } from "./assessment-words.ts";
import { htmlJson, htmlText } from "./html-text.ts";

export interface AssessmentPage {
  readonly transcript: Transcript;
  readonly assessment: Assessment;
  /** The recording's, for people. */
  readonly name: string;
  /** Null where there is no sound to be had: then the page has no player. */
  readonly audio: PageAudio | null;
  /** SHA-256 of a text's UTF-8, base64: the page says of its own script and style which they are, and others do not run. */
  readonly digest: (text: string) => string;
}

/**
 * An assessment as one page that needs nothing else: words with their scores, and where there is sound, its waveform and
 * words that light up as it plays. It reaches no network, and its policy holds a browser to that.
 */
export function toAssessmentPage({ transcript, assessment, name, audio, digest }: AssessmentPage): string {
  const { words } = assessment;
  const data = htmlJson({
    words: words.map(wordData),
    duration: transcript.durationMs === null ? null : transcript.durationMs / 1_000,
  });
  // The line of the script lets a later run see what this page is about without taking it apart.
  const about = `{\n  "script": ${htmlJson(assessment.script)}\n}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(audio, digest)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${htmlText(name)}</title>
<script type="application/json" id="about">
${about}
</script>
<style>${ASSESSMENT_STYLE}</style>
</head>
<body>
<main>
<header>
<div><h1>${htmlText(name)}</h1><p class="by">${htmlText(saidOf(transcript, assessment))}</p></div>
${overall(assessment)}
</header>
${audio === null ? "" : player(audio)}
<section class="card" aria-label="Words">
${words.length === 0 ? `<p>${htmlText(transcript.text)}</p>` : `<div class="words">${words.map(wordButton).join("")}</div>`}
${legendOf(assessment)}
</section>
${words.length === 0 ? "" : '<section class="card" id="detail" aria-live="polite" aria-label="The word that is chosen"></section>'}
${figuresOf(assessment)}
${footerOf(assessment, transcript.provider)}
</main>
<script type="application/json" id="data">${data}</script>
<script>${ASSESSMENT_SCRIPT}</script>
</body>
</html>
`;
}

function policyOf(audio: PageAudio | null, digest: AssessmentPage["digest"]): string {
  const media = audio === null ? "'none'" : audio.kind === "embedded" ? "data:" : "'self' file:";
  return [
    "default-src 'none'",
    `style-src 'sha256-${digest(ASSESSMENT_STYLE)}'`,
    `script-src 'sha256-${digest(ASSESSMENT_SCRIPT)}'`,
    `media-src ${media}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function saidOf({ provider }: Transcript, { script }: Assessment): string {
  return script === null ? `Free speech, assessed by ${provider}` : `Read aloud, assessed by ${provider}`;
}

function overall({ score }: Assessment): string {
  if (score === null) return "";
  return `<div class="overall ${bandOf(score)}"><b>${scoreWords(score)}</b><span>of 100</span></div>`;
}

function wordData({ word, startMs, endMs, score, said, phones }: AssessedWord): object {
  const band = said ? bandOf(score) : null;
  return { word, start: seconds(startMs), end: seconds(endMs), score, said, band, phones: phones.map(phoneData) };
}

function phoneData({ phone, startMs, score, heard }: AssessedPhone): object {
  return { phone, start: seconds(startMs), score, heard, band: bandOf(score) };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1_000;
}
