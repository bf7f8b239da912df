import { describe, expect, it } from "vitest";
import type { Fault } from "../domain/fault.ts";
import type { ProviderFacts } from "../domain/provider.ts";
import type { VerdictAction } from "../domain/verdict.ts";
import { type Foresight, foresee } from "./foresee.ts";
import { defaultPolicy } from "./policy.ts";

const FACTS: ProviderFacts = {
  kinds: ["transcription"],
  stages: ["upload", "submit", "wait"],
  submitCharges: true,
  uploadLifetimeMs: 86_400_000,
  support: null,
  rough: false,
};
const ALL: readonly VerdictAction[] = ["retry", "rewind", "reconcile", "repair", "refresh", "park", "fail"];

const house = (changes: Partial<Foresight> = {}): Foresight => ({
  policy: defaultPolicy,
  facts: FACTS,
  canLookUp: true,
  can: ALL,
  asking: false,
  ...changes,
});

const fault = (changes: Partial<Fault>): Fault => ({
  code: "acme/fault",
  message: "it failed",
  params: {},
  stage: "submit",
  class: "server",
  scope: "job",
  certainty: "rejected",
  remedy: "retry",
  attempts: null,
  pace: null,
  advice: "Look.",
  notBefore: null,
  at: 1_000,
  ...changes,
});

const actions = (one: Fault, foresight = house()) => foresee(one, foresight, 3).map(({ verdict }) => verdict.action);

describe("what will be done about a fault", () => {
  it("is told attempt by attempt, to the end", () => {
    expect(actions(fault({}))).toEqual(["retry", "retry", "retry"]);
    expect(actions(fault({ attempts: 2 }))).toEqual(["retry", "fail"]);
    expect(actions(fault({ remedy: "fail" }))).toEqual(["fail"]);
    expect(actions(fault({ remedy: "resubmit", stage: "wait" }))).toEqual(["rewind", "rewind", "fail"]);
    expect(actions(fault({ remedy: "park", attempts: 2 }))).toEqual(["retry", "park", "park"]);
    expect(actions(fault({ certainty: "unknown" }))).toEqual(["reconcile", "reconcile", "reconcile"]);
    expect(actions(fault({ remedy: "fail", stage: "wait" }), house({ asking: true }))).toEqual([
      "retry",
      "retry",
      "retry",
    ]);
  });

  it("mends once, and ends with what mending did not help", () => {
    expect(actions(fault({ remedy: "repair" }))).toEqual(["repair", "fail"]);
    expect(actions(fault({ remedy: "refresh", scope: "account" }))).toEqual(["refresh", "park", "park"]);
    expect(actions(fault({ remedy: "refresh", scope: "account" }), house({ can: ["park", "fail"] }))[0]).toBe("park");
  });

  it("comes with the shortest and the longest wait", () => {
    const [first] = foresee(
      fault({ remedy: "resubmit", stage: "wait", pace: { minMs: 5_000, maxMs: 15_000 } }),
      house(),
      1,
    );
    expect(first?.delayMs).toEqual({ min: 5_000, max: 15_000 });
    expect(foresee(fault({ remedy: "fail" }), house(), 1)[0]?.delayMs).toBeNull();
  });
});
