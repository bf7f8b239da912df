import { describe, expect, test } from "vitest";
import type { StoreKind } from "../../src/compose-simulation.ts";
import { mixOf } from "../../src/simulation/mixes.ts";
import type { Fate } from "../../src/simulation/mortal.ts";
import { scenarioText } from "../../src/simulation/plot.ts";
import { PLOTS } from "../../src/simulation/plots.ts";
import { named, tryOut } from "./world.ts";

/** Ten failures in a row are an outage, however well all went in the minutes before. */

const MIXED_SEEDS = 100;
const MIXED_JOBS = 8;

describe.each<StoreKind>(["memory", "sqlite"])("the engine over the %s store in virtual time", (store) => {
  // Half of the seeds on each store: together they are 200.
  const first = store === "memory" ? 1 : 1 + MIXED_SEEDS;

  test(`keeps every law through mixed troubles of ${MIXED_SEEDS} seeds, finishes all and is billed once for each`, async () => {
    for (let seed = first; seed < first + MIXED_SEEDS; seed += 1) {
      const plot = mixOf(seed);
      const { violations } = await tryOut({ seed, jobs: MIXED_JOBS, store, plot, cap: 4 });
      expect(violations, `seed ${seed}\n${scenarioText(plot)}`).toEqual([]);
    }
  }, 60_000);

  test.each(PLOTS.map((plot) => [plot.name, plot] as const))("finishes all in %s", async (name, plot) => {
    const report = await tryOut({ seed: 3, jobs: 25, store, plot, cap: 10 });
    expect(report.violations).toEqual([]);
    expect(report.ends).toEqual({ completed: 25 });
    // A plot that nothing came of proves nothing.
    if (plot.faults.length > 0) expect(Object.keys(report.faults), name).not.toEqual([]);
  });

  test("survives a death at every single commit and send of a small run", async () => {
    const plot = named("crowded-account");
    const whole = await tryOut({ seed: 7, jobs: 2, store, plot });
    for (let at = 1; at <= whole.moments; at += 1) {
      const fate = (moment: number): Fate => (moment === at ? "die" : "live");
      const report = await tryOut({ seed: 7, jobs: 2, store, plot, fate });
      expect(report.violations, `death at moment ${at}`).toEqual([]);
    }
    expect(whole.moments).toBeGreaterThan(20);
  }, 60_000);

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
  expect([report.deaths, report.mostAtOnce, report.completed]).toEqual([50, 50, 400]);
});

test("keeps a worker that was frozen past its lease from doing harm", async () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const plot = { ...named("lost-replies"), ours: { freezes: 0.004 } };
    const report = await tryOut({ seed, jobs: 20, store: "memory", plot });
    expect(report.violations, `seed ${seed}`).toEqual([]);
  }
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
});

test("lets at most two requests a second through while the account's balance is gone, and finishes all", async () => {
  const report = await tryOut({ seed: 1, jobs: 1_000, store: "memory", plot: "balance-1h", cap: 50 });
  expect(report.violations).toEqual([]);
  expect(report.busiestSecond(30_000, 3_620_000)).toBeLessThanOrEqual(2);
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
