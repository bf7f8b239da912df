import type { OurSide, Plot, PlotFault } from "./plot.ts";

/** A run that can be repeated: the same seed, plot and number of jobs give the same. */
export interface Case {
  readonly plot: Plot;
  readonly jobs: number;
}

/** So many runs at most: each of the shorter ones may be tried in vain. */
const MOST_TRIES = 200;

/** A window of time is not made shorter than this, ms. */
const SHORTEST_MS = 1_000;

/**
 * The shortest case that still fails: with fewer jobs, fewer faults and less befalling our own side, and shorter
 * outages. Greedy: whatever can be left out is left out, until nothing can.
 *
 * @param fails whether a case still shows what is looked for; asked up to 200 times
 */
export async function shrink(failing: Case, fails: (smaller: Case) => Promise<boolean>): Promise<Case> {
  let best = failing;
  let tries = 0;
  for (let found = true; found; ) {
    found = false;
    for (const smaller of smallerThan(best)) {
      if (tries >= MOST_TRIES) return best;
      tries += 1;
      if (!(await fails(smaller))) continue;
      best = smaller;
      found = true;
      break;
    }
  }
  return best;
}

/** Cases that are a step smaller, the largest steps first. */
function* smallerThan({ plot, jobs }: Case): Generator<Case> {
  for (const fewer of [1, Math.floor(jobs / 4), Math.floor(jobs / 2), jobs - 1]) {
    if (fewer >= 1 && fewer < jobs) yield { plot, jobs: fewer };
  }
  const { faults, ours } = plot;
  for (const index of faults.keys()) yield { plot: { ...plot, faults: faults.toSpliced(index, 1) }, jobs };
  for (const name of Object.keys(ours)) yield { plot: { ...plot, ours: without(ours, name) }, jobs };
  const { clockJumps = [] } = ours;
  if (clockJumps.length > 1) {
    for (const index of clockJumps.keys()) {
      yield { plot: { ...plot, ours: { ...ours, clockJumps: clockJumps.toSpliced(index, 1) } }, jobs };
    }
  }
  for (const [index, fault] of faults.entries()) {
    const shorter = shortened(fault);
    if (shorter !== null) yield { plot: { ...plot, faults: faults.with(index, shorter) }, jobs };
  }
  for (const name of ["concurrency", "listDelayMs", "vendorRetries"] as const) {
    if (plot[name] === undefined) continue;
    const { [name]: _, ...calmer } = plot;
    yield { plot: calmer, jobs };
  }
}

function without(ours: OurSide, name: string): OurSide {
  return Object.fromEntries(Object.entries(ours).filter(([key]) => key !== name));
}

/** Half as long, from the same beginning. */
function shortened(fault: PlotFault): PlotFault | null {
  const { fromMs = 0, toMs } = fault;
  if (toMs === undefined || toMs - fromMs < 2 * SHORTEST_MS) return null;
  return { ...fault, toMs: fromMs + Math.round((toMs - fromMs) / 2) };
}
