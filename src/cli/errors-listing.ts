import type { CatalogueEntry, Parameter } from "../domain/catalogue-entry.ts";
import { outlookOf } from "../engine/explanation.ts";
import type { UnknownFault } from "../engine/unknown-faults.ts";
import { draftLines } from "./explanation-text.ts";
import { paletteFor } from "./palette.ts";
import { fitted, printable, wrapped } from "./printable.ts";
import { counted, roughly } from "./quantities.ts";

/** From here on the four columns are wide enough to be read. */
const TABLE_COLUMNS = 100;
const WIDEST_TABLE = 180;
const GAP = "  ";

const HEADS = ["Exception", "Message", "Parameters", "Description"] as const;
/** How the room is shared among the columns. */
const SHARES = [0.2, 0.28, 0.18, 0.34] as const;

/** The listing in the four columns of ELSA's documentation, and what it means; on a narrow terminal one under the other. */
export function listingTable(entries: readonly CatalogueEntry[], columns: number, color: boolean): readonly string[] {
  const palette = paletteFor(color);
  const count = palette.calm(counted(entries.length, "error"));
  if (columns < TABLE_COLUMNS) {
    return [...entries.flatMap((entry) => [...record(entry, columns - 1, palette.strong), ""]), count];
  }
  const room = Math.min(columns - 1, WIDEST_TABLE) - GAP.length * (HEADS.length - 1);
  const widths = SHARES.map((share) => Math.floor(room * share));
  const head = HEADS.map((name, index) => fitted(name, widths[index] ?? 0)).join(GAP);
  return [palette.calm(head.trimEnd()), ...entries.flatMap((entry) => row(entry, widths)), "", count];
}

function row(entry: CatalogueEntry, widths: readonly number[]): readonly string[] {
  const cells = cellsOf(entry).map((cell, index) => cell.flatMap((line) => wrapped(line, widths[index] ?? 1)));
  const height = Math.max(...cells.map((cell) => cell.length));
  const lines = Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, index) => fitted(cell[line] ?? "", widths[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
  return ["", ...lines];
}

function cellsOf(entry: CatalogueEntry): readonly (readonly string[])[] {
  return [
    [...(entry.name === undefined ? [] : [entry.name]), entry.code],
    [messageOf(entry)],
    parametersOf(entry),
    [entry.description, `(${outlookOf(entry)}; ${entry.class}; ${entry.remedy})`],
  ];
}

function record(entry: CatalogueEntry, columns: number, strong: (text: string) => string): readonly string[] {
  const width = Math.max(20, columns);
  const title = entry.name === undefined ? entry.code : `${entry.name}  ${entry.code}`;
  const indented = (text: string): string[] => wrapped(text, width - 2).map((line) => `  ${line}`);
  return [
    ...wrapped(title, width).map(strong),
    ...indented(messageOf(entry)),
    ...parametersOf(entry).flatMap((text) => (text === NONE ? [] : indented(text))),
    ...indented(entry.description),
    ...indented(`${outlookOf(entry)}; ${entry.class}; ${entry.remedy}`),
  ];
}

const NONE = "None";

/** The message, or what else it is known by. */
function messageOf({ message, labels, status, statusRange, codes }: CatalogueEntry): string {
  if (message !== undefined) return message;
  if (labels !== undefined) return labels.join(" or ");
  if (status !== undefined || statusRange !== undefined) {
    return `HTTP ${[...(status ?? []), ...(statusRange === undefined ? [] : [statusRange.join(" to ")])].join(" or ")}`;
  }
  return codes?.join(", ") ?? "anything else";
}

function parametersOf({ parameters = {} }: CatalogueEntry): readonly string[] {
  const told = Object.entries(parameters).map(
    ([name, parameter]) => `${name} (${typeOf(parameter)}): ${parameter.description}`,
  );
  return told.length === 0 ? [NONE] : told;
}

const typeOf = ({ type, secret }: Parameter): string => (secret === true ? `${type}, secret` : type);

/** The same as a table of Markdown, with the code, the class, the remedy and the page. */
export function markdownTable(entries: readonly CatalogueEntry[]): readonly string[] {
  const heads = [...HEADS, "Code", "Class", "Outlook", "Remedy"];
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(" | ")} |`;
  return [
    line(heads),
    `| ${heads.map(() => "---").join(" | ")} |`,
    ...entries.map((entry) =>
      line([
        entry.name ?? entry.code,
        messageOf(entry),
        parametersOf(entry).join("; "),
        entry.description,
        entry.code,
        entry.class,
        outlookOf(entry),
        entry.remedy,
      ]),
    ),
  ];
}

/** Foreign text that cannot break out of its cell. */
function markdownCell(text: string): string {
  return printable(text).replace(/[\\|<>`*_[\]]/g, (sign) =>
    sign === "<" ? "&lt;" : sign === ">" ? "&gt;" : `\\${sign}`,
  );
}

/** Faults that nobody knows: how often, since when, and each as an entry to be completed. */
export function unknownText(
  faults: readonly (UnknownFault & { readonly draft: Readonly<Record<string, unknown>> })[],
  now: number,
  columns: number,
  color: boolean,
): readonly string[] {
  if (faults.length === 0) return ["No job of this store met a fault that the catalogue does not know."];
  const { strong, calm } = paletteFor(color);
  return faults.flatMap(({ code, times, jobs, last, text, draft }) => [
    strong(`${code}: ${counted(times, "time")} in ${counted(jobs, "job")}, last ${roughly(now - last)} ago`),
    ...wrapped(printable(text), Math.max(20, columns - 3)).map((line) => `  ${line}`),
    ...draftLines(draft).map((line) => calm(`  ${line}`)),
    "",
  ]);
}
