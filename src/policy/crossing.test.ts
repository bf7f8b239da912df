import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAULT_CLASSES } from "../domain/fault.ts";
import { STAGES } from "../domain/stage.ts";
import type { Verdict } from "../domain/verdict.ts";
import { type Committed, crosses, crossesHeldUp } from "./crossing.ts";
import { defaultPolicy as policy } from "./policy.ts";

const why = { reason: "", rule: "" };
const FAIL: Verdict = { action: "fail", ...why };
const PARK: Verdict = { action: "park", delayMs: null, ...why };
const RETRY: Verdict = { action: "retry", delayMs: 1, ...why };
const ELSEWHERE: Verdict = { action: "failover", ...why };

describe("whether a job goes on at its next link", () => {
  it.each<[string, Verdict, Committed, boolean]>([
    ["server", FAIL, "nothing", true],
    ["quota", PARK, "nothing", true],
    ["server", FAIL, "perhaps", true],
    ["server", FAIL, "running", false],
    ["server", ELSEWHERE, "running", true],
    ["server", RETRY, "nothing", false],
    ["audio", FAIL, "nothing", false],
    ["local", PARK, "nothing", false],
  ])("with a fault of class %s", (kind, verdict, committed, expected) => {
    const fault = { class: FAULT_CLASSES.find((name) => name === kind) ?? "server" };
    expect(crosses({ fault, verdict, committed, stage: "submit", policy })).toBe(expected);
  });

  it("is never so once its transcript is here, nor while it may still be tried here", () => {
    const anything = {
      kind: fc.constantFrom(...FAULT_CLASSES),
      verdict: fc.constantFrom(FAIL, PARK, RETRY, ELSEWHERE),
      committed: fc.constantFrom<Committed>("nothing", "perhaps", "running"),
      stage: fc.constantFrom(...STAGES),
    };
    fc.assert(
      fc.property(fc.record(anything), ({ kind, verdict, committed, stage }) => {
        const answer = crosses({ fault: { class: kind }, verdict, committed, stage, policy });
        if (stage === "deliver" || verdict.action === "retry") expect(answer).toBe(false);
        if (committed === "running" && verdict.action !== "failover") expect(answer).toBe(false);
      }),
    );
  });
});

describe("a job that its account lets nothing through for", () => {
  const { afterMs } = policy.failover;
  const now = 1_000_000;

  it.each<[string, string, number, number | null, boolean]>([
    ["at once where the account is held", "account", 1, null, true],
    ["not for a breaker that opens soon", "breaker/submit", afterMs - 1, now, false],
    ["where the breaker stays open for long", "breaker/submit", afterMs, now, true],
    ["where there has been trouble for long", "breaker/submit", 1, now - afterMs, true],
    ["where the provider asks to wait for long", "hint", afterMs, null, true],
    ["not for a rate of our own", "rate", 10 * afterMs, now - afterMs, false],
    ["not for a budget of our own", "budget/retries", 10 * afterMs, now - afterMs, false],
    ["not while another one tries the account", "trial", 10 * afterMs, null, false],
  ])("goes on elsewhere %s", (_name, rule, waitMs, since, expected) => {
    expect(crossesHeldUp({ rule, until: now + waitMs, since }, policy, now)).toBe(expected);
  });
});
