import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SettingsError } from "../domain/errors.ts";
import { accountPresets } from "../policy/account-policy.ts";
import { presets } from "../policy/presets.ts";
import { type Flags, readSettings } from "../settings.ts";
import { patienceIn, patienceOf } from "./patience-of.ts";
import { readPolicyFile } from "./policy-file.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-patience-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(text: string): Promise<string> {
  const path = join(folder, "own.yaml");
  await writeFile(path, text);
  return path;
}

/** What counts beside a file of this text. */
async function beside(text: string, flags: Flags = {}) {
  return patienceOf(readSettings({ ...flags, policy: await file(text) }, { HOME: "/home/me" }));
}

async function refusalOf(promise: Promise<unknown>): Promise<SettingsError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof SettingsError) return error;
  throw new Error("nothing was refused", { cause: error });
}

describe("patience of one's own", () => {
  it("stands on its preset, for jobs and for accounts", async () => {
    const { policy, account } = await beside(
      "preset: batch\npolicy: { outageHoldMs: null }\naccount: { fairBy: team }",
    );
    expect(policy).toEqual({ ...presets.batch, name: "batch, changed", outageHoldMs: null });
    expect(account).toEqual({ ...accountPresets.default, fairBy: "team" });
    expect((await beside("preset: article")).account).toBe(accountPresets.article);
    expect((await beside("preset: article\naccount-preset: default")).account).toBe(accountPresets.default);
  });

  it("lets somebody say that an uncertain submit is sent again, and up to which length", async () => {
    const { policy } = await beside("policy: { reconcile: { onUncertain: resubmit, resubmitUpToSeconds: 60 } }");
    expect(policy.reconcile).toMatchObject({ onUncertain: "resubmit", resubmitUpToSeconds: 60, emptyLookups: 2 });
  });

  it("goes below what flags and settings say themselves, for each account apart", async () => {
    const text =
      "policy: { deadlineMs: 600000, unknownAttempts: 9 }\naccount: { rate: { requests: 7 }, breaker: { minimum: 5 } }";
    const accounts = { work: { requestsPer5Min: 9, breaker: "observe" }, lab: {} } as const;
    const found = await beside(text, { deadline: "2h", maxAttempts: 8, breaker: "off", accounts, account: "lab" });
    expect(found.policy).toMatchObject({ deadlineMs: 7_200_000, unknownAttempts: 9, submissions: { max: 8 } });
    expect(found.account).toMatchObject({ rate: { requests: 7 }, breaker: { mode: "off", minimum: 5 } });
    expect(found.accounts.get("lab")).toEqual(found.account);
    expect(found.accounts.get("work")).toMatchObject({
      rate: { requests: 9 },
      breaker: { mode: "observe", minimum: 5 },
    });
  });

  it("may have shorter delays than the preset, and so a shorter deadline", async () => {
    const stages =
      "deliver: { backoff: { baseMs: 100 } }, wait: { backoff: { baseMs: 100 } }, submit: { backoff: { baseMs: 100 } }";
    const text = `policy: { stages: { ${stages} }, submissions: { max: 1 }, polling: { floorMs: 100 } }`;
    expect((await beside(text, { deadline: "2s" })).policy.deadlineMs).toBe(2_000);
    const error = await refusalOf(
      beside("policy: { submissions: { backoff: { baseMs: 9000 } } }", { deadline: "10s" }),
    );
    expect(error.message).toBe('--deadline is "10s", and a first try again may take up to 11.25s.');
  });

  it("takes words with nothing behind them, and an empty file, for none", async () => {
    for (const text of ["", "# none\n", "preset:\npolicy:\naccount:\n"]) {
      expect(await beside(text)).toEqual({
        policy: presets.default,
        account: accountPresets.default,
        accounts: new Map(),
      });
    }
    expect((await beside("policy: {}", { preset: "batch" })).policy.polling).toEqual(presets.batch.polling);
  });

  it("is shown whole by the example, with the figures that count by default", async () => {
    const example = "docs/policy.example.yaml";
    const { policy, account } = await patienceIn(example);
    expect({ ...policy, name: "default" }).toEqual(presets.default);
    expect(account).toEqual(accountPresets.default);
    const written = await readPolicyFile(example);
    expect(Object.keys({ ...written.policy, name: "" }).toSorted()).toEqual(Object.keys(presets.default).toSorted());
    expect(written.account).toEqual(accountPresets.default);
  });

  it("of a program needs no file", async () => {
    const { policy, account } = await patienceIn({ policy: { unknownAttempts: 1 }, account: { fairBy: "team" } });
    expect([policy.unknownAttempts, account.fairBy]).toEqual([1, "team"]);
    const error = await refusalOf(patienceIn({ policy: { unknownAttempts: 0 } }));
    expect(error.message).toContain("The policy cannot be used: unknownAttempts must be at least 1");
  });

  it.each<[string, string, string]>([
    [
      "policy:\n  stages:\n    submit:\n      backoff:\n        capMs: 1000\n",
      "own.yaml:5:16: stages.submit.backoff.capMs must not be less than baseMs (it is 1000).",
      "settings/policy",
    ],
    // The cap is the preset's, so it stands nowhere in the file.
    [
      "policy:\n  submissions:\n    backoff: { baseMs: 90000 }\n",
      "own.yaml:3:14: submissions.backoff.capMs must not be less than baseMs (it is 60000).",
      "settings/policy",
    ],
    ["policy:\n  deadlineMs: 2000\n", "own.yaml:2:15: deadlineMs must be more than the first delay", "settings/policy"],
    ["policy:\n  retries: 3\n", "own.yaml:2:3: policy has no setting named retries.", "settings/policy"],
    ["policy: [1]\n", "own.yaml:1:9: policy must be a group of settings", "settings/policy"],
    [
      "account:\n  budgets:\n    money: { share: 1.5 }\n",
      "own.yaml:3:21: budgets.money.share must be between 0 and 1 (it is 1.5).",
      "settings/account-policy",
    ],
    ["account:\n  slots: { cap: 0 }\n", "own.yaml:2:12: slots has no setting named cap.", "settings/account-policy"],
    ["account: 5\n", "own.yaml:1:10: account policy must be a group", "settings/account-policy"],
    ["policy: {}\npreset: heroic\n", 'own.yaml:2:9: There is no preset named "heroic".', "settings/preset"],
    ["preset: [batch]\n", 'own.yaml:1:9: There is no preset named "["batch"]".', "settings/preset"],
    [
      "account-preset: batch\n",
      'own.yaml:1:17: There is no preset for accounts named "batch"',
      "settings/account-preset",
    ],
    ["policy: {}\npatience: 3\n", 'own.yaml:2:1: "patience" is not a word of a policy.', "settings/policy"],
    ["- 1\n", "own.yaml:1:1: a policy is made of words with values.", "settings/policy"],
    ["policy: {\n", "own.yaml:", "settings/policy"],
  ])("is refused with the place of what is wrong: %j", async (text, says, code) => {
    const error = await refusalOf(beside(text));
    expect(error.message).toContain(says);
    expect(error.code).toBe(code);
    expect(error.remedy).not.toBe("");
  });

  it("is refused with the place of each thing that is wrong", async () => {
    const error = await refusalOf(beside("policy:\n  unknownAttempts: 0\n  outageHoldMs: soon\n"));
    expect(error.message).toMatch(/own\.yaml:3:17: outageHoldMs/);
    expect(error.remedy).toMatch(/^Also:\n.*own\.yaml:2:20: unknownAttempts .*\nCorrect the values/);
  });

  it("is refused beside another preset than it begins from", async () => {
    const error = await refusalOf(beside("preset: batch", { preset: "article" }));
    expect(error.message).toContain('--preset is "article", but ');
    expect(error.message).toContain('own.yaml:1:9 begins from "batch".');
    expect((await beside("preset: batch", { preset: "batch" })).policy).toBe(presets.batch);
  });

  it("is refused where it cannot be read", async () => {
    await mkdir(join(folder, "sub"));
    expect((await refusalOf(patienceIn(join(folder, "none.yaml")))).message).toContain("cannot be read (ENOENT)");
    expect((await refusalOf(patienceIn(join(folder, "sub")))).message).toContain("is no file");
    await writeFile(join(folder, "big.yaml"), "#".repeat(300_000));
    expect((await refusalOf(patienceIn(join(folder, "big.yaml")))).message).toContain("300000 bytes");
  });
});
