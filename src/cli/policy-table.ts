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

const COLUMNS: readonly { readonly head: string; readonly cell: (outcome: Outcome) => string }[] = [
  { head: "scenario", cell: ({ scenario }) => printable(scenario) },
  { head: "policy", cell: ({ policy }) => printable(policy) },
  { head: "done", cell: ({ finished, jobs }) => `${finished}/${jobs}` },
  { head: "failed", cell: ({ failed }) => String(failed) },
  { head: "held", cell: ({ held }) => String(held) },
  { head: "billed", cell: ({ billed }) => String(billed) },
  { head: "twice", cell: ({ billedTwice }) => String(billedTwice) },
  { head: "requests", cell: ({ requests }) => String(requests) },
  { head: "time", cell: ({ timeMs }) => duration(timeMs) },
];

/** The policies of each scenario one under the other, cut to `columns`. */
export function outcomeTable(outcomes: readonly Outcome[], columns: number, color: boolean): readonly string[] {
  const { calm, warn } = paletteFor(color);
  const widths = COLUMNS.map(({ head, cell }) =>
    outcomes.reduce((most, one) => Math.max(most, widthOf(cell(one))), head.length),
  );
  const line = (cells: readonly string[]): string =>
    cut(
      cells
        .map((text, index) => fitted(text, widths[index] ?? 0))
        .join(GAP)
        .trimEnd(),
      columns,
    );
  return [
    calm(line(COLUMNS.map(({ head }) => head))),
    ...outcomes.map((outcome, index) => {
      const isNext = outcomes[index - 1]?.scenario === outcome.scenario;
      const cells = COLUMNS.map(({ cell }, column) => (column === 0 && isNext ? "" : cell(outcome)));
      return outcome.finished < outcome.jobs || outcome.billedTwice > 0 ? warn(line(cells)) : line(cells);
    }),
  ];
}
