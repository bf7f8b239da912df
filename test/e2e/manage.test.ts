import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type Ended, KEY, ownFolder, run, start, storeIn } from "./command.ts";
import { makeRecordings } from "./recordings.ts";
import { startTwin } from "./twin-process.ts";

const execute = promisify(execFile);

/** One recording that is done and one that failed for good, the first time that it was asked for. */
async function world() {
  const folder = await ownFolder();
  const { paths, texts, textOf } = await makeRecordings(folder, 2);
  const twin = await startTwin(folder, ["--texts", texts, "--fault", "job:2:assemblyai/no-speech"]);
  const at = ["--base-url", twin.url];
  const names = paths.map((path) => path.slice(folder.length + 1));
  // Which of them it strikes is the taking in's affair: both are under way at once.
  const args = ["transcribe", ...names, "-o", "out", "--tag", "team=a", "--poll-floor", "20ms"];
  expect(await run(folder, [...args, ...at])).toMatchObject({ code: 3 });
  const all = told(await run(folder, ["jobs", "--json"]));
  const named = (status: string): string => String(all.find((one) => one.status === status)?.name);
  const [first, second] = [named("completed"), named("failed")];
  const stem = (name: string): string => basename(name, ".wav");
  return { folder, at, first, second, stem, textOf };
}

