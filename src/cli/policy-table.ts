import { paletteFor } from "./palette.ts";
import { cut, fitted, printable, widthOf } from "./printable.ts";
import { duration } from "./quantities.ts";

/** What a policy came to in a scenario. */
export interface Outcome {
  readonly scenario: string;
  readonly policy: string;
  readonly jobs: number;
  readonly finished: number;
  readonly failed: number;
  /** Neither done nor failed in five days, or held until somebody acts. */
  readonly held: number;
  /** Runs that the provider bills. */
  readonly billed: number;
  /** Recordings that it bills more than once. */
  readonly billedTwice: number;
  readonly requests: number;
  /** Virtual time to the end of the last job, ms. */
  readonly timeMs: number;
  /** Jobs by how they ended. */
  readonly ends: Readonly<Record<string, number>>;
}

const GAP = "  ";

interface Column {
  readonly head: string;
  readonly cell: (outcome: Outcome) => string;
  /** Where there is no room the least goes first. */
  readonly weight: number;
}

const SCENARIO: Column = { head: "scenario", cell: ({ scenario }) => printable(scenario), weight: 9 };

const COLUMNS: readonly Column[] = [
  SCENARIO,
  { head: "policy", cell: ({ policy }) => printable(policy), weight: 8 },
  { head: "done", cell: ({ finished, jobs }) => `${finished}/${jobs}`, weight: 7 },
  { head: "failed", cell: ({ failed }) => String(failed), weight: 3 },
  { head: "held", cell: ({ held }) => String(held), weight: 2 },
  { head: "billed", cell: ({ billed }) => String(billed), weight: 6 },
  { head: "twice", cell: ({ billedTwice }) => String(billedTwice), weight: 4 },
  { head: "requests", cell: ({ requests }) => String(requests), weight: 1 },
  { head: "time", cell: ({ timeMs }) => duration(timeMs), weight: 5 },
];

/**
 * The policies of each scenario one under the other, in at most `columns`: without the columns for which there is no room,
 * and cut where that is not enough.
 */
export function outcomeTable(outcomes: readonly Outcome[], columns: number, color: boolean): readonly string[] {
  const { calm, warn } = paletteFor(color);
  const widthIn = ({ head, cell }: Column): number =>
    outcomes.reduce((most, one) => Math.max(most, widthOf(cell(one))), head.length);
  const shown = fitting(COLUMNS, widthIn, columns);
  const line = (cell: (column: Column) => string): string =>
    cut(
      shown
        .map((column) => fitted(cell(column), widthIn(column)))
        .join(GAP)
        .trimEnd(),
      columns,
    );
  return [
    calm(line(({ head }) => head)),
    ...outcomes.map((outcome, index) => {
      const isNext = outcomes[index - 1]?.scenario === outcome.scenario;
      const row = line((column) => (column === SCENARIO && isNext ? "" : column.cell(outcome)));
      return outcome.finished < outcome.jobs || outcome.billedTwice > 0 ? warn(row) : row;
    }),
  ];
}

/** Those of them, in their order, that there is room for; three at the least. */
function fitting(all: readonly Column[], widthIn: (column: Column) => number, columns: number): readonly Column[] {
  const width = all.reduce((sum, column) => sum + widthIn(column) + GAP.length, -GAP.length);
  if (width <= columns || all.length <= 3) return all;
  const least = Math.min(...all.map(({ weight }) => weight));
  return fitting(
    all.filter(({ weight }) => weight !== least),
    widthIn,
    columns,
  );
}
