import { join } from "node:path";
import { runChild } from "./children/run.mjs";
import { inFolder } from "./paths.mjs";
import { spreadOf } from "./statistics.mjs";

const MB = 1_000_000;
const JOBS_WORKED_OFF = 2_000;
const TURNS_A_ROUND = 400;

/** Jobs that wait in a store: what a process that works on them needs, and how soon it has the first. */
export async function waitingJobs(jobs, rounds) {
  return inFolder(async (folder) => {
    const store = join(folder, "store.db");
    await runChild("fill-waiting.mjs", store, jobs);
    const runs = [];
    for (let round = 0; round < rounds; round += 1) runs.push(await runChild("waiting.mjs", store, JOBS_WORKED_OFF));
    return {
      peakMB: spreadOf(runs.map(({ peakBytes }) => peakBytes / MB)),
      firstClaimMs: spreadOf(runs.map(({ firstClaimMs }) => firstClaimMs)),
      claimMs: spreadOf(runs.map(({ claimsMs }) => quantile(claimsMs, 0.5))),
      claimP99Ms: spreadOf(runs.map(({ claimsMs }) => quantile(claimsMs, 0.99))),
    };
  });
}

/** What a turn costs among many jobs, over what it costs among few: both in one process, round by round. */
export async function growth(few, many, rounds) {
  return inFolder(async (folder) => {
    const [small, large] = [join(folder, "few.db"), join(folder, "many.db")];
    await runChild("fill-waiting.mjs", small, few);
    await runChild("fill-waiting.mjs", large, many);
    const costs = await runChild("turns.mjs", small, large, rounds, TURNS_A_ROUND);
    const of = (figure) => spreadOf(costs.map(figure));
    return {
      wallRatio: of((cost) => cost.many.wallMs / cost.few.wallMs),
      cpuRatio: of((cost) => cost.many.cpuMs / cost.few.cpuMs),
      fewMs: of(({ few: { wallMs } }) => wallMs),
      manyMs: of(({ many: { wallMs } }) => wallMs),
      fewCpuMs: of(({ few: { cpuMs } }) => cpuMs),
      manyCpuMs: of(({ many: { cpuMs } }) => cpuMs),
    };
  });
}

function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
