import type { AudioLevels } from "../domain/audio-report.ts";
import { axis, legend } from "./axis.ts";
import type { Palette } from "./palette.ts";

const LABEL_COLUMNS = 8;
/** The rows from the top, each so many dB high. */
const ROWS = 4;
const ROW_DB = 20;
/** What is below it is counted as silence. */
const SILENCE_DB = -50;
const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
const SILENCE = "░";
/** In the lowest row, where there is next to nothing. */
const NOTHING = "·";
const CLIPPED = "✗";

/**
 * How loud a recording is along its length: solid where there is sound, shaded where there is silence, marked where the
 * wave is cut flat.
 *
 * @param lengthMs what the axis ends in; null leaves the axis out
 * @param columns no line is wider, unless there are fewer than 20
 */
export function levelStrip(levels: AudioLevels, lengthMs: number | null, columns: number, palette: Palette): string[] {
  if (levels.strip.length === 0) return [];
  const cells = cellsOf(levels, Math.max(20, columns) - LABEL_COLUMNS - 2);
  const margin = " ".repeat(LABEL_COLUMNS + 1);
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const painted = cells.map((cell) => paintOf(cell, palette)(signOf(cell, row))).join("");
    return `${palette.calm(labelOf(row))}▏${painted}▕`;
  });
  const isClipped = cells.some(({ clipped }) => clipped);
  const clipped = cells.map((cell) => (cell.clipped ? palette.bad(CLIPPED) : " ")).join("");
  const signs = [
    ...(cells.some(isSound) ? ["█ sound"] : []),
    ...(cells.every(isSound) ? [] : [`${SILENCE} ${NOTHING} silence (below ${SILENCE_DB} dBFS)`]),
    ...(isClipped ? [`${CLIPPED} cut flat`] : []),
  ];
  return [
    ...(isClipped ? [`${palette.calm("clipped".padEnd(LABEL_COLUMNS))}▏${clipped}▕`] : []),
    ...rows,
    ...(lengthMs === null ? [] : [margin + palette.calm(axis(lengthMs, cells.length))]),
    ...legend(signs, Math.max(20, columns) - margin.length).map((line) => margin + palette.calm(line)),
  ];
}

interface Cell {
  /** The loudest window in it, dBFS. */
  readonly db: number;
  readonly clipped: boolean;
}

const isSound = ({ db }: Cell): boolean => db >= SILENCE_DB;

/** One cell for each part, or for several where there is no room: then the loudest counts. */
function cellsOf({ strip, clippedParts = [] }: AudioLevels, room: number): Cell[] {
  const clipped = new Set(clippedParts);
  return Array.from({ length: room }, (_, at) => {
    const first = Math.floor((at * strip.length) / room);
    const last = Math.max(first, Math.ceil(((at + 1) * strip.length) / room) - 1);
    const parts = strip.slice(first, last + 1);
    return {
      db: Math.max(...parts),
      clipped: parts.some((_, part) => clipped.has(first + part)),
    };
  });
}

function signOf(cell: Cell, row: number): string {
  const floor = -(row + 1) * ROW_DB;
  const share = Math.min(1, Math.max(0, (cell.db - floor) / ROW_DB));
  if (isSound(cell)) return EIGHTHS[share > 0 ? Math.max(1, Math.round(share * 8)) : 0] ?? " ";
  if (share >= 0.5) return SILENCE;
  return row === ROWS - 1 ? NOTHING : " ";
}

function paintOf(cell: Cell, palette: Palette): (text: string) => string {
  return isSound(cell) ? palette.work : palette.calm;
}

/** The level at the upper edge of a row. */
function labelOf(row: number): string {
  return (row === 0 ? "0 dBFS" : `-${row * ROW_DB}`).padStart(LABEL_COLUMNS - 1).padEnd(LABEL_COLUMNS);
}
