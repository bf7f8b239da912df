import { STAGES, type Stage } from "../domain/stage.ts";
import type { HourFigures } from "../engine/figures.ts";
import { legend } from "./axis.ts";
import { momentWords } from "./moments.ts";
import type { Palette } from "./palette.ts";
import { cut } from "./printable.ts";

const HOUR_MS = 3_600_000;
const LABEL_COLUMNS = 8;
const NOTHING = "·";
/** From few to many; they differ without any colour. */
const SHADES = ["░", "▒", "▓", "█"] as const;
/** A few hours are drawn this wide at the most. */
const WIDEST_CELL = 4;
/** Hours that a column may stand for: parts of a day, then days, then weeks. */
const SPANS = [1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 168, 336, 672, 1_344, 2_688, 8_736, 87_360, 873_600] as const;

/** Wall times, ms: what is drawn; where it is left open it ends with the first and the last fault. */
export interface Stretch {
  readonly since: number | null;
  readonly until: number | null;
}

/**
 * Faults by stage, along time: a row for each stage that had any, a column for one hour or more, the darker the more.
 * Nothing for no faults. No line is wider than `columns`, unless there are fewer than 40.
 */
export function heatMap(hours: readonly HourFigures[], stretch: Stretch, columns: number, palette: Palette): string[] {
  const [first, last] = [hours[0], hours.at(-1)];
  if (first === undefined || last === undefined) return [];
  const totals = new Map(
    STAGES.map((stage) => [stage, hours.reduce((sum, { faults }) => sum + (faults[stage] ?? 0), 0)]),
  );
  const stages = STAGES.filter((stage) => totals.get(stage) !== 0);
  const counts = Math.max(...stages.map((stage) => String(totals.get(stage)).length));
  const room = Math.max(40, columns) - LABEL_COLUMNS - 2 - 1 - counts;
  const from = stretch.since === null ? first.hour : Math.min(first.hour, floor(stretch.since, HOUR_MS));
  const to = Math.max(last.hour + HOUR_MS, stretch.until ?? 0);
  const all = Math.ceil((to - from) / HOUR_MS);
  const span = SPANS.find((hoursEach) => Math.ceil(all / hoursEach) <= room) ?? Math.ceil(all / room);
  const cells = Math.ceil(all / span);
  const width = Math.min(WIDEST_CELL, Math.max(1, Math.floor(room / cells)));
  const sums = sumsIn(hours, stages, (hour) => Math.floor((hour - from) / HOUR_MS / span), cells);
  const most = Math.max(...[...sums.values()].flat());
  const rows = stages.map((stage) => {
    const drawn = (sums.get(stage) ?? []).map((count) => painted(count, most, width, palette)).join("");
    return `${palette.calm(stage.padEnd(LABEL_COLUMNS))}▏${drawn}▕ ${String(totals.get(stage)).padStart(counts)}`;
  });
  const margin = " ".repeat(LABEL_COLUMNS + 1);
  const signs = [`${NOTHING} none`, ...rangesOf(most).map(([shade, range]) => `${shade} ${range}`)];
  return [
    ...rows,
    margin + palette.calm(timeAxis(from, from + cells * span * HOUR_MS, cells * width)),
    ...legend([...signs, `a column is ${spanWords(span)}`], Math.max(40, columns) - margin.length).map(
      (line) => margin + palette.calm(line),
    ),
  ];
}

function sumsIn(
  hours: readonly HourFigures[],
  stages: readonly Stage[],
  cellOf: (hour: number) => number,
  cells: number,
): ReadonlyMap<Stage, readonly number[]> {
  const sums = new Map(stages.map((stage) => [stage, new Array<number>(cells).fill(0)] as const));
  for (const { hour, faults } of hours) {
    for (const stage of stages) {
      const row = sums.get(stage);
      const cell = cellOf(hour);
      if (row !== undefined) row[cell] = (row[cell] ?? 0) + (faults[stage] ?? 0);
    }
  }
  return sums;
}

function painted(count: number, most: number, width: number, palette: Palette): string {
  const paints = [palette.work, palette.warn, palette.warn, palette.bad] as const;
  const level = levelOf(count, most);
  if (level === null) return palette.calm(NOTHING.repeat(width));
  return (paints[level] ?? palette.bad)((SHADES[level] ?? "█").repeat(width));
}

/** The most that each shade stands for. Each grows on the one before as much as the next on it: one outage hides no other. */
function boundsOf(most: number): number[] {
  const bounds = SHADES.map((_, index) => Math.round(most ** ((index + 1) / SHADES.length)));
  // Of few faults each number has a shade.
  return most <= SHADES.length ? SHADES.map((_, index) => index + 1) : bounds;
}

/** Null for nothing at all. */
function levelOf(count: number, most: number): number | null {
  if (count === 0) return null;
  return boundsOf(most).findIndex((bound) => count <= bound);
}

/** The shades that stand for something, and what. */
function rangesOf(most: number): (readonly [string, string])[] {
  const bounds = boundsOf(most);
  return SHADES.flatMap((shade, index) => {
    const low = (bounds[index - 1] ?? 0) + 1;
    const high = Math.min(most, bounds[index] ?? most);
    return low > high ? [] : [[shade, low === high ? String(low) : `${low}-${high}`] as const];
  });
}

/** When the first column begins and the last one ends, as far as there is room. */
function timeAxis(from: number, to: number, cells: number): string {
  const [begin, end] = [momentWords(from), momentWords(to)];
  if (begin.length + 2 + end.length > cells) return cut(begin, Math.max(cells, begin.length));
  return begin + " ".repeat(cells - begin.length - end.length) + end;
}

function spanWords(hours: number): string {
  if (hours === 1) return "1 hour";
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

function floor(at: number, step: number): number {
  return Math.floor(at / step) * step;
}
