import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FaultSum, JobSum, LateSum, PatternSums } from "../domain/patterns.ts";
import { STAGES } from "../domain/stage.ts";
import type { Figures } from "./figures.ts";
import { statsOf } from "./stats.ts";

const HOUR_MS = 3_600_000;
const place = { provider: "assemblyai", account: "main", policy: "aa", tag: null };

function jobs(patch: Partial<JobSum> = {}): JobSum {
  const passes = { prepare: 0, upload: 0, submit: 0, wait: 0, deliver: 0 };
  return {
    ...place,
    hour: 0,
    status: "completed",
    faults: 0,
    jobs: 1,
    passes,
    thin: 0,
    firstAt: 0,
    lastAt: 0,
    ...patch,
  };
}

function faults(patch: Partial<FaultSum> = {}): FaultSum {
  const cost = { faults: 1, lostMs: 0, waiting: 0, runsAgain: 0, againMs: 0 };
  return { ...place, hour: 0, stage: "upload", code: "http/503", class: "server", wentTo: null, ...cost, ...patch };
}

function late(patch: Partial<LateSum> = {}): LateSum {
  return { ...place, hour: 0, stage: "upload", attempt: 2, passes: 1, ...patch };
}

function sums(patch: Partial<PatternSums> = {}): PatternSums {
  return { jobs: [], faults: [], late: [], policies: { aa: "default" }, forgotten: 0, ...patch };
}

