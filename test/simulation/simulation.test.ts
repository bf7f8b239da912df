import { describe, expect, test } from "vitest";
import type { StoreKind } from "../../src/compose-simulation.ts";
import type { Means } from "../../src/engine/means.ts";
import { openGates } from "../../src/engine/open-gates.ts";
import { defaultAccountPolicy } from "../../src/policy/account-policy.ts";
import { mixOf } from "../../src/simulation/mixes.ts";
import type { Fate } from "../../src/simulation/mortal.ts";
import { type Plot, scenarioText } from "../../src/simulation/plot.ts";
import { PLOTS } from "../../src/simulation/plots.ts";
import { named, tryOut } from "./world.ts";

const MIXED_SEEDS = 100;
const MIXED_JOBS = 8;

describe.each<StoreKind>(["memory", "sqlite"])("the engine over the %s store in virtual time", (store) => {
  // Half of the seeds on each store: together they are 200.
  const first = store === "memory" ? 1 : 1 + MIXED_SEEDS;

  test(`keeps every law through mixed troubles of ${MIXED_SEEDS} seeds, finishes all and is billed once for each`, async () => {
    for (let seed = first; seed < first + MIXED_SEEDS; seed += 1) {
      const plot = mixOf(seed, MIXED_JOBS);
      const report = await tryOut({ seed, jobs: MIXED_JOBS, store, plot, cap: 4 });
      expect(report.violations, `seed ${seed}\n${scenarioText(plot)}`).toEqual([]);
      expect([report.completed, report.billed], `seed ${seed}`).toEqual([MIXED_JOBS, MIXED_JOBS]);
    }
  }, 120_000);

  test.each(PLOTS.map((plot) => [plot.name, plot] as const))(
    "finishes all in %s, and is billed once for each",
    async (name, plot) => {
      const report = await tryOut({ seed: 3, jobs: 25, store, plot, cap: 10 });
      expect(report.violations).toEqual([]);
      expect(report.ends).toEqual({ completed: 25 });
      expect(report.billed / 25).toBe(1);
      // A plot that nothing came of proves nothing.
      if (plot.faults.length > 0) expect(Object.keys(report.faults), name).not.toEqual([]);
    },
  );

  test("survives a death at every single commit and send of a small run", async () => {
    const plot = named("crowded-account");
    const whole = await tryOut({ seed: 7, jobs: 2, store, plot });
    for (let at = 1; at <= whole.moments; at += 1) {
      const fate = (moment: number): Fate => (moment === at ? "die" : "live");
      const report = await tryOut({ seed: 7, jobs: 2, store, plot, fate });
      expect(report.violations, `death at moment ${at}`).toEqual([]);
    }
    expect(whole.moments).toBeGreaterThan(20);
  }, 120_000);

  test("gives the same trace for the same seed, and another for another", async () => {
    const plot = { ...named("bad-day"), ours: { deaths: 0.005, arriveOverMs: 9_000, ringEveryMs: 700 } };
    const run = (seed: number) => tryOut({ seed, jobs: 20, store, plot });
    const [one, again, other] = [await run(11), await run(11), await run(12)];
    expect(again.trace).toBe(one.trace);
    expect(other.trace).not.toBe(one.trace);
    expect(one.deaths).toBeGreaterThan(0);
  });
});

test("never has more runs at the provider than the account's slots, through fifty deaths", async () => {
  let deaths = 0;
  const fate = (_moment: number, name: string, draw: () => number): Fate => {
    if (deaths >= 50 || draw() >= (name.startsWith("after POST") ? 0.2 : 0.01)) return "live";
    deaths += 1;
    return "die";
  };
  const report = await tryOut({
    seed: 9,
    jobs: 400,
    store: "sqlite",
    plot: { ...named("calm"), processing: "exp 30s" },
    cap: 50,
    fate,
  });
  expect(report.violations).toEqual([]);
  expect([report.deaths, report.mostAtOnce, report.completed, report.billed]).toEqual([50, 50, 400, 400]);
});

test("keeps a worker that was frozen past its lease from doing harm", async () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    // So long that a frozen one thaws while its jobs are under way in other hands.
    const processing = seed % 2 === 0 ? "300s-600s" : "exp 4s";
    const plot = { ...named("lost-replies"), processing, ours: { freezes: 0.004, mostEnds: 50 } };
    const report = await tryOut({ seed, jobs: 20, store: "memory", plot });
    expect(report.violations, `seed ${seed}`).toEqual([]);
  }
});

