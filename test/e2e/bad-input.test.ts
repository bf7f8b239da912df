import { chmod, chown, copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadSqlite } from "../../src/store/sqlite-driver.ts";
import { type Ended, KEY, ownFolder, run, start, storeIn } from "./command.ts";
import { expectTranscripts, makeRecordings } from "./recordings.ts";
import { smallDisk } from "./small-disk.ts";
import { startTwin } from "./twin-process.ts";

/** Nobody answers there: what is refused before a request never finds out. */
const NOWHERE = ["--base-url", "http://127.0.0.1:1"];

/** The usual 3 s between two polls would only make these tests slow. */
const SOON = ["--poll-floor", "50ms"];

/** One sentence about the thing and one with the remedy; no stack, and nothing among the results. */
function expectRefusal(ended: Ended, code: number, ...says: readonly string[]): void {
  expect(ended).toMatchObject({ code, stdout: "" });
  for (const text of says) expect(ended.stderr).toContain(text);
  expect(ended.stderr).not.toMatch(/\n\s+at |Please report it/);
  expect(ended.stderr.trim().split("\n").length).toBeLessThanOrEqual(3);
}

/** Folders in which a store of this test would hold recordings. */
async function heldIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".spool"));
}

describe("a recording that cannot be taken in", () => {
  it.each([
    ["missing.wav", "missing.wav does not exist.", "Check the spelling"],
    ["empty.wav", "empty.wav is empty (0 bytes).", "Record or export it again"],
    ["/dev/zero", "/dev/zero is a device or pipe.", "Save the recording to a file"],
    ["folder/*.mp3", "folder/*.mp3 matches nothing.", "Check the pattern"],
  ])("is refused with its name and the remedy: %s", async (name, ...says) => {
    const folder = await ownFolder();
    await Promise.all([writeFile(join(folder, "empty.wav"), ""), mkdir(join(folder, "folder"))]);
    const ended = await run(folder, ["transcribe", name, ...NOWHERE, "-o", "out"]);
    expectRefusal(ended, 2, ...says);
    expect(ended.stderr).not.toContain("secret");
    expect((await readdir(folder)).toSorted()).toEqual(["empty.wav", "folder"]);
  });

  it("is refused where an address leads into this machine's own network, without its query", async () => {
    const ended = await run(await ownFolder(), ["transcribe", "https://127.0.0.1/call.mp3?sig=secret", ...NOWHERE]);
    expectRefusal(ended, 2, "127.0.0.1", "--allow-private-hosts");
    expect(ended.stderr).not.toContain("secret");
  });

  it("does not stop the others, and the exit code tells", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 2);
    await writeFile(join(folder, "empty.wav"), "");
    const twin = await startTwin(folder, ["--texts", recordings.texts]);
    const files = ["missing.wav", ...recordings.paths, "empty.wav"];
    const { code, stderr } = await run(folder, ["transcribe", ...files, "-o", "out", "--base-url", twin.url, ...SOON]);
    expect(code).toBe(3);
    expect(stderr).toContain("missing.wav does not exist.");
    expect(stderr).toContain("empty.wav is empty (0 bytes).");
    await expectTranscripts(join(folder, "out"), recordings);
  });

  it("is refused when it may not be read", async ({ skip }) => {
    const folder = await ownFolder();
    const secret = join(folder, "secret.wav");
    await writeFile(secret, "RIFF");
    await chmod(secret, 0);
    // Nothing is forbidden to root, so it becomes somebody else.
    const root = process.getuid?.() === 0;
    if (root) await chown(folder, NOBODY, NOBODY);
    const ended = await run(folder, ["transcribe", secret, ...NOWHERE], {}, root ? NOBODY : undefined);
    skip(ended.stderr.includes("EACCES"), "somebody else than root cannot read this checkout");
    expectRefusal(ended, 2, "secret.wav may not be read by you.", "chmod +r");
  });
});

