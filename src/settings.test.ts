import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SettingsError } from "./domain/errors.ts";
import { PRESET_NAMES } from "./policy/presets.ts";
import { validatePolicy } from "./policy/validate.ts";
import { type Flags, readSettings, readTerminal } from "./settings.ts";

const home = { HOME: "/home/me", PATH: "/usr/bin" };

function refusal(flags: Flags, environment: Record<string, string> = {}): SettingsError {
  try {
    readSettings(flags, { ...home, ...environment });
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("readSettings", () => {
  it("has a default for everything", () => {
    expect(readSettings({}, home)).toMatchObject({
      provider: "assemblyai",
      providerChosen: false,
      region: "us",
      baseUrl: null,
      keys: {},
      policy: { name: "default" },
      storePath: "/home/me/.local/state/tenuto/tenuto.db",
      concurrency: 16,
      pathVariable: "/usr/bin",
    });
  });

  it("takes a flag over the environment and the environment over the default", () => {
    const environment = {
      ...home,
      TENUTO_PRESET: "batch",
      TENUTO_CONCURRENCY: "4",
      TENUTO_STORE: "/var/jobs.db",
      ASSEMBLYAI_BASE_URL: "http://127.0.0.1:1/",
      ASSEMBLYAI_API_KEY: " key-1\n",
    };
    expect(readSettings({}, environment)).toMatchObject({
      policy: { name: "batch" },
      concurrency: 4,
      storePath: "/var/jobs.db",
      baseUrl: "http://127.0.0.1:1",
      keys: { assemblyai: "key-1" },
    });
    const flags = { preset: "cookbook", concurrency: "9", store: "/tmp/a.db", baseUrl: "https://other.example/api/" };
    expect(readSettings(flags, environment)).toMatchObject({
      policy: { name: "cookbook" },
      concurrency: 9,
      storePath: "/tmp/a.db",
      baseUrl: "https://other.example/api",
    });
  });

  it("keeps the jobs in memory where the store is null, whatever the environment says", () => {
    expect(readSettings({ store: null }, { ...home, TENUTO_STORE: "/var/jobs.db" }).storePath).toBeNull();
  });

  it("takes the XDG state folder and ignores a relative one", () => {
    expect(readSettings({}, { ...home, XDG_STATE_HOME: "/state" }).storePath).toBe("/state/tenuto/tenuto.db");
    expect(readSettings({}, { ...home, XDG_STATE_HOME: "state" }).storePath).toContain("/home/me/.local/state");
  });

  it("takes own entries for the catalogue from a flag or the environment, and has none by default", () => {
    const environment = { ...home, TENUTO_CATALOGUE: "~/own.yaml" };
    expect(readSettings({}, environment).cataloguePath).toBe("/home/me/own.yaml");
    expect(readSettings({ catalogue: "/a/own.yaml" }, environment).cataloguePath).toBe("/a/own.yaml");
    expect(readSettings({}, home).cataloguePath).toBeNull();
  });

  it("takes a file of somebody's own patience from a flag or the environment, and has none by default", () => {
    const environment = { ...home, TENUTO_POLICY: "~/patience.yaml" };
    expect(readSettings({}, environment).ownPatience).toBe("/home/me/patience.yaml");
    expect(readSettings({ policy: "/a/patience.yaml" }, environment).ownPatience).toBe("/a/patience.yaml");
    expect(readSettings({}, home).ownPatience).toBeNull();
  });

  it("lays durations over the preset and lifts the ceiling with the floor", () => {
    const { policy } = readSettings({ pollFloor: "2m", deadline: "1h30m" }, home);
    expect(policy.deadlineMs).toBe(5_400_000);
    expect(policy.polling).toMatchObject({ floorMs: 120_000, ceilingMs: 120_000 });
    expect(readSettings({ pollFloor: "10ms" }, home).policy.polling.floorMs).toBe(10);
  });

  it("never makes a policy that contradicts itself, whatever figures it lets in", () => {
    const figures = fc.record({
      preset: fc.constantFrom(...PRESET_NAMES),
      pollFloor: fc.option(
        fc.integer({ min: 10, max: 3_600_000 }).map((ms) => `${ms}ms`),
        { nil: undefined },
      ),
      deadline: fc.option(
        // More than the longest first poll.
        fc.integer({ min: 3_961, max: 30 * 86_400 }).map((s) => `${s}s`),
        { nil: undefined },
      ),
      maxAttempts: fc.option(fc.integer({ min: 1, max: 999 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(figures, (flags) => {
        const { policy } = readSettings(flags, home);
        expect(validatePolicy(policy)).toEqual(policy);
      }),
    );
  });

  it.each<[string, Flags]>([
    ["--provider", { provider: "whisper" }],
    ["--region", { region: "mars" }],
    ["--preset", { preset: "hopeful" }],
    ["--concurrency", { concurrency: "0" }],
    ["--concurrency", { concurrency: "10001" }],
    ["--concurrency", { concurrency: "1e3" }],
    ["--poll-floor", { pollFloor: "3" }],
    ["--poll-floor", { pollFloor: "0ms" }],
    ["--poll-floor", { pollFloor: "2h" }],
    ["--deadline", { deadline: "soon" }],
    ["--deadline", { deadline: "-1h" }],
    ["--deadline", { deadline: "5s" }],
    ["--deadline", { preset: "batch", deadline: "60s" }],
    ["--deadline", { deadline: "6.25s" }],
    ["--deadline", { pollFloor: "1h", deadline: "65m" }],
    ["--base-url", { baseUrl: "not an address" }],
    ["--base-url", { baseUrl: "ftp://host" }],
    ["--base-url", { baseUrl: "https://host/?a=b" }],
    ["--base-url", { provider: "local", baseUrl: "https://host" }],
    ["--store", { store: "" }],
    ["--catalogue", { catalogue: "" }],
    ["--policy", { policy: "" }],
  ])("refuses a bad %s by its name and says what is allowed: %j", (flag, flags) => {
    const error = refusal(flags);
    expect(error.message).toContain(flag);
    expect(error.remedy).not.toBe("");
  });

  it("names the variable that a bad value came from", () => {
    expect(refusal({}, { TENUTO_PRESET: "hopeful" }).message).toBe('TENUTO_PRESET is "hopeful".');
    expect(refusal({}, { ASSEMBLYAI_BASE_URL: "nowhere" }).message).toContain("ASSEMBLYAI_BASE_URL");
  });

  it.each(["Bearer SECRET", "bearer SECRET", "SEC RET", "SEC\nRET", "SECRETé"])(
    "refuses the key %j without repeating it",
    (key) => {
      const error = refusal({}, { ASSEMBLYAI_API_KEY: key });
      expect(error.message).toContain("ASSEMBLYAI_API_KEY");
      expect(error.message + error.remedy).not.toMatch(/SEC|RET/);
    },
  );

  it("refuses credentials in a base URL without repeating them", () => {
    const told = refusal({ baseUrl: "https://me:SECRET@host" });
    expect(told.message + told.remedy).not.toContain("SECRET");
    const broken = refusal({ baseUrl: "https://me:SECRET@ho st" });
    expect(broken.message + broken.remedy).not.toContain("SECRET");
  });

  it("makes control characters in a refused value visible", () => {
    expect(refusal({ preset: "\u001b[31m\u009b" }).message).toBe('--preset is "\\u001b[31m?".');
  });
});

describe("readTerminal", () => {
  it("honours NO_COLOR over FORCE_COLOR, and says nothing when neither is set", () => {
    expect(readTerminal({ NO_COLOR: "1", FORCE_COLOR: "1" }).color).toBe(false);
    expect(readTerminal({ FORCE_COLOR: "1" }).color).toBe(true);
    expect(readTerminal({ FORCE_COLOR: "0" }).color).toBe(false);
    expect(readTerminal({ NO_COLOR: "" }).color).toBeNull();
  });

  it("is plain in CI and on a dumb terminal", () => {
    expect(readTerminal({ CI: "true" }).plain).toBe(true);
    expect(readTerminal({ CI: "false" }).plain).toBe(false);
    expect(readTerminal({ TERM: "dumb" }).plain).toBe(true);
    expect(readTerminal({ TERM: "xterm" }).plain).toBe(false);
  });
});