test("keeps processes that work on one store at the same time from doing harm, and lets one without the lock stand by", async () => {
  for (const store of ["memory", "sqlite"] as const) {
    for (let seed = 1; seed <= 5; seed += 1) {
      const plot = { ...named("several-processes"), concurrency: 12 };
      const report = await tryOut({ seed, jobs: 60, store, plot, cap: 12 });
      expect(report.violations, `${store}, seed ${seed}`).toEqual([]);
      expect([report.completed, report.billed], `${store}, seed ${seed}`).toEqual([60, 60]);
      expect(report.deaths, `${store}, seed ${seed}`).toBeGreaterThan(0);
    }
  }
});

test("holds a job whose submits were all lost, and finishes it, whatever the look-ups between them met", async () => {
  const plot: Plot = {
    ...named("calm"),
    faults: [
      { stage: "submit", times: 5, fault: "reset-before" },
      { stage: "list", probability: 0.5, fault: "cut-json" },
    ],
  };
  for (let seed = 1; seed <= 5; seed += 1) {
    const report = await tryOut({ seed, jobs: 1, store: "memory", plot });
    expect(report.violations, `seed ${seed}`).toEqual([]);
  }
});

test("goes on without counting all that wait: with a hundred thousand, each count keeps everything else waiting", async () => {
  const uncounted = (means: Means): Means => {
    const store = new Proxy(means.store, {
      get(target, name) {
        if (name === "accounts") throw new Error("all that wait are counted");
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    return {
      ...means,
      store,
      gates: openGates({ runtime: means.runtime, store, policy: defaultAccountPolicy, classOf: () => null }),
    };
  };
  const report = await tryOut({
    seed: 1,
    jobs: 30,
    store: "memory",
    plot: "crowded-account",
    cap: 10,
    alter: uncounted,
  });
  expect(report.violations).toEqual([]);
  expect(report.faults["assemblyai/too-many-requests"]).toBeGreaterThan(0);
});

test("counts the runs that the provider itself loses apart from what it bills", async () => {
  const plot = { ...named("bad-day"), vendorRetries: 0 };
  const report = await tryOut({ seed: 3, jobs: 50, store: "memory", plot });
  expect(report.violations).toEqual([]);
  expect([report.completed, report.billed, report.billedTwice]).toEqual([50, 50, 0]);
  expect(report.failedRuns).toBe(report.faults["assemblyai/server-error"]);
  expect(report.failedRuns).toBeGreaterThan(0);
});

test("lets at most two requests a second through, once an outage of three minutes has shown, and finishes all", async () => {
  const report = await tryOut({
    seed: 1,
    jobs: 1_000,
    store: "memory",
    plot: "outage-3m",
    cap: 200,
  });
  expect(report.violations).toEqual([]);
  expect(report.busiestSecond(30_000, 200_000)).toBeLessThanOrEqual(2);
  expect(report.requestsBetween(20_000, 200_000) / 180).toBeLessThanOrEqual(2);
  expect(report.billed).toBe(1_000);
});

test("lets at most two requests a second through while the account's balance is gone, and finishes all", async () => {
  const report = await tryOut({ seed: 1, jobs: 1_000, store: "memory", plot: "balance-1h", cap: 50 });
  expect(report.violations).toEqual([]);
  expect(report.busiestSecond(30_000, 3_620_000)).toBeLessThanOrEqual(2);
  expect(report.requestsBetween(20_000, 3_620_000) / 3_600).toBeLessThanOrEqual(2);
  expect(report.billed).toBe(1_000);
  expect(report.virtualMs).toBeLessThan(3 * 3_600_000);
});

test("sends one upload, one submit and its polls when nothing goes wrong", async () => {
  const kinds: string[] = [];
  const plot = { ...named("calm"), processing: "0" };
  await tryOut({
    seed: 1,
    jobs: 1,
    store: "memory",
    plot,
    onEntry: (_job, entry) => kinds.push("stage" in entry ? `${entry.type} ${entry.stage}` : entry.type),
  });
  expect(kinds).toEqual(["attempt upload", "intent", "attempt submit", "transcribed", "completed"]);
});
