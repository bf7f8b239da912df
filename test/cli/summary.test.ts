import { describe, expect, it } from "vitest";
import { paletteFor } from "../../src/cli/palette.ts";
import { outcomeOf, summaryLines } from "../../src/cli/summary.ts";
import { targetsOf } from "../../src/cli/waiting.ts";
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
    const summary = { outcome, skipped: 2, refused: 1, elapsedMs: 61_000 };
    expect(summaryLines(summary, "tenuto show", { palette: paletteFor(false) })).toEqual([
      "failed b.wav  assemblyai/bad-audio",
      "  no\\x1b speech",
      "  Record it again.",
      "  0 attempts; tenuto show job_2",
      "  For the provider's support: tenuto support job_2",
      "",
      "held c.wav  assemblyai/bad-audio",
      "  no\\x1b speech",
      "  out of minutes",
      "  Record it again.",
      "  0 attempts; tenuto show job_3",
      "",
      "1 done, 2 skipped, 1 refused, 1 failed, 1 held, 1 not finished in 1 min 01 s",
    ]);
  });

  it("tells of trouble alone when it is to be quiet", async () => {
    const outcome = await outcomeOf(store, [aJob({ id: "job_1", state: { status: "completed", endedAt: START } })]);
    const summary = { outcome, skipped: 0, refused: 0, elapsedMs: 1 };
    expect(summaryLines(summary, "tenuto show", { palette: paletteFor(false), quiet: true })).toEqual([]);
  });
});

describe("targetsOf", () => {
  const jobs = [
    { id: "a", run: "run_1", status: "open" },
    { id: "b", run: "run_1", status: "parked" },
    { id: "c", run: "run_0", status: "open" },
  ] as const;

  it("waits for a run as a whole where all its unfinished jobs are ours, and else for ours alone", () => {
    const unfinished = new Map([
      ["run_1", 2],
      ["run_0", 500],
    ]);
    expect(targetsOf(jobs, unfinished)).toEqual([{ run: "run_1" }, { ids: ["c"] }]);
  });

  it("waits for nothing that is over", () => {
    const over = { id: "d", run: "run_1", status: "completed" } as const;
    expect(targetsOf([over], new Map([["run_1", 0]]))).toEqual([]);
  });
});

describe("what looking into recordings saved", () => {
  const fault = aFault({ code: "audio/silent", class: "audio", stage: "prepare", message: "no sound" });

  it("is told where recordings were refused, mended, or sent as one channel instead of two", async () => {
    const plain = aJob({ id: "job_2", state: { status: "completed", endedAt: START } });
    const { request } = plain;
    const audio = { ...request.audio, bytes: 3_000_000 };
    const mono = { sha256: "ff".repeat(32), bytes: 1_000_000, name: audio.name, durationMs: 60_000 };
    const outcome = await outcomeOf(store, [
      aJob({ id: "job_1", state: { status: "failed", endedAt: START, fault } }),
      {
        ...plain,
        request: { ...request, audio, options: { channels: 2 } },
        prepared: { pieces: [{ audio: mono, fromMs: 0, toMs: null }], channels: 1, recordedChannels: 2 },
      },
      aJob({ id: "job_3", state: { status: "completed", endedAt: START } }),
    ]);
    const lines = summaryLines({ outcome, skipped: 0, refused: 0, elapsedMs: 1_000 }, "tenuto show", {
      palette: paletteFor(false),
    });
    expect(lines.at(-1)).toMatch(
      /^saved: 1 recording refused before any upload \(.+\), 1 recording mended \(2(\.0)? MB less to send\), 1 sent as one channel \(1 min 00 s not paid twice\)$/,
    );
  });
});