describe("figures", () => {
  it("share what was done at the first attempt, what recovered and what was lost among all that ended", () => {
    const { all, attempts } = statsOf(
      sums({
        jobs: [
          jobs({ jobs: 6 }),
          jobs({ jobs: 2, faults: 1 }),
          jobs({ jobs: 1, faults: 4 }),
          jobs({ jobs: 1, status: "failed", faults: 3 }),
          jobs({ jobs: 5, status: "canceled", faults: 1 }),
          jobs({ jobs: 7, status: "parked", hour: null }),
          jobs({ jobs: 1, status: "open", hour: null }),
        ],
      }),
      null,
    );
    expect(all).toMatchObject({
      completed: 9,
      failed: 1,
      canceled: 5,
      unfinished: 8,
      doneShare: 0.9,
      atFirst: 6,
      firstShare: 0.6,
      recovered: 3,
      attemptsPerJob: (6 + 2 * 2 + 5 + 4) / 10,
    });
    expect(attempts).toEqual([
      { attempt: 1, count: 6 },
      { attempt: 2, count: 2 },
      { attempt: 5, count: 1 },
    ]);
  });

  it("have no shares of nothing", () => {
    const { all, ...rest } = statsOf(sums(), null);
    expect(all).toMatchObject({ doneShare: null, firstShare: null, attemptsPerJob: null, faults: 0, lostMs: 0 });
    expect(rest).toEqual({
      attempts: [],
      stages: [],
      faults: [],
      hours: [],
      policies: [],
      groups: null,
      forgotten: 0,
    });
  });

  it("tell at which attempt each stage was passed", () => {
    const passes = { prepare: 0, upload: 10, submit: 9, wait: 0, deliver: 0 };
    const { stages } = statsOf(
      sums({
        jobs: [jobs({ passes })],
        late: [late({ passes: 2 }), late({ attempt: 4 })],
        faults: [faults({ faults: 5, lostMs: 300 }), faults({ stage: "wait", runsAgain: 1, againMs: 60_000 })],
      }),
      null,
    );
    expect(stages).toEqual([
      {
        stage: "upload",
        passes: 10,
        atFirst: 7,
        firstShare: 0.7,
        attempts: [
          { attempt: 1, count: 7 },
          { attempt: 2, count: 2 },
          { attempt: 4, count: 1 },
        ],
        faults: 5,
        lostMs: 300,
        runsAgain: 0,
        againMs: 0,
      },
      expect.objectContaining({ stage: "submit", passes: 9, atFirst: 9, firstShare: 1, faults: 0 }),
      expect.objectContaining({ stage: "wait", passes: 0, firstShare: null, attempts: [], runsAgain: 1 }),
    ]);
  });

  it("name faults, the most frequent first, with the stages that they came at", () => {
    const found = statsOf(
      sums({
        faults: [
          faults(),
          faults({ code: "network/reset", class: "network", stage: "wait", faults: 2 }),
          faults({ code: "network/reset", class: "network", stage: "submit", hour: HOUR_MS, wentTo: "local" }),
        ],
      }),
      null,
    );
    expect(found.faults).toMatchObject([
      { code: "network/reset", class: "network", stages: ["submit", "wait"], faults: 3, share: 0.75, failovers: 1 },
      { code: "http/503", stages: ["upload"], faults: 1, share: 0.25, failovers: 0 },
    ]);
    expect(found.hours).toEqual([
      { hour: 0, faults: { upload: 1, wait: 2 } },
      { hour: HOUR_MS, faults: { submit: 1 } },
    ]);
    expect(found.all.failovers).toBe(1);
  });

  it("put policies side by side in the order in which they came into use", () => {
    const { policies } = statsOf(
      sums({
        jobs: [
          jobs({ policy: "bb", firstAt: 50, lastAt: 90, jobs: 2 }),
          jobs({ policy: "aa", firstAt: 10, lastAt: 20, faults: 1 }),
          jobs({ policy: "aa", firstAt: 5, lastAt: 40 }),
        ],
        faults: [faults({ lostMs: 9 })],
        policies: { aa: "default", bb: "default" },
      }),
      null,
    );
    expect(policies).toMatchObject([
      { hash: "aa", name: "default", firstAt: 5, lastAt: 40, completed: 2, firstShare: 0.5, faults: 1, lostMs: 9 },
      { hash: "bb", name: "default", firstAt: 50, lastAt: 90, completed: 2, firstShare: 1, faults: 0, lostMs: 0 },
    ]);
  });

  it("have a group for what is not over and for what lacks the tag, at the end", () => {
    const unfinished = jobs({ hour: null, status: "open" });
    const { groups } = statsOf(sums({ jobs: [unfinished, jobs({ hour: 7_200_000 }), jobs({ hour: 0 })] }), "hour");
    expect(groups?.map(({ group }) => group)).toEqual([0, 7_200_000, null]);
    const tagged = statsOf(sums({ jobs: [jobs(), jobs({ tag: "b" })], faults: [faults({ tag: "a" })] }), "tag").groups;
    expect(tagged?.map(({ group, completed, faults: met }) => [group, completed, met])).toEqual([
      ["a", 0, 1],
      ["b", 1, 0],
      [null, 1, 0],
    ]);
  });

  it("add up: whatever they are told apart by, the groups make the whole", () => {
    const word = fc.constantFrom("a", "b", "c");
    const small = fc.integer({ min: 0, max: 9 });
    const hour = fc.integer({ min: 0, max: 3 }).map((hours) => hours * HOUR_MS);
    const at = { provider: word, account: word, policy: word, tag: fc.option(word) };
    const passes = fc.record({ prepare: small, upload: small, submit: small, wait: small, deliver: small });
    const jobSum = fc
      .record({
        ...at,
        hour,
        faults: small,
        jobs: small,
        passes,
        thin: small,
        status: fc.constantFrom("completed", "failed", "canceled", "open", "parked"),
      })
      .map((sum) => jobs({ ...sum, hour: sum.status === "open" || sum.status === "parked" ? null : sum.hour }));
    const faultSum = fc
      .record({
        ...at,
        hour,
        stage: fc.constantFrom(...STAGES),
        code: word,
        faults: small,
        lostMs: small,
        runsAgain: small,
        againMs: small,
        wentTo: fc.option(word),
      })
      .map((sum) => faults(sum));
    const added = [
      "completed",
      "failed",
      "canceled",
      "unfinished",
      "atFirst",
      "recovered",
      "faults",
      "lostMs",
    ] as const;
    const more = ["runsAgain", "againMs", "failovers", "thin", "waiting"] as const;
    const total = (parts: readonly Figures[]) =>
      [...added, ...more].map((name) => parts.reduce((sum, figures) => sum + figures[name], 0));
    fc.assert(
      fc.property(
        fc.array(jobSum),
        fc.array(faultSum),
        fc.constantFrom("provider", "account", "hour", "tag"),
        (some, met, by) => {
          const { all, groups, policies, hours, faults: kinds } = statsOf(sums({ jobs: some, faults: met }), by);
          expect(total(groups ?? [])).toEqual(total([all]));
          expect(total(policies)).toEqual(total([all]));
          const inHours = hours.flatMap((each) => Object.values(each.faults)).reduce((sum, count) => sum + count, 0);
          expect(inHours).toBe(all.faults);
          expect(kinds.reduce((sum, kind) => sum + kind.faults, 0)).toBe(all.faults);
        },
      ),
    );
  });
});
