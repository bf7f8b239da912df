import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Standing } from "../../src/cli/standing.ts";
import { ownFolder, run, start, storeIn } from "./command.ts";
import { expectTranscripts, makeRecordings } from "./recordings.ts";
import { startTwin } from "./twin-process.ts";

const SOON = ["--poll-floor", "50ms"];

/** A key as a rotation puts it there: whole, and readable by its owner alone. */
async function putKey(folder: string, name: string, key: string): Promise<void> {
  const path = join(folder, ".config", "tenuto", name);
  await writeFile(`${path}.new`, `${key}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

async function describeAccounts(folder: string, text: string): Promise<void> {
  await mkdir(join(folder, ".config", "tenuto"), { recursive: true });
  const path = join(folder, ".config", "tenuto", "config.yaml");
  await writeFile(path, text);
  await chmod(path, 0o600);
}

async function standings(folder: string): Promise<readonly Standing[]> {
  const { stdout } = await run(folder, ["accounts", "--json"]);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Standing);
}

describe("two accounts in one store", { timeout: 60_000 }, () => {
  it("go each to its own place with its own key, and a held one goes on with its key whichever is chosen", async () => {
    const folder = await ownFolder();
    const { paths, texts, textOf } = await makeRecordings(folder, 2);
    const [first = "", second = ""] = paths;
    const [a, b] = await Promise.all(
      ["key-of-a", "key-of-b"].map((key) => startTwin(folder, ["--key", key, "--texts", texts])),
    );
    if (a === undefined || b === undefined) throw new Error("there are two twins");
    await describeAccounts(
      folder,
      `accounts:
  a: { base-url: "${a.url}", key-file: a.key, slots: 3 }
  b: { base-url: "${b.url}", key-env: KEY_OF_B }
`,
    );
    await putKey(folder, "a.key", "key-of-a");
    const environment = { KEY_OF_B: "key-of-b" };
    const transcribe = (path: string, account: string) =>
      run(folder, ["transcribe", path, "-o", "out", "--account", account, ...SOON], environment);

    expect(await transcribe(first, "a")).toMatchObject({ code: 0 });
    expect((await run(folder, ["accounts", "hold", "b"])).code).toBe(2);
    expect(await transcribe(first, "c")).toMatchObject({ code: 2, stderr: expect.stringContaining("Use one of a, b") });

    // The account is known to the store once it was used.
    expect(await run(folder, ["transcribe", first, "--account", "b", ...SOON], environment)).toMatchObject({ code: 0 });
    expect((await run(folder, ["accounts", "hold", "b", "--reason", "the month is over"])).stdout).toContain("is held");
    expect((await run(folder, ["accounts", "hold", "b", "--for", "1h"])).stdout).toMatch(
      /^It was held for longer than that already.*\nAccount b is held until somebody lets it go on/,
    );
    const held = await transcribe(second, "b");
    expect(held.code).toBe(5);
    expect(held.stderr).toMatch(/Account b is held by a person .*the month is over\n.*tenuto accounts resume b/);
    expect(await b.ledger()).toMatchObject({ created: 1 });
    expect((await run(folder, ["accounts"])).stdout).toMatch(/^b +held .*\n.*by a person .*the month is over/m);
    expect(await standings(folder)).toMatchObject([
      { account: "a", state: "ready", slots: { cap: 3, taken: 0 }, waiting: 0 },
      { account: "b", state: "held", waiting: 1, hold: { until: null, reason: "the month is over", by: null } },
    ]);

    expect((await run(folder, ["accounts", "resume", "b"])).stdout).toContain("Account b goes on");
    // Without the key of its account nothing is sent, however many other keys there are.
    const keyless = await run(folder, ["resume"], {});
    expect(keyless).toMatchObject({ code: 2, stderr: expect.stringContaining("Put it into KEY_OF_B") });
    expect(await run(folder, ["resume", "--account", "a"], environment)).toMatchObject({ code: 0 });
    expect(await a.ledger()).toMatchObject({ created: 1, billed: 1, billedTwice: [] });
    expect(await b.ledger()).toMatchObject({ created: 2, billed: 2, billedTwice: [] });
    for (const [stem, text] of textOf) {
      expect((await readFile(join(folder, "out", `${stem}.txt`), "utf8")).trim()).toBe(text);
    }
    const kept = await readFile(storeIn(folder));
    expect(["key-of-a", "key-of-b"].filter((key) => kept.includes(key))).toEqual([]);
  });

  it("whose name is of another place by now is refused before anything is sent there", async () => {
    const folder = await ownFolder();
    const { paths, texts } = await makeRecordings(folder, 1);
    const twin = await startTwin(folder, ["--texts", texts]);
    const at = (url: string) => describeAccounts(folder, `accounts: { work: { base-url: "${url}" } }\naccount: work\n`);
    await at(twin.url);
    expect(await run(folder, ["transcribe", ...paths, ...SOON])).toMatchObject({ code: 0 });
    await at("http://127.0.0.1:1");
    expect(await run(folder, ["transcribe", ...paths, ...SOON])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Account work is at ${twin.url} in this store, and at http://127.0.0.1:1`),
    });
  });
});

