import type { AssessedWord, Assessment } from "../domain/assessment.ts";
import type { Transcript } from "../domain/transcript.ts";
import {
  type Band,
  bandOf,
  comparableWords,
  FAIR_FROM,
  fluencyWords,
  GOOD_FROM,
  levelsWords,
  overallWords,
  phonesOff,
  phoneWords,
  scoreWords,
} from "../transcript/assessment-words.ts";
import { labelled, pageWidth, type Row } from "./labelled.ts";
import { type Palette, paletteFor } from "./palette.ts";
import { cut, printable, widthOf, wrapped } from "./printable.ts";

/** Behind a score, since meaning never hangs on colour alone. */
const MARKS: Readonly<Record<Band, string>> = { good: "", fair: " ~", poor: " !" };
const BETWEEN = 2;

/**
 * How a recording was said, in lines of at most `columns`: each word with its score below it and, where one went wrong,
 * its worst sound below that; then fluency and what else is worth knowing.
 */
export function assessmentReport(
  { provider, text }: Transcript,
  assessment: Assessment,
  columns: number,
  color: boolean,
): readonly string[] {
  const palette = paletteFor(color);
  const width = pageWidth(columns);
  const cells = assessment.words.map((word) => cellOf(word, width));
  const legend = legendOf(assessment.words);
  const rows: readonly (readonly [string, string | null])[] = [
    ["score", overallWords(assessment)],
    ["fluency", fluencyWords(assessment.fluency)],
    ["levels", levelsWords(assessment)],
    ...assessment.remarks.map((remark) => ["remark", remark] as const),
    ["note", comparableWords(assessment, provider)],
  ];
  const told = rows.flatMap(([label, words]): Row[] => (words === null ? [] : [[label, printable(words)]]));
  const words =
    cells.length === 0
      ? [...wrapped(printable(text), width), ""]
      : inRows(cells, width).flatMap((row) => drawn(row, palette));
  return [
    ...words,
    ...(legend === "" ? [] : [...wrapped(legend, width).map(palette.calm), ""]),
    ...told.flatMap((row) => labelled(row, width, palette)),
  ];
}

/** A word and what stands below it. */
interface Cell {
  readonly lines: readonly [word: string, score: string, off: string];
  readonly band: Band | null;
  readonly said: boolean;
  readonly width: number;
}

function cellOf(word: AssessedWord, most: number): Cell {
  const { score, said } = word;
  const band = said ? bandOf(score) : null;
  const text = printable(word.word);
  const [worst, ...others] = phonesOff(word);
  const more = others.length === 0 ? "" : ` +${others.length}`;
  const lines = [
    said ? text : `[${text}]`,
    score === null || !said ? "" : `${scoreWords(score)}${band === null ? "" : MARKS[band]}`,
    worst === undefined ? "" : `${printable(phoneWords(worst))}${more}`,
  ].map((line) => cut(line, most)) as [string, string, string];
  return { lines, band, said, width: Math.max(...lines.map(widthOf)) };
}

/** As many cells in a row as have room beside one another. */
function inRows(cells: readonly Cell[], width: number): readonly (readonly Cell[])[] {
  const rows: Cell[][] = [];
  let taken = width;
  for (const cell of cells) {
    const row = rows.at(-1);
    if (row !== undefined && taken + BETWEEN + cell.width <= width) {
      row.push(cell);
      taken += BETWEEN + cell.width;
    } else {
      rows.push([cell]);
      taken = cell.width;
    }
  }
  return rows;
}

function drawn(row: readonly Cell[], palette: Palette): readonly string[] {
  const line = (index: 0 | 1 | 2, paint: (cell: Cell) => (text: string) => string): string => {
    // Nothing stands beside the last cell that has something to say, so nothing has to be kept away from it.
    const last = row.findLastIndex(({ lines }) => lines[index] !== "");
    const cells = row.slice(0, last + 1).map((cell, at) => {
      const text = cell.lines[index];
      const gap = at === last ? "" : " ".repeat(cell.width - widthOf(text) + BETWEEN);
      return `${text === "" ? "" : paint(cell)(text)}${gap}`;
    });
    return cells.join("");
  };
  const words = line(0, (cell) => paintOf(cell, palette));
  const below = [line(1, (cell) => paintOf(cell, palette)), line(2, () => palette.calm)];
  return [words, ...below.filter((text) => text !== ""), ""];
}

function paintOf({ band, said }: Cell, palette: Palette): (text: string) => string {
  if (!said) return palette.calm;
  switch (band) {
    case "good":
      return palette.good;
    case "fair":
      return palette.warn;
    case "poor":
      return palette.bad;
    case null:
      return palette.strong;
    default:
      return band satisfies never;
  }
}

/** Of the marks that are there. */
function legendOf(words: readonly AssessedWord[]): string {
  const bands = new Set(words.map(({ said, score }) => (said ? bandOf(score) : null)));
  const parts = [
    ...(bands.has("fair") ? [`~ below ${GOOD_FROM}`] : []),
    ...(bands.has("poor") ? [`! below ${FAIR_FROM}`] : []),
    ...(words.some((word) => phonesOff(word).some(({ heard }) => heard !== null))
      ? ["A→B was to be A, and B was heard"]
      : []),
    ...(words.every(({ said }) => said) ? [] : ["[word] not said"]),
  ];
  return parts.join(", ");
}
