// npm run simulate -- --jobs 1000 --seed 1 --store memory|sqlite [--seeds n] [--scenario name|file.yaml] [--cap n]
// Runs the real engine against the twin in virtual time, a mix of troubles by its seed unless a scenario is named.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { simulateTwin } from "../dist/compose-simulation.js";
import { mixOf } from "../dist/simulation/mixes.js";
import { scenarioText } from "../dist/simulation/plot.js";
import { PLOTS, plotNamed } from "../dist/simulation/plots.js";
import { shrink } from "../dist/simulation/shrink.js";

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    store: { type: "string", default: "memory" },
    scenario: { type: "string", default: "mix" },
    cap: { type: "string", default: "200" },
  },
});
const [jobs, firstSeed, seeds, cap] = ["jobs", "seed", "seeds", "cap"].map((name) => whole(name, values[name]));
const { store } = values;
if (store !== "memory" && store !== "sqlite") refuse(`--store is memory or sqlite, not ${store}`);

/** The shortest failing case is looked for so long: each try is a run of its own. */
const SHRINKING_MS = 120_000;

let failures = 0;
for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
  const scenario = scenarioFor(seed);
  const began = performance.now();
  const report = await simulateTwin({ seed, jobs, store, scenario, cap });
  tell(seed, scenario.name, report, (performance.now() - began) / 1_000);
  if (report.violations.length === 0) continue;
  failures += 1;
  await tellShortest(seed, scenario, report);
}
process.exitCode = failures === 0 ? 0 : 1;

function tell(seed, name, report, seconds) {
  const { completed, failed, parked, billed, billedTwice, failedRuns, deaths, virtualMs } = report;
  const requests = Object.values(report.requests).reduce((sum, count) => sum + count, 0);
  const lines = [
    `seed ${seed}, ${name}, ${jobs} jobs over the ${store} store`,
    `  finished ${completed}, failed ${failed}, held ${parked}`,
    `  billed ${billed} (${(billed / jobs).toFixed(3)} a job), twice ${billedTwice}, failed runs ${failedRuns}`,
    `  virtual time ${(virtualMs / 1_000).toFixed(0)} s, requests ${requests}, deaths ${deaths}, most at once ${report.mostAtOnce}`,
    `  ${(jobs / seconds).toFixed(0)} jobs/s (${seconds.toFixed(1)} s)`,
    `  ends: ${counts(report.ends)}`,
    `  faults met: ${counts(report.faults)}`,
    `  trace ${report.trace.slice(0, 16)}`,
    ...report.violations.map((what) => `  BROKEN: ${what}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Replays the failing seed, then leaves out whatever it fails without. */
async function tellShortest(seed, plot, { trace }) {
  const again = await simulateTwin({ seed, jobs, store, scenario: plot, cap });
  const same = again.trace === trace ? "the same trace" : "ANOTHER TRACE: this run cannot be repeated";
  process.stdout.write(`Replayed with ${same}.\n`);
  if (!("faults" in plot)) return;
  const until = performance.now() + SHRINKING_MS;
  const fails = async (smaller) => {
    if (performance.now() > until) return false;
    const { violations } = await simulateTwin({ seed, jobs: smaller.jobs, store, scenario: smaller.plot, cap });
    return violations.length > 0;
  };
  const shortest = await shrink({ plot, jobs }, fails);
  process.stdout.write(
    `The shortest that fails; save it, and run it with npm run simulate -- --jobs ${shortest.jobs} --seed ${seed} ` +
      `--store ${store} --cap ${cap} --scenario <file>:\n\n${scenarioText(shortest.plot)}\n`,
  );
}

function scenarioFor(seed) {
  const { scenario } = values;
  if (scenario === "mix") return mixOf(seed, jobs);
  const plot = plotNamed(scenario);
  if (plot !== undefined) return plot;
  if (!/[./]/.test(scenario)) {
    refuse(`there is no scenario ${scenario}: use mix, ${PLOTS.map(({ name }) => name).join(", ")}, or a file`);
  }
  return { name: scenario, text: readFileSync(scenario, "utf8") };
}

function counts(found) {
  const told = Object.entries(found).sort(([, one], [, other]) => other - one);
  return told.length === 0 ? "none" : told.map(([what, count]) => `${what} ${count}`).join(", ");
}

function whole(name, text) {
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0
    ? value
    : refuse(`--${name} takes a whole number from 1, not ${text}`);
}

function refuse(why) {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
