// docs/side-by-side.md: the part between the marks is made from a run, the rest is written by hand.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { behind } from "./behind.mjs";
import { CONTESTANTS } from "./contestants.mjs";
import { SCENARIOS } from "./scenarios.mjs";
import { COLUMNS, COSTS, cellsOf, markdownOf } from "./tables.mjs";

export const PAGE = fileURLToPath(new URL("../../docs/side-by-side.md", import.meta.url));

const BEGIN = "<!-- made by `npm run bench -- faults`: do not edit -->";
const END = "<!-- end of what is made -->";

/** Puts a run into the page. */
export function writePage(result) {
  writeFileSync(PAGE, withPart(readFileSync(PAGE, "utf8"), partOf(result)));
}

/** The page with another part between its marks; throws where it has none. */
export function withPart(page, part) {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from === -1 || to < from) throw new Error(`The page has no part between "${BEGIN}" and "${END}".`);
  return `${page.slice(0, from)}${BEGIN}\n\n${part}\n\n${page.slice(to)}`;
}

/** What is made from a run, as Markdown. */
export function partOf({ at, machine, setup, scenarios, costs, pace }) {
  const tables = Object.entries(scenarios).flatMap(([name, byContestant]) => [
    `### ${SCENARIOS[name].title}`,
    SCENARIOS[name].what,
    markdownOf(cellsOf(byContestant, COLUMNS)),
  ]);
  return [
    "## Figures",
    measuredOf({ at, machine, setup }),
    ...tables,
    "### What it costs when nothing fails",
    markdownOf(cellsOf(costs, COSTS)),
    "## What we do worse",
    "In these the best of those that finished as many jobs as we did is better by more than a tenth:",
    behind({ scenarios, costs })
      .map((line) => `- ${line}`)
      .join("\n") || "- Nothing.",
    "## Settings of each",
    settingsOf(),
    ...(pace === null ? [] : ["## Whether hurrying is fair", hurriedOf(pace, setup)]),
  ].join("\n\n");
}

function measuredOf({ at, machine, setup: { seeds, jobs, atOnce, factor, latencyMs } }) {
  const { node, processor, cores, loadAtStart } = machine;
  return [
    `${at.slice(0, 10)}, Node ${node.slice(1)}, ${cores} cores of ${processor}, a load of ${loadAtStart.toFixed(1)} before it began.`,
    `${seeds.length} seeds, each with ${jobs} recordings, ${atOnce} at once; time runs ${factor} times as fast for all;`,
    `${latencyMs} ms there and back added to each request.`,
  ].join("\n");
}

function settingsOf() {
  return Object.values(CONTESTANTS)
    .map(({ title, how }) => `- **${title}.** ${how}`)
    .join("\n");
}

function hurriedOf(pace, { factor, paceJobs }) {
  const told = Object.entries(pace).map(([name, { realSeconds, hurriedSeconds }]) => {
    return `${CONTESTANTS[name].title} ${realSeconds.toFixed(1)} s at the world's pace and ${hurriedSeconds.toFixed(1)} s at ${factor} times of it`;
  });
  return `The same ${paceJobs} recordings when nothing fails took, on average: ${told.join("; ")}.`;
}
