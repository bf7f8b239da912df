import { describe, expect, it } from "vitest";
import { aFault, aJob, START } from "../../../test/cli/lives.ts";
import type { Job, Piece } from "../../domain/job.ts";
import { sampleStretch } from "./sample-stretch.ts";

const failed = { status: "failed", endedAt: START, fault: aFault() } as const;
const piece = (fromMs: number, toMs: number | null): Piece => {
  return { audio: { sha256: "0", bytes: 1, name: "a", durationMs: null }, fromMs, toMs };
};

function job(parts: Partial<Job> = {}): Job {
  return { ...aJob({ state: failed }), ...parts };
}

const prepared = { pieces: [piece(0, 60_000), piece(60_000, null)], channels: 1, recordedChannels: 1 } as const;

describe("a sample of a recording", () => {
  it("begins at its beginning where nobody looked into it", () => {
    expect(sampleStretch(job(), null, 10_000)).toEqual({ fromMs: 0, ms: 10_000 });
  });

  it("begins just before the first sound", () => {
    const sound = { fromMs: 30_000, toMs: 90_000, ms: 20_000 };
    expect(sampleStretch(job({ prepared: { ...prepared, sound } }), 100_000, 10_000).fromMs).toBe(29_800);
  });

  it("begins with the piece that failed, and not with the recording", () => {
    const sound = { fromMs: 1_000, toMs: 90_000, ms: 20_000 };
    const there = job({ prepared: { ...prepared, sound }, piece: 1 });
    expect(sampleStretch(there, 100_000, 10_000).fromMs).toBe(60_000);
    const done = job({ prepared: { ...prepared, sound }, piece: 1, state: { status: "completed", endedAt: START } });
    expect(sampleStretch(done, 100_000, 10_000).fromMs).toBe(800);
  });

  it("is as long as was asked for also near the end, as far as there is so much", () => {
    const sound = { fromMs: 95_000, toMs: 99_000, ms: 2_000 };
    expect(sampleStretch(job({ prepared: { ...prepared, sound } }), 100_000, 10_000).fromMs).toBe(90_000);
    expect(sampleStretch(job({ prepared: { ...prepared, sound } }), 4_000, 10_000).fromMs).toBe(0);
  });
});
