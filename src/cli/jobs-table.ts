import type { JobStatus } from "../domain/job.ts";
import type { JobSummary } from "../domain/store.ts";
import { WORDS } from "./job-filters.ts";
import type { Palette } from "./palette.ts";
import { printable } from "./printable.ts";
import { roughly } from "./quantities.ts";
import { type Column, table } from "./table.ts";

const calm = (_: JobSummary, palette: Palette): ((text: string) => string) => palette.calm;

const STATUS: Column<JobSummary> = {
  head: "status",
  cell: ({ status }) => WORDS[status],
  paint: ({ status }, palette) => paintOf(status, palette),
};
const NAME: Column<JobSummary> = { head: "recording", cell: ({ name }) => printable(name) };
const DETAIL: Column<JobSummary> = { head: "at", cell: detailOf, paint: calm };
const ID: Column<JobSummary> = { head: "job", cell: ({ id }) => id, paint: calm };

/**
 * Jobs as a table of at most `columns`. The id stands whole at the end of each line, as it is what the other commands
 * take; where there is no room, first the detail goes, then the age, then a part of the name.
 */
export function jobsTable(jobs: readonly JobSummary[], now: number, columns: number, palette: Palette): string[] {
  const age: Column<JobSummary> = { head: "age", cell: ({ createdAt }) => roughly(now - createdAt), paint: calm };
  const layouts = [
    [STATUS, age, NAME, DETAIL, ID],
    [STATUS, age, NAME, ID],
    [STATUS, NAME, ID],
  ] as const;
  return table(jobs, NAME, layouts, columns, palette);
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
