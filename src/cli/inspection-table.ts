import type { AudioReport, AudioVerdict } from "../domain/audio-report.ts";
import type { RepairPlan, RepairRefusal } from "../domain/repair.ts";
import { formatWords, planWords } from "./inspection-words.ts";
import type { Palette } from "./palette.ts";
import { bytes, duration } from "./quantities.ts";
import { type Column, type NameColumn, table } from "./table.ts";

/** What of an inspection stands in a table: little, since there may be thousands. */
export interface InspectionRow {
  readonly name: string;
  readonly verdict: AudioVerdict;
  readonly codes: readonly RepairRefusal["code"][];
  readonly length: string;
  readonly size: string;
  readonly format: string;
  /** What is sent to the provider that somebody asked about; null where nobody did. */
  readonly sent: string | null;
}

/** @param name as it is shown; @param plan null where no provider was asked about */
export function inspectionRow(name: string, report: AudioReport, plan: RepairPlan | null): InspectionRow {
  const { believedMs } = report.durations;
  return {
    name,
    verdict: verdictFor(report, plan),
    codes: codesFor(report, plan),
    length: believedMs === null ? "" : duration(believedMs),
    size: bytes(report.bytes),
    format: report.format === null ? "" : formatWords(report.format),
    sent: plan === null ? null : planWords(plan),
  };
}

/** A recording that is sound may still be nothing for the provider. */
export function verdictFor({ verdict }: AudioReport, plan: RepairPlan | null): AudioVerdict {
  return plan !== null && plan.refusals.length > 0 ? "reject" : verdict;
}

function codesFor({ findings }: AudioReport, plan: RepairPlan | null): InspectionRow["codes"] {
  return [...new Set([...findings, ...(plan?.refusals ?? [])].map(({ code }) => code))];
}

const calm = (_: InspectionRow, palette: Palette): ((text: string) => string) => palette.calm;

const VERDICT: Column<InspectionRow> = {
  head: "verdict",
  cell: ({ verdict }) => verdict,
  paint: ({ verdict }, palette) => verdictPaint(verdict, palette),
};
/** Paths of recordings are told apart by their ends. */
const NAME: NameColumn<InspectionRow> = { head: "recording", cell: ({ name }) => name, least: 32 };
const LENGTH: Column<InspectionRow> = { head: "length", cell: ({ length }) => length, paint: calm };
const SIZE: Column<InspectionRow> = { head: "size", cell: ({ size }) => size, paint: calm };
const FORMAT: Column<InspectionRow> = { head: "format", cell: ({ format }) => format, paint: calm };
const CODES: Column<InspectionRow> = {
  head: "found",
  cell: ({ codes }) => codes.join(", "),
  paint: ({ verdict }, palette) => (verdict === "ok" ? palette.calm : verdictPaint(verdict, palette)),
};

/**
 * Inspections as a table of at most `columns`. Where there is no room the size goes first, then the format, then the
 * length, then what is sent; what was found stays.
 *
 * @param provider whose name heads what is sent; null where nobody asked about one
 */
export function inspectionTable(
  rows: readonly InspectionRow[],
  provider: string | null,
  columns: number,
  palette: Palette,
): string[] {
  const sent: Column<InspectionRow> = { head: `for ${provider}`, cell: (row) => row.sent ?? "", paint: calm };
  const asked = provider === null ? [] : [sent];
  const layouts = [
    [VERDICT, LENGTH, SIZE, FORMAT, NAME, ...asked, CODES],
    [VERDICT, LENGTH, FORMAT, NAME, ...asked, CODES],
    [VERDICT, LENGTH, NAME, ...asked, CODES],
    [VERDICT, NAME, ...asked, CODES],
    [VERDICT, NAME, CODES],
  ] as const;
  // Nothing stands beside the last column, so nothing has to be kept away from it.
  return table(rows, NAME, layouts, columns, palette).map((line) => line.trimEnd());
}

export function verdictPaint(verdict: AudioVerdict, palette: Palette): (text: string) => string {
  switch (verdict) {
    case "ok":
      return palette.good;
    case "warn":
      return palette.warn;
    case "reject":
      return palette.bad;
    default:
      return verdict satisfies never;
  }
}