describe("a setting that cannot be used", () => {
  it.each<[readonly string[], string, string]>([
    [["--base-url", "api.assemblyai.com"], '--base-url is "api.assemblyai.com", which is no address.', "http"],
    [["--base-url", "ftp://host"], "neither http nor https", "Give an address"],
    [["--base-url", `http://me:${KEY}@host`], "--base-url holds credentials", "provider's variable"],
    [["--base-url", "http://host/?key=1"], "--base-url has a query", "Drop what follows"],
    [["--format", "doc"], '--format is "doc".', "Use txt, srt, vtt, json"],
    [["--concurrency", "0"], '--concurrency is "0".', "from 1 to 10000"],
    [["--deadline", "soon"], '--deadline is "soon".', "a duration with its unit"],
    [["--poll-floor", "1ms"], '--poll-floor is "1ms".', "from 10ms"],
    [["--provider", "siri"], '--provider is "siri".', "Use one of assemblyai"],
    [["--preset", "hasty"], '--preset is "hasty".', "Use one of default"],
    [["--option", "=1"], "--option needs a name", "--option name=value"],
    [["--output-dir", "call.wav"], "call.wav of --output-dir cannot be written to", "Choose another folder"],
    [["--loud"], "unknown option '--loud'", "tenuto --help"],
  ])("is refused before anything is kept: %j", async (flags, ...says) => {
    const folder = await ownFolder();
    await writeFile(join(folder, "call.wav"), "RIFF");
    expectRefusal(await run(folder, ["transcribe", "call.wav", ...flags]), 2, ...says);
    expect(await heldIn(folder)).toEqual([]);
    expect(await readFile(join(folder, "call.wav"), "utf8")).toBe("RIFF");
  });

  it.each<[readonly string[], string, string]>([
    [[], "Usage: tenuto", ""],
    [["sing"], "unknown command 'sing'", "tenuto --help"],
    [["transcribe"], "No recording is named.", "Name files, folders"],
    [["resume", "run_1"], "There is no run run_1", "tenuto resume alone"],
    [["show", "job_1"], "There is no job job_1", "Give a job's id"],
    [["twin", "--port", "99999"], "Port 99999 cannot be used", "Choose another --port"],
    [["twin", "--texts", "nowhere"], "folder of texts nowhere cannot be read", "Name a folder"],
  ])("is refused: tenuto %j", async (args, ...says) => {
    const ended = await run(await ownFolder(), args);
    expect(ended.code).toBe(2);
    for (const text of says) expect(ended.stderr).toContain(text);
    expect(ended.stderr).not.toContain("Please report it");
  });

  it.each([
    ["", "There is no key for assemblyai.", "export ASSEMBLYAI_API_KEY"],
    [`Bearer ${KEY}`, "ASSEMBLYAI_API_KEY begins with", "Drop that word"],
    [`${KEY}\n${KEY}`, "ASSEMBLYAI_API_KEY holds white space", "Copy the key again"],
  ])("is refused without repeating the key", async (key, ...says) => {
    const folder = await ownFolder();
    await writeFile(join(folder, "call.wav"), "RIFF");
    const ended = await run(folder, ["transcribe", "call.wav", ...NOWHERE], { ASSEMBLYAI_API_KEY: key });
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    for (const text of says) expect(ended.stderr).toContain(text);
  });
});

describe("a scenario that cannot be played", () => {
  it.each([
    ["faults:\n  - stage: uplod\n    status: 500\n", "bad.yaml:2:12:", "stage takes: upload, submit"],
    ["processing: 3 parsecs\n", "bad.yaml:1:13:", "processing takes:"],
    ["faults:\n  - stage: poll\n    fault: assemblyai/nonsense\n", "bad.yaml:2:5:", "assemblyai/nonsense"],
    ["faults:\n  - { stage: poll, status: 500\n", "bad.yaml:3:1:", "docs/scenario.example.yaml"],
    ["weather: bad\n", 'bad.yaml:1:1: "weather"', "Allowed here: concurrency"],
  ])("is refused with line and column: %j", async (scenario, ...says) => {
    const folder = await ownFolder();
    await writeFile(join(folder, "bad.yaml"), scenario);
    expectRefusal(await run(folder, ["twin", "--scenario", "bad.yaml"]), 2, ...says);
  });
});

describe("a key that the provider refuses", () => {
  it("holds the job, tells what to do, and the right key lets it go on", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 1);
    const right = "sk-the-right-one";
    const twin = await startTwin(folder, ["--key", right, "--texts", recordings.texts]);
    const held = await run(folder, ["transcribe", ...recordings.paths, "-o", "out", "--base-url", twin.url, ...SOON]);
    expect(held).toMatchObject({ code: 4, stdout: "" });
    expect(held.stderr.match(/Check the API key/g)).toHaveLength(1);
    const resume = /tenuto (resume run_\w+)/.exec(held.stderr)?.[1] ?? "";
    expect(await readdir(join(folder, "out"))).toEqual([]);

    const shown = await run(folder, ["show", "call-001.wav", "--json"]);
    expect(shown.code).toBe(0);
    expect((await readFile(storeIn(folder))).includes(KEY)).toBe(false);
    expect(await run(folder, resume.split(" "), { ASSEMBLYAI_API_KEY: right })).toMatchObject({ code: 0 });
    await expectTranscripts(join(folder, "out"), recordings);
    expect(await twin.ledger()).toMatchObject({ billed: 1, billedTwice: [] });
  }, 60_000);
});

