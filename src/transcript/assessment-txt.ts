import type { AssessedWord, Assessment } from "../domain/assessment.ts";
import type { Transcript } from "../domain/transcript.ts";
import {
  comparableWords,
  fluencyWords,
  levelsWords,
  overallWords,
  phonesOff,
  phoneWords,
  scoreWords,
} from "./assessment-words.ts";

/** An assessment as a text: what was to be said, how it went, then a line for each word. */
export function toAssessmentTxt({ provider, text }: Transcript, assessment: Assessment): string {
  const { script, remarks, words } = assessment;
  const told: readonly (readonly [string, string | null])[] = [
    script === null ? ["said", text] : ["script", script],
    ["score", overallWords(assessment)],
    ["fluency", fluencyWords(assessment.fluency)],
    ["levels", levelsWords(assessment)],
    ...remarks.map((remark) => ["remark", remark] as const),
    ["note", comparableWords(assessment, provider)],
  ];
  const lines = told.flatMap(([name, words]) => (words === null ? [] : [`${name}: ${oneLine(words)}`]));
  return `${[...lines, ...(words.length === 0 ? [] : ["", ...wordRows(words)])].join("\n")}\n`;
}

const HEAD = ["from", "to", "score", "word", "off"];

function wordRows(words: readonly AssessedWord[]): readonly string[] {
  const rows = words.map((word) => [
    time(word.startMs),
    time(word.endMs),
    word.score === null ? "" : scoreWords(word.score),
    word.said ? oneLine(word.word) : `[${oneLine(word.word)}]`,
    word.said ? phonesOff(word).map(phoneWords).join(", ") : "not said",
  ]);
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) => (column < 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function time(ms: number | null): string {
  return ms === null ? "" : (ms / 1_000).toFixed(2);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
