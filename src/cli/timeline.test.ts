import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aFault, aJob, anExchange, aSubmission, badDay, records, START } from "../../test/cli/lives.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { widthOf } from "./printable.ts";
import { drawTimeline } from "./timeline.ts";

const done = aJob({ state: { status: "completed", endedAt: START + 20_000 } });

function laneOf(drawn: string, name: string): string {
  return drawn.split("\n").find((line) => line.startsWith(name)) ?? "";
}

describe("drawTimeline", () => {
  it("draws each lane to the scale of the job's life", () => {
    const drawn = drawTimeline(done, [aSubmission()], records("job_1", badDay()), 72, false);
    // 40 cells for 20 s: half a second each.
    expect(drawn.split("\n").filter((line) => line.includes("▏"))).toEqual([
      `queued  ▏░░${" ".repeat(38)}▕ 1.0 s`,
      `upload  ▏  █✗·█${" ".repeat(34)}▕ 1.0 MB, 2 attempts`,
      `submit  ▏${" ".repeat(6)}██✗${" ".repeat(31)}▕ 1 attempt`,
      `look-up ▏${" ".repeat(8)}····█${" ".repeat(27)}▕ 1 time`,
      `wait    ▏${" ".repeat(12)}${"░".repeat(26)}  ▕ 14 polls`,
      `deliver ▏${" ".repeat(39)}█▕ 1 file`,
    ]);
  });

  it("tells of each fault the code, certainty, verdict, rule, delay and reason", () => {
    const drawn = drawTimeline(done, [aSubmission()], records("job_1", badDay()), 160, false);
    expect(drawn).toContain(
      "+1.500 s  upload 1    http/503 (rejected: 503 to POST /v2/upload in 500 ms, request req-1)",
    );
    expect(drawn).toContain("→ retry: again in 1.0 s, by rule policy/upload: it may be over soon");
    expect(drawn).toContain("network/reset (unknown: ECONNRESET");
    expect(drawn).toContain("the provider has it as remote-1: nothing is sent again");
  });

  it("shows the ids of the submissions and never their private upload address", () => {
    const drawn = drawTimeline(done, [aSubmission({ outcome: "completed" })], records("job_1", badDay()), 100, false);
    expect(drawn).toContain("submission 1 at assemblyai: remote-1  completed");
    expect(drawn).not.toContain("SECRET-UPLOAD");
  });

  it("draws a job of no length at all", () => {
    const job = aJob({ state: { status: "completed", endedAt: START } });
    const entries: JournalEntry[] = [
      { at: START, type: "accepted", audio: "call.wav", bytes: 5, provider: "local" },
      { at: START, type: "delivered", to: "/out/call.txt", bytes: 1 },
      { at: START, type: "completed" },
    ];
    expect(laneOf(drawTimeline(job, [], records("job_1", entries), 80, false), "deliver")).toContain("█");
  });

  it("keeps a fault of a millisecond visible in a life of nine hours", () => {
    const entries: JournalEntry[] = [
      {
        at: START + 1,
        type: "fault",
        stage: "upload",
        attempt: 1,
        submission: 1,
        fault: aFault(),
        verdict: { action: "park", delayMs: null, reason: "the key was refused", rule: "http/401" },
        exchange: anExchange(0, 1, 401),
      },
      { at: START + 9 * 3_600_000, type: "woken", reason: "asked for again" },
    ];
    const drawn = drawTimeline(aJob({}), [], records("job_1", entries), 80, false);
    expect(laneOf(drawn, "upload")).toContain("✗");
    expect(laneOf(drawn, "held")).toMatch(/▒{40,}.*9 h 00 min/);
  });

  it("keeps escape sequences of names and messages from the terminal", () => {
    const job = aJob({ name: "a\u001b[2Jb.wav", state: { status: "failed", endedAt: START, fault: aFault() } });
    const fault = aFault({ message: "\u001b]0;title\u0007", advice: "\u009b31m" });
    const drawn = drawTimeline(job, [], records("job_1", [{ at: START, type: "failed", fault }]), 80, false);
    expect(drawn.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("is never wider than the terminal and hides no lane, whatever happened", () => {
    const time = fc.integer({ min: 0, max: 40_000_000 }).map((ms) => START + ms);
    const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
      ...badDay().map((known) => time.map((at) => ({ ...known, at }))),
      time.map((at) => ({ at, type: "woken" as const, reason: "日本語の理由 ".repeat(9) })),
    );
    const life = fc.record({ entries: fc.array(entry, { maxLength: 30 }), width: fc.integer({ min: 20, max: 200 }) });
    fc.assert(
      fc.property(life, ({ entries, width }) => {
        const drawn = drawTimeline(aJob({}), [aSubmission()], records("job_1", entries), width, true);
        for (const line of drawn.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(width);
        for (const lane of drawn.split("\n").filter((line) => line.includes("▏"))) expect(lane).toMatch(/[█░·▒✗]/);
      }),
    );
  });
});
