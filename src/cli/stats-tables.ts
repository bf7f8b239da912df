import type { FaultFigures, Figures, GroupFigures, PolicyFigures, StageFigures } from "../engine/figures.ts";
import { dateWords, momentWords } from "./moments.ts";
import type { Palette } from "./palette.ts";
import { printable } from "./printable.ts";
import { duration } from "./quantities.ts";
import { percent } from "./shares.ts";
import { type Column, type NameColumn, table } from "./table.ts";

/** As much of a policy's hash as tells two of the same name apart. */
const HASH_CHARACTERS = 8;

/** How many came through each stage, at which attempt, and what its faults took. */
export function stageTable(stages: readonly StageFigures[], columns: number, palette: Palette): string[] {
  const stage: Column<StageFigures> = { head: "stage", cell: (row) => row.stage };
  const passes = right(stages, "passed", (row) => String(row.passes));
  const first = right(stages, "at first", ({ firstShare }) => percent(firstShare));
  const second = right(stages, "second", (row) => shareAt(row, (attempt) => attempt === 2));
  const later = right(stages, "later", (row) => shareAt(row, (attempt) => attempt > 2));
  const faults = right(stages, "faults", (row) => some(row.faults));
  const lost = right(stages, "lost", ({ lostMs }) => spent(lostMs));
  const again = right(stages, "billed again", ({ againMs }) => spent(againMs));
  const layouts = [
    [stage, passes, first, second, later, faults, lost, again],
    [stage, passes, first, second, later, faults, lost],
    [stage, passes, first, faults],
  ] as const;
  return table(stages, stage, layouts, columns, palette);
}

/** Each fault, the most frequent first. */
export function faultTable(faults: readonly FaultFigures[], columns: number, palette: Palette): string[] {
  const code: NameColumn<FaultFigures> = { head: "fault", cell: (row) => printable(row.code), least: 20 };
  const stages: Column<FaultFigures> = { head: "at", cell: (row) => row.stages.join(" ") };
  const times = right(faults, "times", (row) => String(row.faults));
  const share = right(faults, "share", (row) => percent(row.share));
  const lost = right(faults, "lost", ({ lostMs }) => spent(lostMs));
  const again = right(faults, "billed again", ({ againMs }) => spent(againMs));
  const onward = right(faults, "went on", ({ failovers }) => some(failovers));
  const layouts = [
    [code, stages, times, share, lost, again, onward],
    [code, stages, times, share, lost],
    [code, times, share, lost],
    [code, times],
  ] as const;
  return table(faults, code, layouts, columns, palette);
}

/** Policies one under the other, in the order in which they came into use. */
export function policyTable(policies: readonly PolicyFigures[], columns: number, palette: Palette): string[] {
  const name: NameColumn<PolicyFigures> = {
    head: "policy",
    cell: (row) => `${printable(row.name)} ${row.hash.slice(0, HASH_CHARACTERS)}`,
    least: HASH_CHARACTERS + 8,
  };
  const used: Column<PolicyFigures> = { head: "accepted", cell: usedWords, paint: (_, { calm }) => calm };
  return figuresTable(policies, name, [used], columns, palette);
}

/** Providers, accounts, hours or values of a tag one under the other. `head` says what they are. */
export function groupTable(groups: readonly GroupFigures[], head: string, columns: number, palette: Palette): string[] {
  const name: NameColumn<GroupFigures> = { head, cell: ({ group }) => groupWords(group, head) };
  return figuresTable(groups, name, [], columns, palette);
}

/** What came of the jobs of each row. What is less telling goes first where there is no room, `beside` before it. */
function figuresTable<Row extends Figures>(
  rows: readonly Row[],
  name: NameColumn<Row>,
  beside: readonly Column<Row>[],
  columns: number,
  palette: Palette,
): string[] {
  const jobs = right(rows, "jobs", ({ completed, failed }) => String(completed + failed));
  const done = right(rows, "done", ({ doneShare }) => percent(doneShare));
  const first = right(rows, "at first", ({ firstShare }) => percent(firstShare));
  const recovered = right(rows, "recovered", (row) => some(row.recovered));
  const attempts = right(rows, "attempts/job", ({ attemptsPerJob }) => attemptsPerJob?.toFixed(2) ?? "");
  const faults = right(rows, "faults", (row) => some(row.faults));
  const lost = right(rows, "lost/job", ({ lostMs, completed, failed }) =>
    completed + failed === 0 ? "" : spent(lostMs / (completed + failed)),
  );
  const again = right(rows, "billed again", ({ againMs }) => spent(againMs));
  const onward = right(rows, "went on", ({ failovers }) => some(failovers));
  const thin = right(rows, "thin", (row) => some(row.thin));
  const layouts = [
    [name, ...beside, jobs, done, first, recovered, attempts, faults, lost, again, onward, thin],
    [name, ...beside, jobs, done, first, attempts, faults, lost, again],
    [name, ...beside, jobs, done, first, attempts, faults, lost],
    [name, jobs, done, first, attempts, faults, lost],
    [name, jobs, done, first, attempts],
    [name, jobs, done, first],
  ] as const;
  return table(rows, name, layouts, columns, palette);
}

/** A column of figures, one under the other by their ends. */
function right<Row>(rows: readonly Row[], head: string, cell: (row: Row) => string): Column<Row> {
  const width = rows.reduce((most, row) => Math.max(most, cell(row).length), head.length);
  return { head: head.padStart(width), cell: (row) => cell(row).padStart(width) };
}

function shareAt({ attempts, passes }: StageFigures, which: (attempt: number) => boolean): string {
  if (passes === 0) return "";
  const there = attempts.reduce((sum, { attempt, count }) => sum + (which(attempt) ? count : 0), 0);
  return percent(there / passes);
}

function spent(ms: number): string {
  return ms === 0 ? "-" : duration(ms);
}

function some(count: number): string {
  return count === 0 ? "-" : String(count);
}

function usedWords({ firstAt, lastAt }: PolicyFigures): string {
  if (firstAt === null || lastAt === null) return "";
  const [first, last] = [dateWords(firstAt), dateWords(lastAt)];
  if (first !== last) return `${first} to ${last}`;
  return first;
}

function groupWords(group: GroupFigures["group"], head: string): string {
  if (group === null) return head === "hour" ? "not over" : "(none)";
  return typeof group === "number" ? momentWords(group) : printable(group);
}