const told = ({ stdout }: Ended): Record<string, unknown>[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

describe("looking after jobs", () => {
  test("lists them newest first, and those that a filter names", async () => {
    const { folder, first, second, stem } = await world();
    const all = told(await run(folder, ["jobs", "--json"]));
    const ids = all.map(({ id }) => String(id));
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect(new Set(all.map(({ name }) => name))).toEqual(new Set([first, second]));
    for (const filter of [
      ["--status", "failed"],
      ["--tag", "team=a", "--status", "failed"],
      ["--name", stem(second)],
      ["--fault", "assemblyai/no-speech"],
    ]) {
      expect(told(await run(folder, ["jobs", "--json", ...filter]))).toMatchObject([{ name: second }]);
    }
    const table = await run(folder, ["jobs"]);
    expect(table.stdout).toMatch(/^failed {2}.*call-00[12]\.wav {2}assemblyai\/no-speech {2}job_/m);
    expect(await run(folder, ["jobs", "--run", "run_none"])).toMatchObject({ code: 0, stdout: "" });
    expect(await run(folder, ["jobs", "--status", "hopeful"])).toMatchObject({ code: 2 });
  });

  test("prints a transcript that is here once more, and says of a job without one how it stands", async () => {
    const { folder, first, second, stem, textOf } = await world();
    const printed = await run(folder, ["transcript", first]);
    expect(printed).toMatchObject({ code: 0, stdout: `${textOf.get(stem(first))}\n` });
    expect((await run(folder, ["transcript", first, "-f", "srt"])).stdout).toContain(" --> ");
    expect(await run(folder, ["transcript", second])).toMatchObject({
      code: 4,
      stdout: "",
      stderr: expect.stringContaining("has no transcript: it is failed"),
    });
    expect(told(await run(folder, ["transcript", first, second, "--json"]))).toMatchObject([
      { name: first, transcript: { text: textOf.get(stem(first)) } },
      { name: second, transcript: null },
    ]);
  });

  test("a failed job goes on with the recording that is held for it", async () => {
    const { folder, at, second, stem, textOf } = await world();
    // What is on the disk meanwhile is nobody's business.
    await writeFile(join(folder, second), "something else");
    const again = await run(folder, ["retry", "--failed", ...at]);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining("1 done") });
    expect((await readFile(join(folder, "out", `${stem(second)}.txt`), "utf8")).trim()).toBe(textOf.get(stem(second)));
    expect(await run(folder, ["retry", "--failed", ...at])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("nothing to try again"),
    });
  });

  test("a completed job, one whose recording is gone, and no choice at all are not tried again", async () => {
    const { folder, at, first, second } = await world();
    const done = await run(folder, ["retry", first, ...at]);
    expect(done).toMatchObject({ code: 4, stderr: expect.stringContaining("is completed") });
    const [{ job: canceled } = {}] = told(await run(folder, ["cancel", second, "--json"]));
    expect(canceled).toMatch(/^job_/);
    const spool = join(storeIn(folder), "..", "tenuto.spool");
    await rm(spool, { recursive: true });
    const gone = await run(folder, ["retry", second, ...at]);
    expect(gone).toMatchObject({ code: 4, stderr: expect.stringContaining("no longer held") });
    expect(await run(folder, ["retry", ...at])).toMatchObject({ code: 2 });
    expect(await run(folder, ["retry", first, "--failed", ...at])).toMatchObject({ code: 2 });
  });

  test("deletes here and at the provider, and tells them apart", async () => {
    const { folder, at, first, second, stem } = await world();
    const here = await run(folder, ["delete", second]);
    expect(here).toMatchObject({ code: 0, stdout: expect.stringMatching(/^deleted here: .*call-/) });
    const both = await run(folder, ["delete", first, "--remote", ...at]);
    expect(both.stdout).toMatch(/^deleted at the provider: .+\ndeleted here: .*call-/);
    expect(both.code).toBe(0);
    expect(told(await run(folder, ["jobs", "--json"]))).toEqual([]);
    expect(await run(folder, ["show", first])).toMatchObject({ code: 2 });
    expect(existsSync(join(folder, "out", `${stem(first)}.txt`))).toBe(true);
  });

  test("keeps a job whose run the provider does not delete, for nothing else knows its id", async () => {
    const { folder, first } = await world();
    const refused = await run(folder, ["delete", first, "--remote"], { ASSEMBLYAI_API_KEY: "" });
    expect(refused).toMatchObject({ code: 4, stdout: expect.stringContaining("there is no key for the account") });
    expect(told(await run(folder, ["jobs", "--json", "--name", first]))).toHaveLength(1);
  });

  test("prunes what has been over for long enough, and says so before it does", async () => {
    const { folder, first } = await world();
    expect(await run(folder, ["prune"])).toMatchObject({ stderr: expect.stringContaining("0 jobs") });
    const dry = await run(folder, ["prune", "--older-than", "0s", "--dry-run", "--json"]);
    expect(told(dry)).toHaveLength(2);
    expect(told(await run(folder, ["jobs", "--json"]))).toHaveLength(2);
    const kept = await run(folder, ["prune", "--older-than", "0s", "--keep-failed", "--json"]);
    expect(told(kept)).toMatchObject([{ name: first, status: "completed" }]);
    await writeFile(join(folder, "tenuto.yaml"), "retention:\n  older-than: 0s\n");
    expect(told(await run(folder, ["prune", "--json"]))).toHaveLength(1);
    const spool = join(storeIn(folder), "..", "tenuto.spool");
    expect(await readdir(spool)).toEqual([]);
  });
});