describe("a store that cannot be used", () => {
  it.each<[string, string, string, (path: string) => Promise<void>]>([
    ["of something else", "is damaged or not a store of Tenuto", "Name another file", noStore],
    ["of another application", "is damaged or not a store of Tenuto", "Name another file", anotherApplications],
    ["damaged inside", "is damaged or not a store of Tenuto", "Name another file", damagedInside],
    ["of a newer version", "was made by a newer version of Tenuto", "Update this installation", newer],
    ["in place of a folder", "cannot be opened for writing", "name another place", asFolder],
  ])("is refused by its path and left as it is: a file %s", async (_, what, remedy, spoil) => {
    const folder = await ownFolder();
    await writeFile(join(folder, "call.wav"), "RIFF");
    const path = join(folder, "jobs.db");
    expect((await run(folder, ["resume", "--store", path])).code).toBe(0);
    await spoil(path);
    const before = await contentOf(path);
    for (const args of [["transcribe", "call.wav", ...NOWHERE], ["resume"], ["show", "call.wav"]]) {
      expectRefusal(await run(folder, [...args, "--store", path]), 1, path, what, remedy);
    }
    expect(await contentOf(path)).toEqual(before);
    expect(await heldIn(folder)).toEqual([]);
  });

  it("is waited for, then named, while another process has it locked; afterwards all is there", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 1);
    const twin = await startTwin(folder, ["--texts", recordings.texts]);
    const command = ["transcribe", ...recordings.paths, "-o", "out", "--base-url", twin.url, ...SOON];
    expect((await run(folder, ["resume"])).code).toBe(0);
    const database = new (await loadSqlite())(storeIn(folder));
    database.exec("BEGIN EXCLUSIVE");
    try {
      expectRefusal(await run(folder, command), 1, `${storeIn(folder)} is locked by another process`, "Wait for the");
    } finally {
      database.exec("ROLLBACK");
      database.close();
    }
    expect((await run(folder, command)).code).toBe(0);
    await expectTranscripts(join(folder, "out"), recordings);
    expect(await twin.ledger()).toMatchObject({ billed: 1, created: 1 });
  }, 30_000);
});

describe("a store that fails under a command at work", { timeout: 40_000 }, () => {
  it("ends it with one sentence when it is locked for long, and everything goes on afterwards", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 4);
    const twin = await startTwin(folder, ["--texts", recordings.texts, "--processing", "1s-2s", "--latency", "200"]);
    const flags = ["-o", "out", "--base-url", twin.url, ...SOON, "-j", "2"];
    const working = start(folder, ["transcribe", ...recordings.paths, ...flags]);
    await expect.poll(async () => (await twin.ledger()).created, { interval: 10 }).toBeGreaterThan(0);
    const database = new (await loadSqlite())(storeIn(folder));
    database.exec("PRAGMA busy_timeout = 5000; BEGIN EXCLUSIVE");
    try {
      expectRefusal(await working.ended, 1, `${storeIn(folder)} is locked by another process`, "Wait for the");
    } finally {
      database.exec("ROLLBACK");
      database.close();
    }
    expect(await run(folder, ["resume"])).toMatchObject({ code: 0 });
    await expectTranscripts(join(folder, "out"), recordings);
    expect(await twin.ledger()).toMatchObject({ created: 4, billed: 4, billedTwice: [] });
  });

  it("ends it with one sentence when its disk is full, and everything goes on when there is room", async ({ skip }) => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 4);
    const disk = (await smallDisk(folder, "1m")) ?? skip(NO_DISK);
    const path = join(disk.path, "jobs.db");
    const twin = await startTwin(folder, ["--texts", recordings.texts, "--processing", "1s-2s", "--latency", "200"]);
    const flags = ["-o", "out", "--base-url", twin.url, ...SOON, "-j", "2", "--store", path];
    const working = start(folder, ["transcribe", ...recordings.paths, ...flags]);
    await expect.poll(async () => (await twin.ledger()).created, { interval: 10 }).toBeGreaterThan(0);
    await disk.fill();
    expectRefusal(await working.ended, 1, path, "disk full", "Free some space");

    await disk.grow("20m");
    expect(await run(folder, ["resume", "--store", path])).toMatchObject({ code: 0 });
    await expectTranscripts(join(folder, "out"), recordings);
    expect(await twin.ledger()).toMatchObject({ created: 4, billed: 4, billedTwice: [] });
  });
});

