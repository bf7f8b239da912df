import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { FaultSum, JobSum } from "../domain/patterns.ts";
import { statsOf } from "../engine/stats.ts";
import { paletteFor } from "./palette.ts";
import { widthOf } from "./printable.ts";
import { readStatsFlags, type StatsFlags } from "./stats-asked.ts";
import { statsPage } from "./stats-page.ts";

const HOUR_MS = 3_600_000;
const NOW = new Date(2026, 10, 20, 12).getTime();
const plain = paletteFor(false);
const place = { provider: "assemblyai", account: "main", policy: "a1".repeat(32), tag: "sales" };
const passes = { prepare: 100, upload: 100, submit: 100, wait: 100, deliver: 100 };
const WIDTHS = [60, 80, 100, 140, 200];

const jobs = (patch: Partial<JobSum>): JobSum => ({
  ...place,
  hour: NOW - HOUR_MS,
  status: "completed",
  faults: 0,
  jobs: 90,
  passes,
  thin: 0,
  firstAt: NOW - 30 * HOUR_MS,
  lastAt: NOW - 2 * HOUR_MS,
  ...patch,
});

const faults = (patch: Partial<FaultSum>): FaultSum => ({
  ...place,
  hour: NOW - 3 * HOUR_MS,
  stage: "upload",
  code: "http/503",
  class: "server",
  wentTo: null,
  faults: 7,
  lostMs: 90_000,
  waiting: 0,
  runsAgain: 0,
  againMs: 0,
  ...patch,
});

const stats = statsOf(
  {
    jobs: [
      jobs({}),
      jobs({ faults: 1, jobs: 8, thin: 1 }),
      jobs({ status: "failed", faults: 2, jobs: 2, policy: "b2".repeat(32), firstAt: NOW - 20 * HOUR_MS }),
      jobs({ status: "parked", hour: null, jobs: 3, tag: null }),
    ],
    faults: [
      faults({}),
      faults({ stage: "wait", code: "assemblyai/server-error", hour: NOW - HOUR_MS, faults: 40, waiting: 3 }),
      faults({
        stage: "submit",
        code: "network/reset",
        faults: 2,
        runsAgain: 2,
        againMs: 2 * HOUR_MS,
        wentTo: "local",
      }),
    ],
    late: [],
    policies: { [place.policy]: "default", ["b2".repeat(32)]: "batch \u001b[31m" },
    forgotten: 12,
  },
  "tag",
);

const page = (flags: StatsFlags, columns: number, palette = plain): string[] =>
  statsPage(stats, readStatsFlags(flags)(NOW), { columns, palette, now: NOW });

describe("the page of figures", () => {
  it("begins with what came of the jobs and what it took", () => {
    const lines = page({ since: "1d", price: "0.27USD/h" }, 100);
    expect(lines.slice(0, 9)).toEqual([
      "100 jobs ended since 2026-11-19 12:00: 98 done, 2 failed; 3 not over",
      "  at first attempt   90 (90.0 %)",
      "  recovered          8 (8.0 %): something went wrong, and they were done all the same",
      "  lost               2 (2.0 %)",
      "  faults             49; they took 4 min 30 s in all, 2.7 s a job; 3 of them wait now",
      "  billed again       perhaps 2 runs in vain, 2 h 00 min of audio: 0.54 USD at 0.27 USD/h",
      "  went on elsewhere  2 times",
      "  thin transcripts   1",
      "",
    ]);
    for (const title of ["done at attempt", "stages", "faults by stage and hour", "faults", "policies"]) {
      expect(lines).toContain(title);
    }
  });

  it("says that there are jobs that no figure counts", () => {
    expect(page({}, 100).at(-1)).toMatch(/^12 jobs of that time were forgotten since/);
  });

  it.each(["stage", "fault", "policy", "provider", "tag:team", "hour"])(
    "tells of each %s alone where that is asked for",
    (by) => {
      const lines = page({ by }, 100);
      expect(lines).not.toContain("done at attempt");
      expect(lines[2]).toMatch(/^(stage|fault|policy|provider|team|hour) /);
    },
  );

  it("shows policies of one name apart, in the order of their use, and nothing that a terminal obeys", () => {
    const lines = page({ by: "policy" }, 200).slice(3, 5);
    expect(lines[0]).toMatch(/^default a1a1a1a1 .* 98 +100 % +91\.8 % +8 +1\.08/);
    expect(lines[1]).toMatch(/^batch \\x1b\[31m b2b2b2b2 .* 2 +0 % +0 % +- +3\.00/);
  });

  it.each(WIDTHS)("stays within %i columns, and says the same without colour", (columns) => {
    for (const by of [undefined, "stage", "fault", "policy", "provider", "account", "hour", "tag:team"]) {
      const lines = page({ by }, columns);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      expect(page({ by }, columns, paletteFor(true)).map(stripVTControlCharacters)).toEqual(lines);
    }
  });
});
