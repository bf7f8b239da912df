import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SettingsError } from "../domain/errors.ts";
import { type Flags, findSettingsFiles, keyFor, readOrigins, readSettings } from "../settings.ts";

const TWO = `account: work
accounts:
  work:
    region: eu
    key-file: work.key
    slots: 5
    requests-per-5min: 4000
  lab:
    key-env: LAB_KEY
    base-url: https://lab.example/
    breaker: observe
breaker: off
fair-by: customer
`;

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "tenuto-accounts-"));
  await mkdir(join(home, ".config", "tenuto"), { recursive: true });
  await mkdir(join(home, "project"));
});
afterEach(() => rm(home, { recursive: true }));

/** The settings of a user's file and a project's, with what somebody typed. */
async function settingsOf(
  user: string,
  { flags = {}, project = "", environment = {} }: Case = {},
  read: typeof readSettings = readSettings,
) {
  const path = join(home, ".config", "tenuto", "config.yaml");
  await writeFile(path, user);
  await chmod(path, 0o600);
  await writeFile(join(home, "project", "tenuto.yaml"), project);
  const files = await findSettingsFiles({ HOME: home }, join(home, "project"));
  return read(flags, { HOME: home, ...environment }, files);
}

interface Case {
  readonly flags?: Flags;
  readonly project?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

async function refusalOf(user: string, one: Case = {}): Promise<SettingsError> {
  const error = await settingsOf(user, one).catch((thrown: unknown) => thrown);
  if (error instanceof SettingsError) return error;
  throw new Error("nothing was refused", { cause: error });
}

describe("accounts in settings", () => {
  it("are read with their places, keys and figures, and one is chosen", async () => {
    const settings = await settingsOf(TWO, { environment: { LAB_KEY: "k-lab", ASSEMBLYAI_API_KEY: "k" } });
    expect(settings).toMatchObject({
      account: "work",
      provider: "assemblyai",
      providerChosen: true,
      region: "eu",
      baseUrl: null,
      accountPolicy: { rate: { requests: 4_000, windowMs: 300_000 }, breaker: { mode: "off" }, fairBy: "customer" },
    });
    const { work, lab } = settings.accounts;
    expect(work).toMatchObject({ slots: 5, key: { path: join(home, ".config", "tenuto", "work.key") } });
    expect(lab).toMatchObject({
      region: "us",
      baseUrl: "https://lab.example",
      slots: 16,
      key: "k-lab",
      keyVariable: "LAB_KEY",
      policy: { breaker: { mode: "observe" }, fairBy: "customer" },
    });
  });

  it("are chosen by a flag over a variable, a project's file and the user's own", async () => {
    const plain = "accounts: { a: { slots: 1 }, b: { slots: 2 }, c: { slots: 3 }, d: { slots: 4 } }\naccount: a";
    const chosen = async (one: Case) => (await settingsOf(plain, one)).account;
    const environment = { TENUTO_ACCOUNT: "c" };
    expect(await chosen({})).toBe("a");
    expect(await chosen({ project: "account: b" })).toBe("b");
    expect(await chosen({ project: "account: b", environment })).toBe("c");
    expect(await chosen({ project: "account: b", environment, flags: { account: "d" } })).toBe("d");
    expect(await chosen({ environment, flags: { account: null } })).toBeNull();
  });

  it("have as many slots as was asked for now at the most", async () => {
    const slots = async (user: string, one: Case = {}) => (await settingsOf(user, one)).accounts.a?.slots;
    expect(await slots("accounts: { a: { slots: 50 } }\nconcurrency: 4")).toBe(50);
    expect(await slots("accounts: { a: { region: eu } }\nconcurrency: 4")).toBe(4);
    expect(await slots("accounts: { a: { slots: 50 } }", { flags: { concurrency: "4" } })).toBe(4);
    expect(await slots("accounts: { a: { slots: 2 } }", { environment: { TENUTO_CONCURRENCY: "4" } })).toBe(2);
  });

  it("keep their keys apart: a job's account has its own, or its provider's where it is named for that", async () => {
    const user = "accounts: { own: { key: k-own }, none: { key-env: NOT_SET }, usual: { slots: 1 } }";
    const settings = await settingsOf(user, { environment: { ASSEMBLYAI_API_KEY: "k" } });
    const key = (account: string) => keyFor(settings, account, "assemblyai");
    expect(["own", "none", "usual", "forgotten"].map(key)).toEqual(["k-own", null, "k", null]);
    expect(["assemblyai", "assemblyai@eu", "assemblyai@http://127.0.0.1:1"].map(key)).toEqual(["k", "k", "k"]);
  });

  it("show where each of their settings comes from, and of a key only that it is set", async () => {
    const user = "accounts:\n  a:\n    key: k-secret\n    slots: 3\n    region: eu\naccount: a";
    const origins = await settingsOf(user, {}, readOrigins as never);
    const path = join(home, ".config", "tenuto", "config.yaml");
    expect(origins).toEqual(
      expect.arrayContaining([
        { name: "account", value: "a", from: `${path}:6:10` },
        { name: "region", value: "eu", from: "account a" },
        { name: "accounts.a.key", value: "set", from: `${path}:3:10` },
        { name: "accounts.a.slots", value: "3", from: `${path}:4:12` },
      ]),
    );
    expect(JSON.stringify(origins)).not.toContain("k-secret");
  });

  it.each([
    "accounts:\n  a:\naccount: a",
    "accounts: { a: {} }\naccount: a",
    "accounts: { a: { slots: } }\naccount: a",
  ])("are described by their name alone where all is as by default: %j", async (user) => {
    const settings = await settingsOf(user, { environment: { ASSEMBLYAI_API_KEY: "k" } });
    expect(settings.account).toBe("a");
    expect(settings.accounts.a).toMatchObject({ provider: "assemblyai", region: "us", slots: 16, key: "k" });
    const origins = await settingsOf(user, {}, readOrigins as never);
    expect(origins).not.toEqual(expect.arrayContaining([expect.objectContaining({ name: "accounts.a" })]));
  });

  it.each<[string, string, string]>([
    ["accounts:\n  a:\n    slots: 0", "3:12: accounts.a.slots", "settings/slots"],
    ["accounts:\n  a:\n    slots: many", "3:12: accounts.a.slots", "settings/slots"],
    ["accounts:\n  a: { provider: siri }", "2:18: accounts.a.provider", "settings/provider"],
    ["accounts:\n  a: { region: mars }", "2:16: accounts.a.region", "settings/region"],
    ["accounts:\n  a: { base-url: nowhere }", "2:18: accounts.a.base-url", "settings/base-url"],
    ["accounts:\n  a: { provider: local, base-url: http://h }", "2:35: accounts.a.base-url", "settings/base-url"],
    ["accounts:\n  a: { key: k1, key-file: f }", "2:27: accounts.a.key-file", "settings/account-key"],
    ["accounts:\n  a: { key-env: A, key: k1 }", "accounts.a.key-env", "settings/account-key"],
    ["accounts:\n  a: { key-env: sk-live-1 }", "2:17: accounts.a.key-env", "settings/account-key"],
    [`accounts:\n  a: { key-env: ${"ab12".repeat(8)} }`, "2:17: accounts.a.key-env", "settings/account-key"],
    ["accounts:\n  a: { key: Bearer k1 }", "2:13: accounts.a.key", "settings/key"],
    ['accounts:\n  a: { key-file: "" }', "2:18: accounts.a.key-file", "settings/key-file"],
    ["accounts:\n  a: { breaker: maybe }", "2:17: accounts.a.breaker", "settings/breaker"],
    ["accounts:\n  a: { requests-per-5min: 0 }", "2:27: accounts.a.requests-per-5min", "settings/count"],
    ["accounts:\n  a: { fair-by: a=b }", "2:17: accounts.a.fair-by", "settings/tag"],
    ["accounts:\n  a: { colour: red }", '2:8: there is no setting "accounts.a.colour"', "settings/file"],
    ["accounts:\n  a@b: { slots: 1 }", '2:3: "a@b" cannot be', "settings/account"],
    ["accounts:\n  a: 5", '2:3: "accounts.a" has no single value', "settings/file"],
    ["accounts:\n  a.b: { slots: 1 }", "2:3: ", "settings/file"],
    ["accounts:\n  constructor: { slots: 1 }", "2:3: ", "settings/account"],
    ["accounts:\n  local: { slots: 1 }", '2:3: "local" is a provider', "settings/account"],
    ["accounts: { a: { slots: 1 } }\naccount: b", "2:10: account", "settings/account"],
    ["account: b", "1:10: account", "settings/account"],
    ["accounts: { a: { region: eu } }\naccount: a\nregion: us", "3:9: region", "settings/account"],
    ["accounts: { a: { region: eu } }\naccount: a\nprovider: local", "3:11: provider", "settings/account"],
    ["accounts: { a: { region: eu } }\naccount: a\nbase-url: https://h", "3:11: base-url", "settings/account"],
    ["breaker: on", "1:10: breaker", "settings/breaker"],
    ["requests-per-5min: 1.5", "1:20: requests-per-5min", "settings/count"],
  ])("are refused with the place of what is wrong: %j", async (user, place, code) => {
    const error = await refusalOf(user);
    expect(error.message).toContain(place);
    expect(error.code).toBe(code);
    expect(error.remedy).not.toBe("");
    // The name of the folder is drawn by lot, and may hold anything.
    const told = `${error.message}${error.remedy}`.replace(/\/tmp\/[\w-]+/, "");
    expect(told).not.toMatch(/k1|sk-live|ab12/);
  });

  it.each(["accounts: { a: { region: eu } }", "accounts:", "account-key: k1", "keys: { assemblyai: k1 }", "policy: p"])(
    "are described, keys held and policies named in no project's file: %j",
    async (project) => {
      const error = await refusalOf("", { project });
      expect(error.code).toBe("settings/file-key");
      expect(error.message).toContain("tenuto.yaml:1:1");
      expect(error.message).not.toContain("k1");
    },
  );

  it("that hold a key are refused where others may read the file", async ({ skip }) => {
    skip(process.platform === "win32", "files have no such modes there");
    const path = join(home, ".config", "tenuto", "config.yaml");
    await writeFile(path, "accounts: { a: { key: k1 } }");
    await chmod(path, 0o644);
    await expect(findSettingsFiles({ HOME: home }, home)).rejects.toMatchObject({ code: "settings/file-open" });
    await writeFile(path, "accounts: { a: { key-file: k } }");
    expect(await findSettingsFiles({ HOME: home }, home)).toHaveLength(1);
  });

  it("of a program are refused by the name of the option", () => {
    const refused = (flags: Flags) => () => readSettings(flags, {});
    expect(refused({ accounts: { a: { slots: 0 } } })).toThrow('accounts.a.slots is "0".');
    expect(refused({ accounts: { a: { apiKey: () => "k", keyFile: "k" } } })).toThrow("accounts.a.keyFile");
    expect(refused({ accounts: { a: { keyfile: "k" } as object } })).toThrow('"keyfile"');
    expect(refused({ accounts: { a: {} }, account: "a", apiKey: "k" })).toThrow("apiKey is a second source");
    expect(refused({ accounts: { a: {} }, account: "b" })).toThrow('--account is "b"');
  });
});
