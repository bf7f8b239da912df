import { expect, test } from "vitest";
import type { JournalEntry } from "../../src/domain/journal.ts";
import type { Plot } from "../../src/simulation/plot.ts";
import { named, tryOut } from "./world.ts";

/** The list is later than any look-up: what was accepted and not heard of is sent again, and both runs are billed. */
const LATE_LIST: Plot = {
  ...named("calm"),
  name: "late-list",
  processing: "5m-15m",
  listDelayMs: 120_000,
  faults: [{ stage: "submit", probability: 0.3, fault: "reset-after" }],
  ours: { arriveOverMs: 60_000 },
  recoverable: false,
};

/** As many as a submit has attempts after the first. */
const OFTEN = { share: 1, ofJob: 4 } as const;

test.each([0, 0.004])(
  "takes of two runs the one that is done first and deletes the other, with a share of %d deaths",
  async (deaths) => {
    let taken = 0;
    for (const seed of [1, 2, 3]) {
      const removed: JournalEntry[] = [];
      const report = await tryOut({
        seed,
        jobs: 20,
        store: "sqlite",
        plot: { ...LATE_LIST, ours: { ...LATE_LIST.ours, deaths } },
        mayBillAgain: OFTEN,
        onEntry: (_job, entry) => {
          if (entry.type === "looked-up" && entry.insteadOf !== undefined) taken += 1;
          if (entry.type === "extra-run") removed.push(entry);
        },
      });
      expect(report.violations, `seed ${seed}`).toEqual([]);
      expect(report.ends).toEqual({ completed: 20 });
      expect(removed.length).toBeGreaterThanOrEqual(report.billed - 20);
      expect(removed).toMatchObject(removed.map(() => ({ removed: true })));
    }
    expect(taken).toBeGreaterThan(0);
  },
);
