import { describe, expect, it } from "vitest";
import { backoffDelay } from "./backoff.ts";
import { defaultPolicy } from "./policy.ts";

const LOWEST = { next: () => 0 };
const DAY = 86_400_000;

describe("default policy", () => {
  it("keeps trying to deliver for a day, even with the shortest delays", () => {
    const { attempts, backoff } = defaultPolicy.stages.deliver;
    const shortest = Array.from({ length: attempts - 1 }, (_, index) => backoffDelay(backoff, index + 1, LOWEST));
    expect(shortest.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThan(DAY);
  });

  it("never resubmits earlier than the five seconds of the vendor's guide", () => {
    const { max, backoff } = defaultPolicy.submissions;
    for (let run = 1; run < max; run += 1) expect(backoffDelay(backoff, run, LOWEST)).toBeGreaterThanOrEqual(5_000);
  });

  it("comes through storage unchanged", () => {
    expect(JSON.parse(JSON.stringify(defaultPolicy))).toEqual(defaultPolicy);
  });

  it("holds the table of the design", () => {
    const { stages, submissions, deadlineMs, reconcile, polling } = defaultPolicy;
    expect(
      Object.entries(stages).map(([stage, { attempts, backoff, limit }]) => [
        stage,
        attempts,
        backoff.baseMs,
        backoff.capMs,
        limit.baseMs,
      ]),
    ).toEqual([
      ["prepare", 2, 1_000, 5_000, 30_000],
      ["upload", 5, 1_000, 60_000, 30_000],
      ["submit", 5, 2_000, 60_000, 60_000],
      ["wait", 1, 3_000, 60_000, 20_000],
      ["deliver", 100, 5_000, 3_600_000, 15_000],
    ]);
    expect(submissions).toMatchObject({ max: 3, backoff: { baseMs: 5_000, capMs: 60_000 } });
    expect(deadlineMs).toBe(DAY);
    expect(reconcile).toMatchObject({ emptyLookups: 2, graceMs: 30_000 });
    expect(polling).toEqual({ floorMs: 3_000, ceilingMs: 30_000, shareOfAudio: 0.01, growth: 1.5 });
  });
});