describe("a disk without room", { timeout: 40_000 }, () => {
  it("refuses the recording that does not fit and keeps nothing of it", async ({ skip }) => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 1, 3_000_000);
    const disk = (await smallDisk(folder, "1m")) ?? skip(NO_DISK);
    const store = ["--store", join(disk.path, "jobs.db")];
    const twin = await startTwin(folder, ["--texts", recordings.texts]);
    const command = ["transcribe", ...recordings.paths, "-o", "out", "--base-url", twin.url, ...store, ...SOON];
    expectRefusal(await run(folder, command), 1, "disk full", "Free some space");
    expect(await readdir(join(disk.path, "jobs.spool"))).toEqual([]);
    expect((await twin.ledger()).requests.upload).toBe(0);

    await disk.grow("20m");
    expect(await run(folder, command)).toMatchObject({ code: 0 });
    await expectTranscripts(join(folder, "out"), recordings);
    expect(await twin.ledger()).toMatchObject({ billed: 1, created: 1 });
  });

  // Which of the two finds the disk full first is a race of the machine's, and so is who tells of it.
  it("goes on with what fitted and names the rest", { retry: 3 }, async ({ skip }) => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 1);
    const disk = (await smallDisk(folder, "1m")) ?? skip(NO_DISK);
    await writeFile(join(folder, "large.wav"), Buffer.alloc(3_000_000, "la"));
    const twin = await startTwin(folder, ["--texts", recordings.texts]);
    const store = ["--store", join(disk.path, "jobs.db")];
    const files = [...recordings.paths, "large.wav"];
    const { code, stderr } = await run(folder, [
      "transcribe",
      ...files,
      "-o",
      "out",
      "--base-url",
      twin.url,
      ...store,
      ...SOON,
    ]);
    expect(stderr).toContain("large.wav was not taken in");
    expect(stderr).toContain("disk full");
    expect(code).toBe(3);
    await expectTranscripts(join(folder, "out"), recordings);
  });

  it("keeps a transcript that cannot be written until there is room, and does not pay for it again", async ({
    skip,
  }) => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 1);
    const disk = (await smallDisk(folder, "64k")) ?? skip(NO_DISK);
    const out = join(disk.path, "out");
    await mkdir(out);
    await disk.fill();
    const twin = await startTwin(folder, ["--texts", recordings.texts]);
    const held = await run(folder, ["transcribe", ...recordings.paths, "-o", out, "--base-url", twin.url, ...SOON]);
    expect(held.code).toBe(5);
    expect(held.stderr).toContain(`cannot write ${join(out, "call-001.txt")}: ENOSPC`);
    expect(held.stderr).toContain("the transcript is kept in the store");
    expect(await readdir(out)).toEqual([]);

    await disk.grow("20m");
    expect(await run(folder, ["resume"])).toMatchObject({ code: 0 });
    await expectTranscripts(out, recordings);
    expect(await twin.ledger()).toMatchObject({ billed: 1, created: 1 });
  });
});

const NO_DISK = "only root can mount a disk so small that it is full";

/** The user that has no rights of its own. */
const NOBODY = 65_534;

async function noStore(path: string): Promise<void> {
  await writeFile(path, "Dear diary, ".repeat(1_000));
}

async function anotherApplications(path: string): Promise<void> {
  const other = `${path}.other`;
  const database = new (await loadSqlite())(other);
  database.exec("CREATE TABLE bookmark (url TEXT)");
  database.close();
  await copyFile(other, path);
}

async function damagedInside(path: string): Promise<void> {
  const content = await readFile(path);
  await writeFile(path, content.fill(0xaa, 4_096));
}

async function newer(path: string): Promise<void> {
  const database = new (await loadSqlite())(path);
  database.exec("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

async function asFolder(path: string): Promise<void> {
  await rm(path);
  await mkdir(path);
}

async function contentOf(path: string): Promise<string> {
  return (await stat(path)).isDirectory() ? (await readdir(path)).join() : (await readFile(path)).toString("hex");
}
