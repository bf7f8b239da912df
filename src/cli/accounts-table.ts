import type { Palette } from "./palette.ts";
import { cut, fitted, printable, widthOf, wrapped } from "./printable.ts";
import { counted } from "./quantities.ts";
import type { Breaker, Standing } from "./standing.ts";
import { sinceWords, untilWords } from "./until.ts";

const GAP = "  ";
const INDENT = "  ";
/** Below this a name says nothing. */
const LEAST_NAME = 12;

type Paint = (text: string) => string;

interface Column {
  readonly head: string;
  readonly cell: (standing: Standing) => string;
  readonly paint?: (standing: Standing, palette: Palette) => Paint;
}

const NAME: Column = { head: "account", cell: ({ account }) => printable(account) };
const STATE: Column = {
  head: "state",
  cell: stateOf,
  paint: (standing, palette) => (stateOf(standing) === "ready" ? palette.good : palette.warn),
};
const SLOTS: Column = { head: "slots", cell: slotsOf };
const WAITING: Column = { head: "waiting", cell: ({ waiting }) => String(waiting) };
const RATE: Column = { head: "in 5 min", cell: ({ requests }) => counted(requests, "request") };
const PROVIDER: Column = { head: "provider", cell: ({ provider }) => printable(provider) };
const PLACE: Column = { head: "place", cell: placeOf };

/** The fuller ones first; the last one stands also where there is no room for it. */
const LAYOUTS: readonly (readonly Column[])[] = [
  [NAME, STATE, SLOTS, WAITING, RATE, PROVIDER, PLACE],
  [NAME, STATE, SLOTS, WAITING, RATE, PLACE],
  [NAME, STATE, SLOTS, WAITING, RATE],
  [NAME, STATE, SLOTS, WAITING],
];

/**
 * Accounts as a table of at most `columns`, each with lines below it on why it is held and which breakers are open. Where
 * there is no room the place goes first, and what a name has beyond it.
 */
export function accountLines(standings: readonly Standing[], now: number, columns: number, palette: Palette): string[] {
  if (standings.length === 0) return [];
  const width = (column: Column): number =>
    standings.reduce((most, one) => Math.max(most, widthOf(column.cell(one))), column.head.length);
  const roomFor = (layout: readonly Column[]): number =>
    columns - layout.slice(1).reduce((sum, column) => sum + GAP.length + width(column), 0);
  const enough = Math.min(width(NAME), LEAST_NAME);
  const last = LAYOUTS.at(-1) ?? [NAME];
  const layout =
    LAYOUTS.find((one) => roomFor(one) >= width(NAME)) ?? LAYOUTS.find((one) => roomFor(one) >= enough) ?? last;
  const widths = layout.map((column) =>
    column === NAME ? Math.max(1, Math.min(width(NAME), roomFor(layout))) : width(column),
  );
  const line = (cell: (column: Column, index: number) => string): string =>
    layout
      .map((column, index) => cell(column, index))
      .join(GAP)
      .trimEnd();
  const plain = (cells: (column: Column) => string): string =>
    line((column, index) => fitted(cells(column), widths[index] ?? 0));

  const head = plain(({ head }) => head);
  const tooNarrow = columns < widthOf(head);
  const rows = standings.flatMap((one) => {
    const painted = line((column, index) => {
      const cell = fitted(column.cell(one), widths[index] ?? 0);
      return column.paint?.(one, palette)(cell) ?? cell;
    });
    // What is cut is not painted, since a cut may fall into the middle of a colour.
    const row = tooNarrow
      ? cut(
          plain((column) => column.cell(one)),
          columns,
        )
      : painted;
    return [
      row,
      ...detailsOf(one, now)
        .flatMap((detail) => indented(detail, columns))
        .map(palette.calm),
    ];
  });
  return [palette.calm(cut(head, columns)), ...rows];
}

/** Why it does not go on as usual, and what ends that. */
function detailsOf({ account, state, hold, slots, breakers }: Standing, now: number): readonly string[] {
  const open = breakers.filter((breaker) => breaker.state !== "closed").map((breaker) => openWords(breaker, now));
  if (hold === null) {
    if (usable(slots) === slots.cap) return open;
    return [
      `slots: ${slots.cap} in all; ${usable(slots)} since the provider pushed back, more when it goes well`,
      ...open,
    ];
  }
  const by = hold.by === null ? "by a person" : `by ${printable(hold.by)}`;
  const times = hold.times > 1 ? `, ${hold.times} times in a row` : "";
  const reason = printable(hold.reason);
  const what =
    state === "held"
      ? `held ${by}${sinceWords(hold.since, now)} ${untilWords(hold.until, now)}${times}: ${reason}`
      : `on trial, one job at a time, after it was held ${by}${sinceWords(hold.since, now)}${times}: ${reason}`;
  return [what, `to let it go on now: tenuto accounts resume ${printable(account)}`, ...open];
}

function openWords({ stage, state, until, reason }: Breaker, now: number): string {
  const why = printable(reason ?? "");
  if (state === "open") return `${stage}: nothing is sent ${untilWords(until, now)}: ${why}`;
  return `${stage}: one call at a time is tried: ${why}`;
}

function indented(text: string, columns: number): string[] {
  return Number.isFinite(columns)
    ? wrapped(text, Math.max(20, columns - INDENT.length)).map((line) => INDENT + line)
    : [INDENT + text];
}

function slotsOf({ slots }: Standing): string {
  return `${slots.taken} of ${usable(slots)}`;
}

function usable({ learned, cap }: Standing["slots"]): number {
  return Math.min(learned ?? cap, cap);
}

/** One word where all is well or nothing goes on, else the stages that do not. */
function stateOf({ state, breakers }: Standing): string {
  if (state !== "ready") return state === "trial" ? "on trial" : state;
  const open = breakers.filter((breaker) => breaker.state !== "closed");
  return open.length === 0 ? "ready" : open.map((breaker) => `${breaker.stage} ${breaker.state}`).join(", ");
}

function placeOf({ baseUrl }: Standing): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : "this machine";
}
