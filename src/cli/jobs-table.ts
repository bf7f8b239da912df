import type { JobStatus } from "../domain/job.ts";
import type { JobSummary } from "../domain/store.ts";
import { WORDS } from "./job-filters.ts";
import type { Palette } from "./palette.ts";
import { cut, fitted, printable, widthOf } from "./printable.ts";
import { roughly } from "./quantities.ts";

/** Below this a recording's name says nothing. */
const LEAST_NAME = 12;
const GAP = "  ";

interface Column {
  readonly head: string;
  readonly cells: readonly string[];
  readonly paint: (cell: string, job: JobSummary) => string;
}

/**
 * Jobs as a table of at most `columns`. The id stands whole at the end of each line, as it is what the other commands
 * take; where there is no room, first the detail goes, then the age, then a part of the name.
 */
export function jobsTable(jobs: readonly JobSummary[], now: number, columns: number, palette: Palette): string[] {
  if (jobs.length === 0) return [];
  const plain = (cell: string): string => cell;
  const status: Column = {
    head: "status",
    cells: jobs.map((job) => WORDS[job.status]),
    paint: (cell, job) => paintOf(job.status, palette)(cell),
  };
  const age: Column = { head: "age", cells: jobs.map((job) => roughly(now - job.createdAt)), paint: palette.calm };
  const name: Column = { head: "recording", cells: jobs.map((job) => printable(job.name)), paint: plain };
  const detail: Column = { head: "at", cells: jobs.map(detailOf), paint: palette.calm };
  const id: Column = { head: "job", cells: jobs.map((job) => job.id), paint: palette.calm };

  const layouts = [
    [status, age, name, detail, id],
    [status, age, name, id],
    [status, name, id],
  ];
  const chosen = layouts.find((layout) => roomForName(layout, name, columns) >= Math.min(LEAST_NAME, widthOfAll(name)));
  const layout = chosen ?? [status, name, id];
  const room = Math.min(widthOfAll(name), Math.max(1, roomForName(layout, name, columns)));
  const widths = layout.map((column) => (column === name ? room : widthOfAll(column)));

  const fits = (cells: readonly string[]): string[] => cells.map((cell, index) => fitted(cell, widths[index] ?? 0));
  const head = fits(layout.map((column) => column.head));
  const rows = jobs.map((job, row) => ({ job, cells: fits(layout.map(({ cells }) => cells[row] ?? "")) }));
  if (columns < widthOf(head.join(GAP))) {
    // What is cut is not painted, since a cut may fall into the middle of a colour.
    return [head, ...rows.map(({ cells }) => cells)].map((cells) => cut(cells.join(GAP), columns));
  }
  return [
    palette.calm(head.join(GAP).trimEnd()),
    ...rows.map(({ job, cells }) => cells.map((cell, index) => layout[index]?.paint(cell, job) ?? cell).join(GAP)),
  ];
}

function roomForName(layout: readonly Column[], name: Column, columns: number): number {
  const others = layout.filter((column) => column !== name).map(widthOfAll);
  return columns - others.reduce((sum, width) => sum + width, 0) - GAP.length * others.length;
}

function widthOfAll({ head, cells }: Column): number {
  return cells.reduce((most, cell) => Math.max(most, widthOf(cell)), head.length);
}

/** What is to be known of a job beside its status: where it stands, or why it stands there. */
function detailOf({ status, stage, fault }: JobSummary): string {
  return status === "open" ? stage : (fault ?? "");
}

function paintOf(status: JobStatus, palette: Palette): (text: string) => string {
  switch (status) {
    case "open":
      return palette.work;
    case "parked":
    case "canceled":
      return palette.warn;
    case "completed":
      return palette.good;
    case "failed":
      return palette.bad;
    default:
      return status satisfies never;
  }
}
