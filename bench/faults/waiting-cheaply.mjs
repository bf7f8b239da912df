// What it costs to find out that a run is over: requests a job, and how late it is found, without any fault.
import { join } from "node:path";
import { inFolder } from "../paths.mjs";
import { figuresOf, foundLate } from "./figures.mjs";
import { race } from "./race.mjs";
import { SCENARIOS } from "./scenarios.mjs";

/** More would have the SDK's thousand polls every three seconds wait for the processor. */
const FACTOR = 2;
const QUICK_FACTOR = 5;

/** Ours and the SDK, at 50 jobs at once and with all at once; the lanes of 50 have fewer jobs, which changes no mean. */
export async function waitingCheaply(quick) {
  const many = quick ? 200 : 1_000;
  const lanes = { jobs: quick ? 100 : 400, atOnce: 50 };
  const crowd = { jobs: many, atOnce: many };
  const factor = quick ? QUICK_FACTOR : FACTOR;
  const scenario = `concurrency: ${many}\n${SCENARIOS.none.yaml}`;
  return inFolder(async (folder) => {
    async function waited(contestant, load) {
      const own = join(folder, `${contestant}-${load.atOnce}`);
      const one = await race(contestant, { scenario, seed: 1, ...load, factor, folder: own });
      const { requests, finishedPercent } = figuresOf([one]);
      if (finishedPercent !== 100) throw new Error(`${contestant} finished ${finishedPercent} % without any fault`);
      return { requests, lateSeconds: foundLate([one]) };
    }
    // One crowd after the other: a thousand jobs at once keep a processor busy.
    const crowds = { ours: await waited("ours", crowd), sdk: await waited("sdk-alone", crowd) };
    const [ours, sdk] = await Promise.all([waited("ours", lanes), waited("sdk-alone", lanes)]);
    return { jobs: many, crowd: crowds, lanes: { ours, sdk } };
  });
}