describe("settings files", () => {
  test("a flag is over a variable, that over the project's file, that over the user's", async () => {
    const folder = await ownFolder();
    const project = join(folder, "project");
    const below = join(project, "calls");
    await mkdir(below, { recursive: true });
    await mkdir(join(folder, "config", "tenuto"), { recursive: true });
    const user = join(folder, "config", "tenuto", "config.yaml");
    const userText =
      "preset: batch\nconcurrency: 1\nregion: eu\nprovider: assemblyai\nkeys:\n  assemblyai: SECRET-of-the-file\n";
    await writeFile(user, userText);
    await chmod(user, 0o600);
    await writeFile(join(project, "tenuto.yaml"), "# ours\nconcurrency: 2\npreset: article\nstore: jobs.db\n");
    const environment = {
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, "config"),
      TENUTO_CONCURRENCY: "3",
      ASSEMBLYAI_API_KEY: "",
    };
    const shown = await run(folder, ["config", "show", "--origin", "--json"], environment);
    expect(Object.fromEntries(told(shown).map((one) => [one.name, [one.value, one.from]]))).toMatchObject({
      concurrency: ["3", "TENUTO_CONCURRENCY"],
      preset: ["batch", `${user}:1:9`],
      "keys.assemblyai": ["set", `${user}:6:15`],
    });
    expect(shown.stdout).not.toContain("SECRET");
    const inside = startIn(below, environment);
    expect(Object.fromEntries(told(await inside).map((one) => [one.name, [one.value, one.from]]))).toMatchObject({
      concurrency: ["9", "--concurrency"],
      preset: ["article", `${project}/tenuto.yaml:3:9`],
      region: ["eu", `${user}:3:9`],
      store: [join(project, "jobs.db"), `${project}/tenuto.yaml:4:8`],
      deadline: ["24h", "default"],
    });
  });

  test.each([
    ["a value that cannot be", "a: 1\n", "1:1: there is no setting"],
    ["a value out of range", "region: eu\nconcurrency:   many\n", "2:16: concurrency"],
    ["what is not YAML", "region: [eu\n", "this is not YAML"],
    ["a list", "region: [eu]\n", "1:1"],
    ["a key in a project", "keys: { assemblyai: SECRET }\n", "must hold no key"],
    ["a provider's place in a project", "base-url: https://evil.example\n", "your key would be sent there"],
  ])("are refused for %s, with the place", async (_, text, says) => {
    const folder = await ownFolder();
    await writeFile(join(folder, "tenuto.yaml"), text);
    const refused = await run(folder, ["jobs"]);
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(says) });
    expect(refused.stderr).toContain(`${join(folder, "tenuto.yaml")}:`);
    expect(refused.stderr).not.toContain("SECRET");
    expect((await run(folder, ["--help"])).code).toBe(0);
  });

  test("a user's file with a key that others may read is refused", async () => {
    const folder = await ownFolder();
    const file = join(folder, ".config", "tenuto", "config.yaml");
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, `keys: { assemblyai: ${KEY} }\n`, { mode: 0o644 });
    expect(await run(folder, ["jobs"])).toMatchObject({ code: 2, stderr: expect.stringContaining("chmod 600") });
  });
});

function startIn(folder: string, environment: NodeJS.ProcessEnv): Promise<Ended> {
  return run(folder, ["config", "show", "--origin", "--json", "--concurrency", "9"], environment);
}

describe("the doctor", () => {
  test("finds nothing wrong where all is well, and the key that is refused where it is not", async () => {
    const folder = await ownFolder();
    const twin = await startTwin(folder, ["--key", KEY]);
    const args = ["doctor", "--json", "--base-url", twin.url];
    const well = await run(folder, args);
    expect(well.code).toBe(0);
    const findings = Object.fromEntries(told(well).map((one) => [one.what, one.level]));
    expect(findings).toMatchObject({ settings: "ok", Node: "ok", SQLite: "ok", store: "ok", assemblyai: "ok" });
    // It has only looked.
    expect(existsSync(storeIn(folder))).toBe(false);
    const ill = await run(folder, args, { ASSEMBLYAI_API_KEY: "somebody-else" });
    expect(ill.code).toBe(2);
    expect(told(ill).filter(({ level }) => level === "bad")).toMatchObject([{ what: "assemblyai" }]);
    expect(told(ill).find(({ what }) => what === "assemblyai")?.remedy).toEqual(expect.stringMatching(/\w/));
  });

  test("tells a damaged store, and who works on one", async () => {
    const folder = await ownFolder();
    const { paths, texts } = await makeRecordings(folder, 1);
    const twin = await startTwin(folder, ["--texts", texts, "--processing", "60s"]);
    const working = start(folder, ["transcribe", ...paths, "--base-url", twin.url, "--json"]);
    await working.says('"stage":"submit"');
    const { pid } = working.process;
    const seen = told(await run(folder, ["doctor", "--json", "--base-url", twin.url]));
    expect(seen.find(({ what }) => what === "worker")?.says).toContain(`process ${pid}`);
    working.process.kill("SIGKILL");
    await working.ended;
    await Promise.all(["-wal", "-shm"].map((end) => rm(`${storeIn(folder)}${end}`)));
    await writeFile(storeIn(folder), "this was a store once");
    const damaged = await run(folder, ["doctor", "--base-url", twin.url]);
    expect(damaged).toMatchObject({ code: 2, stdout: expect.stringMatching(/bad {3}store: .*damaged/) });
  });
});

