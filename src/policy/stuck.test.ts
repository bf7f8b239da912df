import { describe, expect, it } from "vitest";
import type { Policy } from "../domain/policy.ts";
import { defaultPolicy } from "./policy.ts";
import { stuckAfterMs, stuckVerdict } from "./stuck.ts";

const MINUTE = 60_000;

describe("a run", () => {
  it("is not stuck before the policy's least time, however fast such runs are", () => {
    expect(stuckAfterMs(defaultPolicy, 10_000, { medianMs: 1_000, shape: 5 })).toBe(30 * MINUTE);
    expect(stuckAfterMs(defaultPolicy, null, null)).toBe(30 * MINUTE);
  });

  it("is stuck after so many times the median of such runs", () => {
    expect(stuckAfterMs(defaultPolicy, 10_000, { medianMs: 5 * MINUTE, shape: 5 })).toBe(50 * MINUTE);
  });

  it("is stuck after its recording's length where nobody knows such runs", () => {
    expect(stuckAfterMs(defaultPolicy, 600 * MINUTE, null)).toBe(600 * MINUTE);
  });
});

describe("a run that is stuck", () => {
  const policy = (action: Policy["stuck"]["action"]): Policy => {
    return { ...defaultPolicy, stuck: { ...defaultPolicy.stuck, action } };
  };
  const situation = { submissions: 1, hasNext: true, delayMs: 3_000 };

  it("goes on being waited for where the policy has nothing else", () => {
    const verdict = stuckVerdict({ ...situation, policy: policy("tell") });
    expect(verdict).toMatchObject({ action: "retry", delayMs: 3_000, rule: "policy/stuck" });
  });

  it("is made once more, up to the policy's submissions", () => {
    const resubmit = { ...situation, policy: policy("resubmit") };
    expect(stuckVerdict(resubmit)).toMatchObject({ action: "rewind", to: "submit" });
    expect(stuckVerdict({ ...resubmit, submissions: 3 })).toMatchObject({ action: "retry" });
  });

  it("is left for the next provider where there is one", () => {
    const failover = { ...situation, policy: policy("failover") };
    expect(stuckVerdict(failover)).toMatchObject({ action: "failover" });
    expect(stuckVerdict({ ...failover, hasNext: false })).toMatchObject({ action: "retry" });
  });
});
