import { describe, expect, it } from "vitest";
import { aFault, badDay, records, START } from "../../test/cli/lives.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { Progress } from "./progress.ts";

const open = { status: "open", due: START } as const;

function progressOf(...names: string[]): Progress {
  const progress = new Progress(START);
  for (const name of names) progress.add(name, { name: `${name}.wav`, bytes: 1_000_000, state: open });
  return progress;
}

function observed(progress: Progress, job: string, entries: readonly JournalEntry[]): Progress {
  for (const record of records(job, entries)) progress.observe(record);
  return progress;
}

describe("Progress", () => {
  it("shows the bytes of a running upload as a share", () => {
    const progress = progressOf("a");
    progress.sent("a", 250_000);
    expect(progress.frame(START)).toMatchObject({
      sentBytes: 250_000,
      allBytes: 1_000_000,
      active: [{ name: "a.wav", stage: "upload", share: 0.25, nextInMs: null }],
    });
  });

  it("shows after a fault the try to come, when, and after what", () => {
    const progress = observed(progressOf("a"), "a", badDay().slice(0, 3));
    expect(progress.frame(START + 1_700)).toMatchObject({
      retries: 1,
      sentBytes: 0,
      active: [{ stage: "upload", attempt: 2, nextInMs: 800, lastFault: "http/503" }],
    });
    expect(progress.frame(START + 2_600).active).toMatchObject([{ nextInMs: null }]);
  });

  it("goes on to the next stage after a success and forgets the trouble before it", () => {
    const progress = observed(progressOf("a"), "a", badDay().slice(0, 4));
    expect(progress.frame(START + 3_000)).toMatchObject({
      sentBytes: 1_000_000,
      active: [{ stage: "submit", attempt: 1, share: null, lastFault: null }],
    });
  });

  it("goes back to the stage that a verdict rewinds to", () => {
    const rewound: JournalEntry = {
      at: START,
      type: "fault",
      stage: "wait",
      attempt: 1,
      submission: 1,
      fault: aFault({ code: "assemblyai/server-error", stage: "wait" }),
      verdict: { action: "rewind", to: "submit", delayMs: 5_000, reason: "resubmit", rule: "policy/submissions" },
      exchange: null,
    };
    const progress = observed(progressOf("a"), "a", [rewound]);
    expect(progress.frame(START).active).toMatchObject([{ stage: "submit", attempt: 1, nextInMs: 5_000 }]);
  });

  it("counts a whole bad day to its end", () => {
    const frame = observed(progressOf("a", "b"), "a", badDay()).frame(START + 20_000);
    expect(frame).toMatchObject({ all: 2, completed: 1, failed: 0, held: 0, retries: 2, active: [] });
  });

  it("puts a parked job among the held until it is woken", () => {
    const parked: JournalEntry = {
      at: START,
      type: "fault",
      stage: "submit",
      attempt: 1,
      submission: 1,
      fault: aFault({ code: "http/401", class: "auth" }),
      verdict: { action: "park", delayMs: null, reason: "the key was refused", rule: "http/401" },
      exchange: null,
    };
    const progress = observed(progressOf("a"), "a", [parked]);
    expect(progress.frame(START)).toMatchObject({ held: 1, active: [], retries: 0 });
    observed(progress, "a", [{ at: START, type: "woken", reason: "asked for again" }]);
    expect(progress.frame(START).held).toBe(0);
  });

  it("puts those in trouble first and keeps the others in the order in which they began", () => {
    const progress = progressOf("a", "b", "c");
    for (const job of ["a", "b", "c"]) progress.sent(job, 1);
    observed(progress, "c", badDay().slice(0, 3));
    expect(progress.frame(START).active.map(({ name }) => name)).toEqual(["c.wav", "a.wav", "b.wav"]);
  });

  it("estimates from what is done in this run and says nothing before it knows", () => {
    const progress = progressOf("a", "b", "c", "d");
    expect(progress.frame(START + 10_000).leftMs).toBeNull();
    observed(progress, "a", [{ at: START + 10_000, type: "completed" }]);
    expect(progress.frame(START + 10_000).leftMs).toBe(30_000);
  });

  it("learns nothing about speed from what was done before", () => {
    const progress = progressOf("a");
    progress.add("z", { name: "z.wav", bytes: 9_000_000, state: { status: "completed", endedAt: START } });
    expect(progress.frame(START + 10_000)).toMatchObject({ all: 2, completed: 1, leftMs: null });
  });

  it("ignores jobs of other commands", () => {
    const progress = observed(progressOf("a"), "stranger", badDay());
    expect(progress.nameOf("stranger")).toBeNull();
    expect(progress.frame(START)).toMatchObject({ all: 1, completed: 0, retries: 0 });
  });

  it("takes over from the store how a job really stands", () => {
    const progress = progressOf("a");
    progress.settle("a", { status: "failed", endedAt: START, fault: aFault() });
    expect(progress.frame(START)).toMatchObject({ failed: 1, active: [] });
  });
});