describe("a watched folder", () => {
  test("has what appears in it transcribed, once it is whole, until it is told to stop", async () => {
    const folder = await ownFolder();
    const { paths, texts, textOf } = await makeRecordings(folder, 2);
    const [first = "", second = ""] = paths;
    const twin = await startTwin(folder, ["--texts", texts]);
    const inbox = join(folder, "inbox");
    await mkdir(join(inbox, "deep"), { recursive: true });
    const out = join(inbox, "transcripts");
    const args = ["watch", "inbox", "-o", out, "--base-url", twin.url, "--poll-floor", "20ms"];
    const watching = start(folder, args);
    await watching.says("Watching inbox");
    await copyFile(first, join(inbox, "call-001.wav"));
    // In two pieces, as a recorder writes.
    const whole = await readFile(second);
    await writeFile(join(inbox, "deep", "call-002.wav"), whole.subarray(0, 100));
    await watching.says("inbox/call-001.wav: done");
    await appendFile(join(inbox, "deep", "call-002.wav"), whole.subarray(100));
    await watching.says(`${join("deep", "call-002.txt")}`);
    watching.process.kill("SIGINT");
    expect((await watching.ended).code).toBe(130);
    expect((await readFile(join(out, "call-001.txt"), "utf8")).trim()).toBe(textOf.get("call-001"));
    expect((await readFile(join(out, "deep", "call-002.txt"), "utf8")).trim()).toBe(textOf.get("call-002"));
    expect((await readdir(out)).toSorted()).toEqual(["call-001.txt", "deep"]);
  });
});

describe("completion", () => {
  test("is a script that bash takes, and that knows the commands and their flags", async ({ skip }) => {
    const folder = await ownFolder();
    const hasBash = await execute("bash", ["--version"]).then(
      () => true,
      () => false,
    );
    skip(!hasBash, "there is no bash on this machine");
    const { stdout, code } = await run(folder, ["completion", "bash"]);
    expect(code).toBe(0);
    await writeFile(join(folder, "completion.bash"), stdout);
    const complete = async (...words: string[]): Promise<string[]> => {
      const script = `source completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tenuto; echo "\${COMPREPLY[@]}"`;
      const said = await execute("bash", ["-euc", script, "bash", ...words], { cwd: folder });
      return said.stdout.trim().split(" ");
    };
    expect(await complete("tenuto", "do")).toEqual(["doctor"]);
    expect(await complete("tenuto", "jobs", "--st")).toEqual(["--store", "--status"]);
    expect(await complete("tenuto", "config", "")).toContain("show");
    expect(await complete("tenuto", "config", "show", "--or")).toEqual(["--origin"]);
    expect(await complete("tenuto", "--color", "n")).toEqual(["never"]);
    expect(await complete("tenuto", "jobs", "--store", "")).toEqual([""]);
  });

  test("names every command to zsh and fish, and no other shell", async () => {
    const folder = await ownFolder();
    const [zsh, fish, other] = await Promise.all(
      ["zsh", "fish", "powershell"].map((shell) => run(folder, ["completion", shell])),
    );
    expect(zsh?.stdout).toMatch(/^#compdef tenuto\n/);
    for (const command of ["transcribe", "retry", "watch", "config"]) {
      expect(zsh?.stdout).toContain(`_tenuto_${command}() {`);
      expect(fish?.stdout).toMatch(new RegExp(`-f -a ${command} -d '`));
    }
    expect(other).toMatchObject({ code: 2, stdout: "" });
  });
});
