import { describe, expect, it } from "vitest";
import { paletteFor } from "../../src/cli/palette.ts";
import { targetsOf } from "../../src/cli/session.ts";
import { outcomeOf, summaryLines } from "../../src/cli/summary.ts";
import { memoryStore } from "../../src/store/memory.ts";
import { aFault, aJob, START } from "./lives.ts";

const store = memoryStore({
  clock: { now: () => START, monotonic: () => 0, sleep: async () => undefined, settled: async () => undefined },
});

describe("the summary", () => {
  it("tells of each failure and each held job what a person needs, and counts the rest", async () => {
    const fault = aFault({ code: "assemblyai/bad-audio", message: "no\u001b speech", advice: "Record it again." });
    const outcome = await outcomeOf(store, [
      aJob({ id: "job_1", state: { status: "completed", endedAt: START } }),
      aJob({ id: "job_2", name: "b.wav", state: { status: "failed", endedAt: START, fault } }),
      aJob({ id: "job_3", name: "c.wav", state: { status: "parked", due: null, fault, reason: "out of minutes" } }),
      aJob({ id: "job_4", run: "run_2" }),
    ]);
    expect(outcome.unfinishedRuns).toEqual(["run_1", "run_2"]);
    expect(summaryLines(outcome, 61_000, "tenuto show", paletteFor(false))).toEqual([
      "failed b.wav  assemblyai/bad-audio",
      "  no\\x1b speech",
      "  Record it again.",
      "  0 attempts; tenuto show job_2",
      "",
      "held c.wav  assemblyai/bad-audio",
      "  no\\x1b speech",
      "  out of minutes",
      "  Record it again.",
      "  0 attempts; tenuto show job_3",
      "",
      "1 done, 1 failed, 1 held, 1 not finished in 1 min 01 s",
    ]);
  });
});

describe("targetsOf", () => {
  const jobs = [aJob({ id: "a" }), aJob({ id: "b" }), aJob({ id: "c", run: "run_0" })];

  it("waits for a run as a whole where all its unfinished jobs are ours, and else for ours alone", () => {
    const unfinished = new Map([
      ["run_1", 2],
      ["run_0", 500],
    ]);
    expect(targetsOf(jobs, unfinished)).toEqual([{ run: "run_1" }, { id: "c" }]);
  });

  it("waits for nothing that is over", () => {
    const over = aJob({ id: "d", state: { status: "completed", endedAt: START } });
    expect(targetsOf([over], new Map([["run_1", 0]]))).toEqual([]);
  });
});
