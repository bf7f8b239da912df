import { CONTESTANTS } from "./contestants.mjs";
import { SCENARIOS } from "./scenarios.mjs";

/** What is told of each contestant in each scenario. */
export const COLUMNS = [
  { head: "finished", of: ({ finishedPercent }) => `${finishedPercent.toFixed(1)} %` },
  { head: "billed a job", of: ({ billed }) => billed.toFixed(3) },
  { head: "billed a transcript", of: ({ billedATranscript: billed }) => numberOf(billed, 3) },
  { head: "billed twice", of: ({ billedTwice }) => String(billedTwice) },
  { head: "uploads a job", of: ({ uploads }) => uploads.toFixed(2) },
  { head: "requests a job", of: ({ requests }) => requests.toFixed(1) },
  { head: "half done in", of: ({ p50 }) => secondsOf(p50) },
  { head: "99 % done in", of: ({ p99 }) => secondsOf(p99) },
  { head: "hints undercut", of: ({ undercut }) => String(undercut) },
];

/** What nobody sees of it from outside, when nothing fails. */
export const COSTS = [
  { head: "CPU a job", of: ({ cpuMs }) => `${cpuMs.toFixed(1)} ms` },
  { head: "written to disk a job", of: ({ writtenKB }) => `${writtenKB.toFixed(0)} kB` },
  { head: "peak memory", of: ({ peakMB }) => `${peakMB.toFixed(0)} MB` },
  { head: "start-up", of: ({ startUpMs }) => `${startUpMs.toFixed(0)} ms` },
];

/** Lines of cells: a head, and one line for each contestant of `byContestant`. */
export function cellsOf(byContestant, columns) {
  const lines = Object.entries(byContestant).map(([name, figures]) => [
    CONTESTANTS[name].title,
    ...columns.map(({ of }) => of(figures)),
  ]);
  return [["", ...columns.map(({ head }) => head)], ...lines];
}

/** All of it for a terminal. */
export function textOf({ scenarios, costs }) {
  const parts = Object.entries(scenarios).map(([name, byContestant]) => {
    return `${SCENARIOS[name].title}\n${alignedOf(cellsOf(byContestant, COLUMNS))}`;
  });
  return [...parts, `When nothing fails\n${alignedOf(cellsOf(costs, COSTS))}`].join("\n\n");
}

/** The same cells as Markdown. */
export function markdownOf(cells) {
  const [head, ...lines] = cells.map((line) => `| ${line.join(" | ")} |`);
  return [head, `| --- |${" ---: |".repeat(cells[0].length - 1)}`, ...lines].join("\n");
}

function alignedOf(cells) {
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  return cells
    .map(([first, ...rest]) => [first.padEnd(widths[0]), ...rest.map((cell, at) => cell.padStart(widths[at + 1]))])
    .map((line) => line.join("  "))
    .join("\n");
}

function secondsOf(seconds) {
  return Number.isFinite(seconds) ? `${seconds.toFixed(0)} s` : "–";
}

function numberOf(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : "–";
}
