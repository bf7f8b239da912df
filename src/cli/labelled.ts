import type { Palette } from "./palette.ts";
import { wrapped } from "./printable.ts";

const LABEL_WIDTH = 14;
/** Longer lines are hard to read, whatever the terminal. */
const WIDEST = 110;

/** A label and what is said under it. */
export type Row = readonly [label: string, text: string];

/** Columns that a page takes on a terminal of so many. */
export function pageWidth(columns: number): number {
  return Math.max(20, Math.min(columns - 1, WIDEST));
}

/** A label, and beside it the text in as many lines as it takes. */
export function labelled([label, text]: Row, width: number, palette: Palette): readonly string[] {
  const gap = " ".repeat(LABEL_WIDTH);
  const lines = wrapped(text, width - LABEL_WIDTH);
  return lines.map((line, index) => `${index === 0 ? palette.calm(label.padEnd(LABEL_WIDTH)) : gap}${line}`);
}
