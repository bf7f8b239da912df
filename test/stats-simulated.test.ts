import { expect, test } from "vitest";
import type { JournalEntry } from "../src/domain/journal.ts";
import type { JobStore } from "../src/domain/store.ts";
import { statsOf } from "../src/engine/stats.ts";
import { tryOut } from "./simulation/world.ts";

const JOBS = 60;

/** A run of the engine, its journals job by job, and what its store says of it. */
async function lived(plot: string) {
  const journals = new Map<string, JournalEntry[]>();
  let store: JobStore | null = null;
  const report = await tryOut({
    plot,
    seed: 5,
    jobs: JOBS,
    store: "memory",
    cap: 20,
    audioMs: 60_000,
    fate: () => "live",
    alter: (means) => {
      store = means.store;
      return means;
    },
    onEntry: (job, entry) => journals.set(job, [...(journals.get(job) ?? []), entry]),
  });
  if (store === null) throw new Error("nobody worked");
  return { report, journals, stats: statsOf(await (store as JobStore).patterns({}), "hour") };
}

const is =
  <Type extends JournalEntry["type"]>(type: Type) =>
  (entry: JournalEntry): entry is Extract<JournalEntry, { type: Type }> =>
    entry.type === type;

const count = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

test.each(["bad-day", "lost-replies", "outage-3m", "crowded-account"])(
  "what is kept of %s while the engine works is what its journals tell",
  async (plot) => {
    const { report, journals, stats } = await lived(plot);
    const all = [...journals.values()];
    const faults = all.flat().filter(is("fault"));
    expect(faults.length).toBeGreaterThan(0);
    expect(stats.all).toMatchObject({
      completed: report.completed,
      failed: report.failed,
      faults: faults.length,
      atFirst: all.filter((entries) => entries.some(is("completed")) && !entries.some(is("fault"))).length,
      waiting: 0,
    });
    expect(Object.fromEntries(stats.faults.map(({ code, faults: times }) => [code, times]))).toEqual(report.faults);
    expect(count(stats.attempts.map((each) => each.count))).toBe(report.completed);
    expect(count(stats.hours.flatMap((hour) => Object.values(hour.faults)))).toBe(faults.length);
    for (const stage of ["upload", "submit"] as const) {
      const accepted = all
        .flat()
        .filter(is("attempt"))
        .filter((entry) => entry.stage === stage);
      const found =
        stage === "upload"
          ? []
          : all
              .flat()
              .filter(is("looked-up"))
              .filter((entry) => entry.found !== null);
      const figures = stats.stages.find((each) => each.stage === stage);
      expect(figures?.passes).toBe(accepted.length + found.length);
      expect(count(figures?.attempts.map((each) => each.count) ?? [])).toBe(figures?.passes);
    }
    expect(stats.stages.find(({ stage }) => stage === "wait")?.passes).toBe(
      all.flat().filter(is("transcribed")).length,
    );
    // Nobody loses more time than there was, nor less than the failed calls took.
    expect(stats.all.lostMs).toBeLessThanOrEqual(report.virtualMs * JOBS);
    expect(stats.all.lostMs).toBeGreaterThanOrEqual(count(faults.map(({ exchange }) => exchange?.elapsedMs ?? 0)));
  },
  60_000,
);
