import { expect, test } from "vitest";
import { mixOf } from "../../src/simulation/mixes.ts";
import { ourSideOf, type Plot, scenarioText } from "../../src/simulation/plot.ts";
import { PLOTS } from "../../src/simulation/plots.ts";
import { type Case, shrink } from "../../src/simulation/shrink.ts";
import { parseScenario } from "../../src/twin/scenario.ts";

const LOST: Plot = {
  name: "lost",
  processing: "exp 4s",
  listDelayMs: 5_000,
  vendorRetries: 1,
  faults: [
    { stage: "upload", probability: 0.1, fault: "http/500" },
    { stage: "submit", fromMs: 1_000, toMs: 600_000, fault: "reset-after" },
    { stage: "poll", probability: 0.2, fault: "cut-json" },
  ],
  ours: { deaths: 0.01, clockJumps: [{ atMs: 5_000, byMs: 60_000 }] },
  recoverable: true,
};

test("leaves of a failing case only what it needs to fail, and makes its outage short", async () => {
  const needs = async ({ plot, jobs }: Case): Promise<boolean> =>
    jobs >= 3 &&
    plot.ours.deaths !== undefined &&
    plot.faults.some(({ stage, toMs }) => stage === "submit" && (toMs ?? 0) >= 20_000);
  const { plot, jobs } = await shrink({ plot: LOST, jobs: 100 }, needs);
  expect(jobs).toBe(3);
  expect(plot.ours).toEqual({ deaths: 0.01 });
  expect(plot.faults).toHaveLength(1);
  expect(plot.faults[0]?.toMs).toBeGreaterThanOrEqual(20_000);
  expect(plot.faults[0]?.toMs).toBeLessThan(40_000);
  expect(plot).not.toHaveProperty("listDelayMs");
});

test("gives back a case that nothing can be left out of, after a number of tries that has an end", async () => {
  let tries = 0;
  const only = async (): Promise<boolean> => {
    tries += 1;
    return false;
  };
  expect(await shrink({ plot: LOST, jobs: 7 }, only)).toEqual({ plot: LOST, jobs: 7 });
  expect(tries).toBeLessThan(30);
});

test("writes every plot and mix as a scenario that the twin reads, with our own side in it", () => {
  const mixes = Array.from({ length: 100 }, (_, seed) => mixOf(seed));
  for (const plot of [...PLOTS, ...mixes]) {
    const text = scenarioText(plot);
    const { rules, listDelayMs } = parseScenario(text, plot.name);
    expect(rules.length, text).toBe(plot.faults.length);
    expect(listDelayMs, text).toBe(plot.listDelayMs ?? 0);
    expect(ourSideOf(text)).toEqual(plot.ours);
  }
});

test("makes the same mix of the same seed, and meets every kind of trouble among two hundred of them", () => {
  expect(mixOf(5)).toEqual(mixOf(5));
  const all = Array.from({ length: 200 }, (_, seed) => mixOf(seed));
  const kinds = new Set(
    all.flatMap(({ faults }) => faults.map(({ stage, fault, status }) => `${stage} ${fault ?? status}`)),
  );
  for (const kind of [
    "submit reset-after",
    "submit no-answer",
    "upload http/502",
    "job assemblyai/server-error",
    "submit assemblyai/balance",
    "poll assemblyai/auth",
    "submit 429",
    "list cut-json",
  ]) {
    expect(kinds, kind).toContain(kind);
  }
  const ours = new Set(all.flatMap((plot) => Object.keys(plot.ours)));
  for (const name of [
    "deaths",
    "freezes",
    "stopEveryMs",
    "clockJumps",
    "ringEveryMs",
    "arriveOverMs",
    "processes",
    "newKeyAtMs",
    "resumeAtMs",
  ])
    expect(ours).toContain(name);
});
