import { describe, expect, test } from "vitest";
import type { Fate } from "../../src/simulation/mortal.ts";
import { CALM } from "../../src/twin/script.ts";
import { RECOVERABLE } from "./scenarios.ts";
import { type StoreKind, tryOut } from "./world.ts";

const SEEDS = 100;
const JOBS = 50;

function dying(share: number): (moment: number, name: string, draw: () => number) => Fate {
  return (_moment, _name, draw) => (draw() < share ? "die" : "live");
}

/** A seed picks its scenario, so that all of them are met on both stores. */
function scenarioOf(seed: number): [string, (typeof RECOVERABLE)[string]] {
  const all = Object.entries(RECOVERABLE);
  const picked = all[seed % all.length];
  if (picked === undefined) throw new Error("there are no scenarios");
  return picked;
}

describe.each<StoreKind>(["memory", "sqlite"])("the engine over the %s store in virtual time", (store) => {
  test(`finishes ${JOBS} jobs of each of ${SEEDS} seeds through faults and deaths, and nothing is billed twice`, async () => {
    let deaths = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const [name, scenario] = scenarioOf(seed);
      const report = await tryOut({ seed, jobs: JOBS, store, scenario, fate: dying(0.002) });
      const told = `seed ${seed}, ${name}`;
      expect(report.violations, told).toEqual([]);
      expect(report.ends, told).toEqual({ completed: JOBS });
      deaths += report.deaths;
    }
    expect(deaths).toBeGreaterThan(SEEDS);
  }, 60_000);

  test("survives a death at every single commit and send of a small run", async () => {
    const [, scenario] = scenarioOf(1);
    const whole = await tryOut({ seed: 7, jobs: 2, store, scenario });
    for (let at = 1; at <= whole.moments; at += 1) {
      const fate = (moment: number): Fate => (moment === at ? "die" : "live");
      const report = await tryOut({ seed: 7, jobs: 2, store, scenario, fate });
      expect(report.violations, `death at moment ${at}`).toEqual([]);
      expect(report.ends, `death at moment ${at}`).toEqual({ completed: 2 });
    }
  }, 60_000);

  test("gives the same trace for the same seed, and another for another", async () => {
    const [, scenario] = scenarioOf(2);
    const run = (seed: number) => tryOut({ seed, jobs: 20, store, scenario, fate: dying(0.005) });
    const [first, again, other] = [await run(11), await run(11), await run(12)];
    expect(again.trace).toBe(first.trace);
    expect(other.trace).not.toBe(first.trace);
  });
});

test("gives the same trace on both stores while no process dies", async () => {
  const [, scenario] = scenarioOf(0);
  const memory = await tryOut({ seed: 5, jobs: 20, store: "memory", scenario });
  const sqlite = await tryOut({ seed: 5, jobs: 20, store: "sqlite", scenario });
  expect(sqlite.trace).toBe(memory.trace);
});

test("keeps a worker that was frozen past its lease from doing harm", async () => {
  const freezing = (_moment: number, _name: string, draw: () => number): Fate => (draw() < 0.004 ? "freeze" : "live");
  for (let seed = 1; seed <= 10; seed += 1) {
    const [name, scenario] = scenarioOf(seed);
    const report = await tryOut({ seed, jobs: 20, store: "memory", scenario, fate: freezing });
    expect(report.violations, `seed ${seed}, ${name}`).toEqual([]);
    expect(report.completed, `seed ${seed}, ${name}`).toBe(20);
  }
});

test("sends one upload, one submit and its polls when nothing goes wrong", async () => {
  const report = await tryOut({ seed: 1, jobs: 1, store: "memory", scenario: CALM });
  const kinds = report.journal.map(({ entry }) => ("stage" in entry ? `${entry.type} ${entry.stage}` : entry.type));
  expect(kinds).toEqual(["accepted", "attempt upload", "intent", "attempt submit", "transcribed", "completed"]);
});
