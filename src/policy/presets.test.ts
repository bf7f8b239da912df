import { describe, expect, it } from "vitest";
import { SettingsError } from "../domain/errors.ts";
import type { Backoff } from "../domain/policy.ts";
import { backoffDelay } from "./backoff.ts";
import { defaultPolicy } from "./policy.ts";
import { policyFrom } from "./policy-from.ts";
import { PRESET_NAMES, presets } from "./presets.ts";
import { validatePolicy } from "./validate.ts";

const always = (value: number) => ({ next: () => value });

/** Shortest and longest wait after each of the first attempts. */
const span = (backoff: Backoff, attempts: number) =>
  Array.from({ length: attempts }, (_, index) => [
    backoffDelay(backoff, index + 1, always(0)),
    backoffDelay(backoff, index + 1, always(1 - Number.EPSILON)),
  ]);

describe("presets", () => {
  it.each(PRESET_NAMES)("%s is free of contradictions and carries its name", (name) => {
    expect(validatePolicy(presets[name])).toEqual(presets[name]);
    expect(presets[name].name).toBe(name);
  });

  it("cookbook runs a job twice at most, five seconds apart, and leaves the stages alone", () => {
    const { submissions, stages } = presets.cookbook;
    expect(submissions.max).toBe(2);
    expect(span(submissions.backoff, 2)).toEqual([
      [5_000, 5_000],
      [5_000, 5_000],
    ]);
    expect(stages).toEqual(defaultPolicy.stages);
  });

  it("upload-guide tries an upload three times, five seconds apart", () => {
    const { attempts, backoff } = presets["upload-guide"].stages.upload;
    expect(attempts).toBe(3);
    expect(span(backoff, 2)).toEqual([
      [5_000, 5_000],
      [5_000, 5_000],
    ]);
  });

  it("article doubles from two seconds to a minute with a tenth of jitter, five times", () => {
    const { stages, submissions } = presets.article;
    expect([stages.upload.attempts, stages.submit.attempts, submissions.max]).toEqual([5, 5, 5]);
    expect(span(submissions.backoff, 6)).toEqual([
      [2_000, 2_200],
      [4_000, 4_400],
      [8_000, 8_800],
      [16_000, 17_600],
      [32_000, 35_200],
      [60_000, 66_000],
    ]);
  });

  it("realtime doubles from one second", () => {
    const longest = span(presets.realtime.stages.upload.backoff, 4).map(([, most]) => most);
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it("batch waits between half a minute and a minute", () => {
    expect(span(presets.batch.submissions.backoff, 2)).toEqual([
      [30_000, 60_000],
      [30_000, 60_000],
    ]);
  });
});

describe("policy from a preset and overrides", () => {
  it("is the default when nothing is asked for", () => {
    expect(policyFrom({})).toBe(defaultPolicy);
    expect(policyFrom({ preset: "batch" })).toBe(presets.batch);
  });

  it("changes the one number given and nothing else", () => {
    const policy = policyFrom({ preset: "cookbook", overrides: { stages: { upload: { limit: { idleMs: 5_000 } } } } });
    const { upload } = presets.cookbook.stages;
    expect(policy).toEqual({
      ...presets.cookbook,
      name: "cookbook, changed",
      stages: { ...presets.cookbook.stages, upload: { ...upload, limit: { ...upload.limit, idleMs: 5_000 } } },
    });
  });

  it("replaces a jitter as a whole and knows null from nothing", () => {
    const policy = policyFrom({
      overrides: {
        deadlineMs: undefined,
        stages: { upload: { backoff: { jitter: { share: 0.5 } }, limit: { bytesPerSecond: null } } },
      },
    });
    expect(policy.stages.upload.backoff.jitter).toEqual({ share: 0.5 });
    expect(policy.stages.upload.limit.bytesPerSecond).toBeNull();
    expect(policy.deadlineMs).toBe(defaultPolicy.deadlineMs);
  });

  it("lets every number of the policy be set", () => {
    const numbers = (value: unknown, path: string[] = []): string[][] => {
      if (typeof value === "number") return [path];
      if (typeof value !== "object" || value === null) return [];
      return Object.entries(value).flatMap(([key, inner]) => numbers(inner, [...path, key]));
    };
    const paths = numbers(defaultPolicy);
    expect(paths.length).toBeGreaterThan(40);
    for (const path of paths) {
      const at = (policy: unknown) => path.reduce<unknown>((inner, key) => Object(inner)[key], policy);
      const before = Number(at(defaultPolicy));
      // A nudge that stays legal: caps lie far above their bases, and a share must not pass one.
      const isShare = ["share", "shareOfAudio", "coverage"].includes(path.at(-1) ?? "");
      const value = isShare ? before / 2 : before + 1;
      const overrides = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
      expect(at(policyFrom({ overrides: Object(overrides) })), path.join(".")).toBe(value);
    }
  });

  it("refuses a preset that nobody knows and names those there are", () => {
    expect(() => policyFrom({ preset: "patient" })).toThrow(SettingsError);
    expect(() => policyFrom({ preset: "patient" })).toThrow('no preset named "patient"');
    expect(() => policyFrom({ preset: "__proto__" })).toThrow(SettingsError);
  });
});
