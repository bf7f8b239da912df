// The side-by-side measurement: every contestant through every scenario, with several seeds.
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inFolder } from "../paths.mjs";
import { mean, median } from "../statistics.mjs";
import { CONTESTANTS } from "./contestants.mjs";
import { figuresOf } from "./figures.mjs";
import { LATENCY_MS, race } from "./race.mjs";
import { SCENARIOS } from "./scenarios.mjs";

/**
 * Both halves of a race are idle most of the time, so many go side by side. Fewer of them that hurried more would take as
 * long, and each millisecond of work would count for more.
 */
const RACES_AT_ONCE = 8;
/** Between the first ones: what is loaded and compiled for one would hold up the others. */
const STAGGER_MS = 1_500;

const USUAL = { seeds: [1, 2, 3], jobs: 100, atOnce: 50, factor: 5, starts: 5, paceJobs: 20 };
const QUICK = { ...USUAL, seeds: [1], jobs: 30, atOnce: 30, factor: 10, starts: 1, paceJobs: 0 };

/** All figures, by scenario and contestant. `tell` hears of each race that is over. */
export async function sideBySide(quick, tell) {
  const setup = { ...(quick ? QUICK : USUAL), latencyMs: LATENCY_MS };
  return inFolder(async (folder) => {
    const startUps = await startUpsOf(setup);
    const races = await allRaces(setup, folder, tell);
    const pace = await paceOf(setup, folder);
    const scenarios = mapped(SCENARIOS, (scenario) =>
      mapped(CONTESTANTS, (contestant) =>
        figuresOf(races.filter((one) => one.scenario === scenario && one.contestant === contestant)),
      ),
    );
    const costs = mapped(CONTESTANTS, (name) => ({ ...scenarios.none[name], startUpMs: startUps[name] }));
    return { setup, scenarios, costs, pace };
  });
}

async function allRaces({ seeds, jobs, atOnce, factor }, folder, tell) {
  const left = seeds.flatMap((seed) =>
    Object.keys(SCENARIOS).flatMap((scenario) =>
      Object.keys(CONTESTANTS).map((contestant) => ({ seed, scenario, contestant })),
    ),
  );
  const races = [];
  const all = left.length;
  async function lane(number) {
    await sleep(number * STAGGER_MS);
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      const { seed, scenario, contestant } = one;
      const own = join(folder, `${scenario}-${contestant}-${seed}`);
      const { yaml } = SCENARIOS[scenario];
      races.push({ ...one, ...(await race(contestant, { scenario: yaml, seed, jobs, atOnce, factor, folder: own })) });
      tell(`${races.length} of ${all}: ${contestant}, ${scenario}, seed ${seed}`);
    }
  }
  await Promise.all(Array.from({ length: RACES_AT_ONCE }, (_, number) => lane(number)));
  return races;
}

/** The same few jobs at the outside world's pace: how much of a time is owed to the hurry. */
async function paceOf({ paceJobs, factor }, folder) {
  if (paceJobs === 0) return null;
  const [seed, jobs] = [1, paceJobs];
  const meanOf = async (contestant, own, pace) => {
    const scenario = SCENARIOS.none.yaml;
    const { outcomes } = await race(contestant, { scenario, seed, jobs, atOnce: jobs, factor: pace, folder: own });
    return mean(outcomes.map(({ ms }) => ms / 1_000));
  };
  const pairs = ["ours", "sdk-alone"].map(async (name) => {
    const real = await meanOf(name, join(folder, `pace-${name}`), 1);
    const hurried = await meanOf(name, join(folder, `pace-${name}-hurried`), factor);
    return [name, { realSeconds: real, hurriedSeconds: hurried }];
  });
  return Object.fromEntries(await Promise.all(pairs));
}

/** From the start of a process until the contestant is loaded, ms; one after the other, before anything else runs. */
async function startUpsOf({ starts }) {
  const path = fileURLToPath(new URL("../children/contestant.mjs", import.meta.url));
  const times = {};
  for (const name of Object.keys(CONTESTANTS)) {
    const ownTimes = [];
    for (let start = 0; start < starts; start += 1) {
      const child = fork(path, [name], { env: { PATH: "" } });
      const [{ startUpMs }] = await once(child, "message");
      child.kill();
      await once(child, "exit");
      ownTimes.push(startUpMs);
    }
    times[name] = median(ownTimes);
  }
  return times;
}

function mapped(named, of) {
  return Object.fromEntries(Object.keys(named).map((name) => [name, of(name)]));
}
