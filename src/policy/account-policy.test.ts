import { describe, expect, it } from "vitest";
import type { AccountPolicy } from "../domain/account-policy.ts";
import { SettingsError } from "../domain/errors.ts";
import { ACCOUNT_PRESET_NAMES, accountPresets, defaultAccountPolicy } from "./account-policy.ts";
import { accountPolicyFrom, validateAccountPolicy } from "./account-policy-from.ts";
import { defaultPolicy } from "./policy.ts";

/** What the error says for overrides as they may come from a file. */
function complaintAbout(overrides: unknown): string {
  try {
    accountPolicyFrom({ overrides: Object(overrides) });
  } catch (error) {
    if (error instanceof SettingsError && error.code === "settings/account-policy") return error.message;
    throw error;
  }
  return "none";
}

describe("account policy", () => {
  it.each(ACCOUNT_PRESET_NAMES)(
    "%s of the presets is free of contradictions and comes through storage unchanged",
    (name) => {
      expect(validateAccountPolicy(JSON.parse(JSON.stringify(accountPresets[name])))).toEqual(accountPresets[name]);
    },
  );

  it("gives a probe time for any submit and any question", () => {
    const { submit, wait } = defaultPolicy.stages;
    const longest = Math.max(submit.limit.baseMs, wait.limit.baseMs);
    expect(defaultAccountPolicy.breaker.probeLeaseMs).toBeGreaterThanOrEqual(2 * longest);
  });

  it("lays the figures that are given over the preset and leaves the others", () => {
    const overrides = {
      breaker: { mode: "observe" },
      fairBy: "customer",
      rate: { requests: 100, windowMs: undefined },
    } as const;
    const expected: AccountPolicy = {
      ...accountPresets.article,
      breaker: { ...accountPresets.article.breaker, mode: "observe" },
      fairBy: "customer",
      rate: { requests: 100, windowMs: 300_000 },
    };
    expect(accountPolicyFrom({ preset: "article", overrides })).toEqual(expected);
    expect(accountPolicyFrom({})).toBe(defaultAccountPolicy);
  });

  it("refuses a preset for accounts that nobody knows and names those there are", () => {
    expect(() => accountPolicyFrom({ preset: "batch" })).toThrow('no preset for accounts named "batch"');
    expect(() => accountPolicyFrom({ preset: "__proto__" })).toThrow(
      expect.objectContaining({ code: "settings/account-preset", remedy: "Use one of default, article." }),
    );
  });

  it.each<[unknown, string]>([
    [{ rate: { requests: 0 } }, "rate.requests must be at least 1 (it is 0)"],
    [{ rate: { windowMs: 0 } }, "rate.windowMs must be at least 1 ms (it is 0)"],
    [{ rate: { perMinute: 5 } }, "rate has no setting named perMinute"],
    [{ slots: { decrease: 0 } }, "slots.decrease must be above 0, and at most 1 (it is 0)"],
    [{ slots: { decrease: 1.5 } }, "slots.decrease must be between 0 and 1 (it is 1.5)"],
    [{ breaker: { mode: "on" } }, 'breaker.mode must be "enforce", "observe" or "off" (it is "on")'],
    [{ breaker: { windowMs: 0 } }, "breaker.windowMs must be at least 1 ms (it is 0)"],
    [{ breaker: { minimum: 0 } }, "breaker.minimum must be at least 1 (it is 0)"],
    [{ breaker: { failureRate: 0 } }, "breaker.failureRate must be above 0, and at most 1 (it is 0)"],
    [{ breaker: { failureRate: 1.01 } }, "breaker.failureRate must be between 0 and 1 (it is 1.01)"],
    [{ breaker: { consecutive: 0 } }, "breaker.consecutive must be at least 1 (it is 0)"],
    [{ breaker: { maxOpenMs: 29_999 } }, "breaker.maxOpenMs must not be less than openMs (it is 29999)"],
    [{ breaker: { probeLeaseMs: 0 } }, "breaker.probeLeaseMs must be at least 1 ms (it is 0)"],
    [{ budgets: { retries: { share: 1.1 } } }, "budgets.retries.share must be between 0 and 1 (it is 1.1)"],
    [{ budgets: { retries: { floor: 2 } } }, "budgets.retries.floor must be at least 3: a timeout tried again costs"],
    [{ budgets: { retries: { windowMs: 59_999 } } }, "budgets.retries.windowMs must be at least 60000 ms"],
    [{ budgets: { retries: { windowMs: 86_400_001 } } }, "budgets.retries.windowMs must be at most a day"],
    [{ budgets: { retries: { shareOfJob: 0 } } }, "budgets.retries.shareOfJob must be above 0"],
    [{ budgets: { money: { share: 5 } } }, "budgets.money.share must be between 0 and 1 (it is 5)"],
    [{ budgets: { money: { floorSeconds: -1 } } }, "budgets.money.floorSeconds must be at least 0 (it is -1)"],
    [{ budgets: { money: { duplicatesOfJob: -1 } } }, "budgets.money.duplicatesOfJob must be at least 0 (it is -1)"],
    [{ hold: { maxMs: 60_000 } }, "hold.maxMs must not be less than firstMs (it is 60000)"],
    [{ fairBy: "" }, 'fairBy must not be empty (it is "")'],
    [{ breakers: 5 }, "account policy has no setting named breakers"],
    [[], "account policy must be a group of settings (it is [])"],
  ])("says of %j: %s", (overrides, complaint) => {
    expect(complaintAbout(overrides)).toContain(complaint);
  });
});
