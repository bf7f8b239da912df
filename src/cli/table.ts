import type { Palette } from "./palette.ts";
import { cut, fitted, widthOf } from "./printable.ts";

const GAP = "  ";
/** Below this a name says nothing. */
const LEAST_NAME = 12;

/** One column of a table: its heading, its cell of a row, and the paint of that cell. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string;
  readonly paint?: (row: Row, palette: Palette) => (cell: string) => string;
}

/** The column of names, which is made narrower where there is no room. */
export interface NameColumn<Row> extends Column<Row> {
  /** Columns below which other ones are given up first. Default 12. */
  readonly least?: number;
}

/**
 * Rows as a table of at most `columns`, its heading first; nothing at all for no rows. The first layout in which the name
 * keeps a readable part of itself is taken, else the last one, whose lines are cut at the edge.
 *
 * @param name stands in every layout
 * @param layouts columns side by side, the fuller ones first
 */
export function table<Row>(
  rows: readonly Row[],
  name: NameColumn<Row>,
  layouts: readonly [...(readonly Column<Row>[])[], readonly Column<Row>[]],
  columns: number,
  palette: Palette,
): string[] {
  if (rows.length === 0) return [];
  const all = new Set(layouts.flat());
  const texts = new Map([...all].map((column) => [column, rows.map((row) => column.cell(row))] as const));
  const widths = new Map([...all].map((column) => [column, widthOfAll(column.head, texts.get(column) ?? [])] as const));
  const widest = (column: Column<Row>): number => widths.get(column) ?? 0;
  const roomForName = (layout: readonly Column<Row>[]): number =>
    layout.reduce((left, column) => (column === name ? left : left - widest(column) - GAP.length), columns);

  const least = Math.min(name.least ?? LEAST_NAME, widest(name));
  const layout = layouts.find((one) => roomForName(one) >= least) ?? layouts.at(-1) ?? [name];
  const room = Math.min(widest(name), Math.max(1, roomForName(layout)));
  const fits = (column: Column<Row>, text: string): string => fitted(text, column === name ? room : widest(column));
  const head = layout.map((column) => fits(column, column.head)).join(GAP);
  const lines = rows.map((_, at) => layout.map((column) => fits(column, texts.get(column)?.[at] ?? "")));
  // What is cut is not painted, since a cut may fall into the middle of a colour.
  if (columns < widthOf(head))
    return [head, ...lines.map((cells) => cells.join(GAP))].map((line) => cut(line, columns));
  const painted = rows.map((row, at) =>
    layout.map((column, index) => {
      const cell = lines[at]?.[index] ?? "";
      return column.paint?.(row, palette)(cell) ?? cell;
    }),
  );
  return [palette.calm(head.trimEnd()), ...painted.map((cells) => cells.join(GAP))];
}

function widthOfAll(head: string, cells: readonly string[]): number {
  return cells.reduce((most, cell) => Math.max(most, widthOf(cell)), head.length);
}
