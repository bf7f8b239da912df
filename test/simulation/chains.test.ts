import { describe, expect, test } from "vitest";
import type { StoreKind } from "../../src/compose-simulation.ts";
import type { Provider } from "../../src/domain/provider.ts";
import { PLOTS } from "../../src/simulation/plots.ts";
import { named, tryOut } from "./world.ts";

const JOBS = 25;

/** A program of this machine: it always answers, and costs nothing. */
const here: Provider = {
  name: "here",
  facts: {
    kinds: ["transcription"],
    stages: ["submit"],
    submitCharges: false,
    uploadLifetimeMs: null,
    support: null,
    rough: true,
  },
  client: {
    submit: async () => ({
      exchange: {
        method: "RUN",
        endpoint: "here",
        at: 0,
        elapsedMs: 1,
        sentBytes: 0,
        outcome: { kind: "reply", status: 200, headers: {}, body: "", complete: true },
      },
      said: {
        state: "done",
        transcript: {
          provider: "here",
          remoteId: null,
          text: "here",
          words: [],
          language: "en",
          confidence: null,
          durationMs: null,
          rough: true,
          raw: null,
        },
      },
      complaint: null,
    }),
  },
  errors: [],
};

describe.each<StoreKind>(["memory", "sqlite"])("a chain over the %s store in virtual time", (store) => {
  test.each(PLOTS.map((plot) => [plot.name, plot] as const))(
    "has every job of %s done once, through deaths at every kind of moment",
    async (_name, plot) => {
      for (const seed of [3, 4]) {
        const ours = { ...plot.ours, deaths: 0.01, mostEnds: 10 };
        const report = await tryOut({
          seed,
          jobs: JOBS,
          store,
          cap: 10,
          elsewhere: [here],
          plot: { ...plot, ours, recoverable: false },
        });
        expect(report.violations, `seed ${seed}`).toEqual([]);
        expect(report.ends, `seed ${seed}`).toEqual({ completed: JOBS });
        const elsewhere = report.jobs.filter(({ left = [] }) => left.length > 0).length;
        expect([report.billedTwice, report.billed >= JOBS - elsewhere], `seed ${seed}`).toEqual([0, true]);
      }
    },
  );

  test("waits for no outage of hours where nothing was accepted before it, and sends little into it", async () => {
    const plot = { ...named("outage-6h"), recoverable: false };
    const report = await tryOut({ seed: 5, jobs: 200, store, cap: 10, elsewhere: [here], plot });
    expect(report.ends).toEqual({ completed: 200 });
    const elsewhere = report.jobs.filter(({ left = [] }) => left.length > 0);
    expect(elsewhere.length).toBeGreaterThan(100);
    const waited = elsewhere.map(({ state, createdAt }) => ("endedAt" in state ? state.endedAt - createdAt : 0));
    expect(Math.max(...waited)).toBeLessThan(30 * 60_000);
    expect(report.requestsBetween(70_000, 3_600_000)).toBeLessThan(200);
  });
});
