import { describe, expect, it } from "vitest";
import { SettingsError } from "../domain/errors.ts";
import { policyFrom } from "./policy-from.ts";
import { validatePolicy } from "./validate.ts";

/** What the error says for overrides as they may come from a file. */
function complaintAbout(overrides: unknown): string {
  try {
    policyFrom({ overrides: Object(overrides) });
  } catch (error) {
    if (error instanceof SettingsError && error.code === "settings/policy") return error.message;
    throw error;
  }
  return "none";
}

describe("policy validation", () => {
  it.each<[unknown, string]>([
    [
      { stages: { upload: { attempts: 0 } } },
      "stages.upload.attempts must be at least 1: the first try counts (it is 0)",
    ],
    [{ stages: { upload: { attempts: 2.5 } } }, "stages.upload.attempts must be a whole number (it is 2.5)"],
    [
      { stages: { submit: { backoff: { capMs: 1_000 } } } },
      "stages.submit.backoff.capMs must not be less than baseMs (it is 1000)",
    ],
    [{ stages: { submit: { backoff: { factor: 0.5 } } } }, "stages.submit.backoff.factor must be at least 1"],
    [{ stages: { submit: { backoff: { jitter: "some" } } } }, 'stages.submit.backoff.jitter must be "full", "equal"'],
    [{ submissions: { backoff: { jitter: { share: 1.1 } } } }, "submissions.backoff.jitter"],
    [{ stages: { wait: { limit: { baseMs: 0 } } } }, "stages.wait.limit.baseMs must be at least 1 ms (it is 0)"],
    [{ stages: { upload: { limit: { bytesPerSecond: 0 } } } }, "stages.upload.limit.bytesPerSecond must be at least 1"],
    [{ stages: { upload: 5 } }, "stages.upload must be a group of settings (it is 5)"],
    [{ deadlineMs: Number.NaN }, "deadlineMs must be a whole number of milliseconds (it is NaN)"],
    [{ deadlineMs: Number.POSITIVE_INFINITY }, "deadlineMs must be a whole number of milliseconds (it is Infinity)"],
    [{ deadlineMs: "24h" }, 'deadlineMs must be a whole number of milliseconds (it is "24h")'],
    [{ deadlineMs: -1 }, "deadlineMs must be at least 1 ms (it is -1)"],
    [{ deadlineMs: 11 * 365 * 86_400_000 }, "deadlineMs must be at most ten years"],
    [{ deadlineMs: null }, "deadlineMs must be a whole number of milliseconds (it is null)"],
    [{ reconcile: { emptyLookups: 0 } }, "reconcile.emptyLookups must be at least 1"],
    [{ reconcile: { onUncertain: "retry" } }, 'reconcile.onUncertain must be "hold" or "resubmit" (it is "retry")'],
    [{ reconcile: { resubmitUpToSeconds: 60 } }, 'resubmitUpToSeconds must be null while onUncertain is "hold"'],
    [
      { reconcile: { onUncertain: "resubmit" } },
      'resubmitUpToSeconds must say up to which length while onUncertain is "resubmit"',
    ],
    [
      { reconcile: { onUncertain: "resubmit", resubmitUpToSeconds: 0 } },
      "reconcile.resubmitUpToSeconds must be more than 0 seconds (it is 0)",
    ],
    [
      { deadlineMs: 5_000 },
      "deadlineMs must be more than the first delay of submissions.backoff.baseMs, 6250 ms (it is 5000)",
    ],
    [
      { deadlineMs: 60_000, submissions: { backoff: { baseMs: 60_000 } } },
      "deadlineMs must be more than the first delay of submissions.backoff.baseMs, 75000 ms (it is 60000)",
    ],
    [
      { deadlineMs: 600_000, polling: { floorMs: 3_600_000, ceilingMs: 3_600_000 } },
      "deadlineMs must be more than the first delay of polling.floorMs, 3960000 ms (it is 600000)",
    ],
    [{ polling: { shareOfAudio: 1.5 } }, "polling.shareOfAudio must be between 0 and 1 (it is 1.5)"],
    [{ polling: { ceilingMs: 1_000 } }, "polling.ceilingMs must not be less than floorMs (it is 1000)"],
    [{ stages: { upload: { retries: 3 } } }, "stages.upload has no setting named retries"],
    [{ deadline: 5 }, "policy has no setting named deadline"],
    [JSON.parse('{"__proto__":{"deadlineMs":5}}'), "policy has no setting named __proto__"],
    [[], "policy must be a group of settings (it is [])"],
  ])("says of %j: %s", (overrides, complaint) => {
    expect(complaintAbout(overrides)).toContain(complaint);
  });

  it("lets a deadline be shorter than a delay that nothing waits for", () => {
    const overrides = { deadlineMs: 5_001, submissions: { max: 1, backoff: { baseMs: 60_000 } } };
    expect(complaintAbout(overrides)).toBe("none");
    expect(complaintAbout({ ...overrides, submissions: { ...overrides.submissions, max: 2 } })).toContain("deadlineMs");
  });

  it("lets an uncertain submit be sent again up to a length", () => {
    expect(complaintAbout({ reconcile: { onUncertain: "resubmit", resubmitUpToSeconds: 0.5 } })).toBe("none");
  });

  it("names all that is wrong at once", () => {
    const complaint = complaintAbout({ deadlineMs: 0, unknownAttempts: 0 });
    expect(complaint).toContain("deadlineMs");
    expect(complaint).toContain("unknownAttempts");
  });

  it("refuses a policy with a part missing", () => {
    expect(() => validatePolicy({ name: "half" })).toThrow("stages must be a group of settings (it is missing)");
    expect(() => validatePolicy(null)).toThrow(SettingsError);
  });

  it("tells what to do", () => {
    expect(() => validatePolicy(undefined)).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining("Correct") }),
    );
  });
});
