import { CONTESTANTS } from "./contestants.mjs";
import { SCENARIOS } from "./scenarios.mjs";

/** What is less is better; a tenth is within what two runs differ by. */
const COMPARED = {
  p50: ["half of the jobs are done in", (value) => `${value.toFixed(0)} s`],
  p99: ["99 of 100 are done in", (value) => `${value.toFixed(0)} s`],
  requests: ["requests a job:", (value) => value.toFixed(1)],
  uploads: ["uploads a job:", (value) => value.toFixed(2)],
};
const COSTS = {
  cpuMs: ["CPU a job:", (value) => `${value.toFixed(1)} ms`],
  writtenKB: ["written to disk a job:", (value) => `${value.toFixed(0)} kB`],
  peakMB: ["peak memory:", (value) => `${value.toFixed(0)} MB`],
  startUpMs: ["start-up:", (value) => `${value.toFixed(0)} ms`],
};
const NOTICEABLE = 1.1;

/** Of those that finished as many jobs as we did, who did it better, and in what: sentences, worst scenario by scenario. */
export function behind({ scenarios, costs }) {
  const inScenarios = Object.entries(scenarios).flatMap(([name, { ours, ...others }]) => {
    const equals = Object.entries(others).filter(([, { finishedPercent }]) => finishedPercent >= ours.finishedPercent);
    return lines(ours, equals, COMPARED).map((line) => `${SCENARIOS[name].title}: ${line}`);
  });
  const { ours, ...others } = costs;
  return [...inScenarios, ...lines(ours, Object.entries(others), COSTS).map((line) => `Nothing fails: ${line}`)];
}

function lines(ours, others, compared) {
  return Object.entries(compared).flatMap(([figure, [words, shown]]) => {
    const [best] = [...others].sort(([, one], [, other]) => one[figure] - other[figure]);
    if (best === undefined || ours[figure] <= best[1][figure] * NOTICEABLE) return [];
    return [`${words} ${shown(ours[figure])} (${CONTESTANTS[best[0]].title}: ${shown(best[1][figure])})`];
  });
}