describe("a policy of one's own", { timeout: 60_000 }, () => {
  it("is refused with its place before anything is kept or sent, and counts once it is free of contradictions", async () => {
    const folder = await ownFolder();
    const { paths, texts } = await makeRecordings(folder, 1);
    const twin = await startTwin(folder, ["--texts", texts, "--fault", "job:100%:assemblyai/server-error"]);
    await describeAccounts(
      folder,
      `accounts: { work: { base-url: "${twin.url}" } }\naccount: work\npolicy: own.yaml\n`,
    );
    const path = join(folder, ".config", "tenuto", "own.yaml");
    const transcribe = (...more: string[]) => run(folder, ["transcribe", ...paths, ...SOON, ...more]);

    await writeFile(path, "account:\n  budgets:\n    money: { share: 2 }\n");
    const refused = await transcribe();
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(`${path}:3:21: budgets.money.share must be between 0 and 1 (it is 2).`);
    expect((await twin.ledger()).requests).toMatchObject({ upload: 0, submit: 0 });
    expect((await run(folder, ["jobs", "--json"])).stdout).toBe("");

    await writeFile(path, "policy:\n  submissions: { max: 1 }\n");
    const failed = await transcribe();
    expect(failed).toMatchObject({ code: 4, stderr: expect.stringContaining("all 1 submissions ended like this") });
    expect(await twin.ledger()).toMatchObject({ created: 1 });
    expect((await transcribe("--preset", "batch", "--deadline", "6s")).stderr).toContain('--deadline is "6s"');
  });
});

describe("a key in a file that is replaced while jobs wait for it", () => {
  it("has all of them go on by themselves, and nothing is paid for twice", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 6);
    const twin = await startTwin(folder, ["--key", "key-new", "--texts", recordings.texts]);
    await describeAccounts(
      folder,
      `accounts: { work: { base-url: "${twin.url}", key-file: work.key } }\naccount: work\n`,
    );
    await putKey(folder, "work.key", "key-old");
    const watching = start(folder, ["watch", "recordings", "-o", "out", ...SOON]);
    await expect
      .poll(async () => (await standings(folder)).map(({ state }) => state), { timeout: 40_000, interval: 200 })
      .toEqual(["held"]);
    expect(await standings(folder)).toMatchObject([{ hold: { by: "assemblyai/auth" } }]);
    expect(await twin.ledger()).toMatchObject({ created: 0, billed: 0 });

    await putKey(folder, "work.key", "key-new");
    await expect
      .poll(async () => (await twin.ledger()).billed, { timeout: 20_000, interval: 100 })
      .toBe(recordings.paths.length);
    await expect.poll(async () => (await standings(folder)).map(({ state }) => state)).toEqual(["ready"]);
    watching.process.kill("SIGINT");
    expect((await watching.ended).code).toBe(130);
    await expectTranscripts(join(folder, "out"), recordings);
    expect(await twin.ledger()).toMatchObject({ created: 6, billed: 6, billedTwice: [] });
  }, 90_000);
});
