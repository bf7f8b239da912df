import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, relative } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { KEY, ownFolder, run, start, startNode } from "./command.ts";
import { expectTranscripts, makeRecordings } from "./recordings.ts";
import { startTwin } from "./twin-process.ts";

const SOON = ["--poll-floor", "50ms"];

interface Report {
  readonly exitCode: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly passedOver: readonly string[];
  readonly inputs: readonly {
    readonly input: string;
    readonly status: string;
    readonly code?: string;
    readonly message?: string;
    readonly remedy?: string;
    readonly tags?: Readonly<Record<string, string>>;
  }[];
}

async function reportIn(path: string): Promise<Report> {
  return JSON.parse(await readFile(path, "utf8")) as Report;
}

describe("a batch of 500 with 15 that can never be transcribed", { timeout: 120_000 }, () => {
  it("does all the others, ends with 3 and reports each of them and why", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 495);
    const audio = join(folder, "recordings");
    const empty = ["empty-1.wav", "empty-2.mp3", "empty-3.ogg", "deep/empty-4.wav", "deep/empty-5.wav"];
    await mkdir(join(audio, "deep"));
    for (const name of empty) await writeFile(join(audio, name), "");
    const refusedThere = ["--fault", "job:3,50,77,101,150,220,301,350,400,444:assemblyai/transcoding-failed"];
    const twin = await startTwin(folder, ["--texts", recordings.texts, ...refusedThere]);
    const flags = ["-o", "out", "-j", "64", "--report", "run.json", "--tag", "team=sales", "-q"];
    const ended = await run(folder, ["transcribe", "recordings", ...flags, "--base-url", twin.url, ...SOON]);
    expect(ended.code).toBe(3);

    const report = await reportIn(join(folder, "run.json"));
    expect(report.inputs).toHaveLength(500);
    const bad = report.inputs.filter(({ status }) => status !== "completed");
    expect(bad).toHaveLength(15);
    for (const { input, code, message, remedy } of bad) {
      expect([code, message, remedy].every((text) => text !== undefined && text !== "")).toBe(true);
      expect(ended.stderr).toContain(input);
    }
    expect(bad.filter(({ code }) => code === "audio/empty").map(({ input }) => relative("recordings", input))).toEqual(
      expect.arrayContaining(empty),
    );
    expect(report).toMatchObject({ exitCode: 3, counts: { completed: 485, failed: 10, refused: 5, unfinished: 0 } });
    expect(report.inputs.find(({ status }) => status === "completed")?.tags).toEqual({ team: "sales" });
    expect((await readdir(join(folder, "out"))).filter((name) => name.endsWith(".txt"))).toHaveLength(485);
    expect(await twin.ledger()).toMatchObject({ billed: 485, billedTwice: [] });

    const again = ["transcribe", "recordings", ...flags, "--dry-run", "--json"];
    const plan = await run(folder, again);
    expect(JSON.parse(plan.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      send: 10,
      skip: 485,
      refused: 5,
    });
  });
});

describe("a batch", { timeout: 60_000 }, () => {
  it("is worked on while it is taken in, mirrors its folders and passes over what is no recording", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 60);
    await mkdir(join(folder, "recordings", "2024", "may"), { recursive: true });
    for (const path of ["notes.txt", "2024/cover.jpg"]) await writeFile(join(folder, "recordings", path), "no audio");
    await writeFile(join(folder, "recordings", "2024", "may", "call-001.wav"), Buffer.alloc(2_000, "call-001 "));
    const twin = await startTwin(folder, ["--texts", recordings.texts]);
    const args = ["transcribe", "recordings", "-o", "out", "--base-url", twin.url, ...SOON, "--json"];
    const { code, stdout, stderr } = await run(folder, args);
    expect(code).toBe(0);
    expect(stderr).toMatch(/Passed over 2 files .*cover\.jpg.*notes\.txt/);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; job?: string; seq?: number });
    const types = events.map(({ type }) => type);
    expect(types.indexOf("attempt")).toBeLessThan(types.lastIndexOf("accepted"));
    expect(await readFile(join(folder, "out", "2024", "may", "call-001.txt"), "utf8")).toContain("call-001");
    const jobs = new Map<string, number>();
    for (const { job, seq } of events) {
      if (job === undefined || seq === undefined) continue;
      expect(seq).toBeGreaterThan(jobs.get(job) ?? -1);
      jobs.set(job, seq);
    }
    expect(jobs.size).toBe(61);
    expect(types.filter((type) => type === "accepted")).toHaveLength(61);

    const again = await run(folder, args);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('"skipped":61');
    expect(await twin.ledger()).toMatchObject({ billed: 61, created: 61 });
  });

  it("takes names that nobody would choose, by a quoted pattern and by a list", async () => {
    const folder = await ownFolder();
    const names = [
      "-rf.wav",
      "two\nlines.wav",
      "😀 ünï.wav",
      "$(reboot).wav",
      `${"x".repeat(251)}.wav`,
      "a.mp3",
      "a.wav",
    ];
    await mkdir(join(folder, "in"));
    for (const name of names) await writeFile(join(folder, "in", name), `RIFF ${name}`);
    const texts = await textsOf(
      folder,
      names.map((name) => `RIFF ${name}`),
    );
    const twin = await startTwin(folder, ["--texts", texts]);
    const flags = ["-f", "txt,json", "--base-url", twin.url, ...SOON];
    const { code, stderr } = await run(folder, ["transcribe", "in/*.{wav,mp3}", "-o", "out", ...flags]);
    expect(code).toBe(0);
    expect(stderr).not.toContain("two\nlines");
    const written = await readdir(join(folder, "out"));
    expect(written).toHaveLength(2 * names.length);
    expect(written).toEqual(expect.arrayContaining(["-rf.txt", "two\nlines.txt", "a.mp3.txt", "a.wav.txt"]));

    await writeFile(join(folder, "list"), names.map((name) => join("in", name)).join("\0"));
    const listed = await run(folder, ["transcribe", "--from-file", "list", "-o", "listed", ...flags]);
    expect(listed.code).toBe(0);
    expect(await readdir(join(folder, "listed"))).toHaveLength(2 * names.length);
  });

  it("stops at the first failure when it is to fail fast, keeps the rest and says how to go on", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 120);
    const fault = ["--fault", "job:1:assemblyai/transcoding-failed"];
    const twin = await startTwin(folder, ["--texts", recordings.texts, "--processing", "200ms", ...fault]);
    const flags = ["-o", "out", "-j", "4", "--base-url", twin.url, ...SOON];
    const { code, stderr } = await run(folder, ["transcribe", "recordings", ...flags, "--fail-fast"]);
    expect(code).toBe(5);
    expect(stderr).toContain("failed");
    expect(stderr).toContain("tenuto resume run_");
    expect((await twin.ledger()).created).toBeLessThan(120);
  });

  it("refuses a recording that is still being written and one that vanishes, and does the others", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 3);
    const growing = join(folder, "recordings", "growing.wav");
    await writeFile(growing, Buffer.alloc(200_000_000));
    const twin = await startTwin(folder, ["--texts", recordings.texts]);
    const flags = ["-o", "out", "--base-url", twin.url, ...SOON, "--report", "run.json", "--no-progress"];
    const running = start(folder, ["transcribe", "recordings", ...flags]);
    const writer = (async () => {
      while (running.process.exitCode === null && running.process.signalCode === null) {
        await appendFile(growing, "more");
      }
    })();
    const { code, stderr } = await running.ended;
    await writer;
    expect(stderr).toContain("growing.wav changed while it was taken in");
    expect(code).toBe(3);
    await expectTranscripts(join(folder, "out"), recordings);
    expect((await reportIn(join(folder, "run.json"))).inputs.find(({ status }) => status === "refused")).toMatchObject({
      code: "audio/changing",
    });
    await rm(growing);
  });

  it("refuses alone what cannot be written where it belongs, before it is paid for", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 2);
    await mkdir(join(folder, "recordings", "sub"));
    await writeFile(join(folder, "recordings", "sub", "x.wav"), "RIFF x");
    await mkdir(join(folder, "out"));
    await writeFile(join(folder, "out", "sub"), "a file in the folder's way");
    const twin = await startTwin(folder, ["--texts", recordings.texts]);
    const ended = await run(folder, ["transcribe", "recordings", "-o", "out", "--base-url", twin.url, ...SOON]);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain("a file of that name is in the way");
    expect(await twin.ledger()).toMatchObject({ created: 2, billed: 2 });
  });

  it("takes recordings from addresses and from standard input", async () => {
    const folder = await ownFolder();
    const texts = await textsOf(folder, ["RIFF web", "RIFF piped"]);
    const twin = await startTwin(folder, ["--texts", texts]);
    const web = createServer((_, reply) => reply.writeHead(200, { "content-type": "audio/wav" }).end("RIFF web"));
    await new Promise<void>((listening) => web.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void web.close());
    const address = `http://127.0.0.1:${(web.address() as AddressInfo).port}/calls/one.wav?sig=${KEY}`;
    const flags = ["--base-url", twin.url, ...SOON];
    const fetched = await run(folder, ["transcribe", address, "--allow-private-hosts", "-o", "out", ...flags]);
    expect(fetched.code).toBe(0);
    expect(await readFile(join(folder, "out", "one.txt"), "utf8")).toBe("The words of RIFF web.\n");
    expect((await run(folder, ["transcribe", address, ...flags])).code).toBe(2);

    const piping = `require("node:child_process").spawn(process.execPath, ${JSON.stringify(["MAIN", "transcribe", "-", ...flags])}.map((word) => word === "MAIN" ? process.argv[1] : word), { stdio: ["pipe", "inherit", "inherit"] }).on("exit", (code) => { process.exitCode = code; }).stdin.end("RIFF piped")`;
    const piped = await startNode(folder, ["-e", piping, "--", join(process.cwd(), "dist/cli/main.js")]).ended;
    expect(piped).toMatchObject({ code: 0, stdout: "The words of RIFF piped.\n" });
  });
});

/** What a twin that is given this folder says is in each of these recordings. */
async function textsOf(folder: string, contents: readonly string[]): Promise<string> {
  const { createHash } = await import("node:crypto");
  const known = contents.map((content) => [
    createHash("sha256").update(content).digest("hex"),
    `The words of ${content.replace(/\s+/g, " ")}.`,
  ]);
  await mkdir(join(folder, "texts"), { recursive: true });
  await writeFile(join(folder, "texts", "index.json"), JSON.stringify(Object.fromEntries(known)));
  return join(folder, "texts");
}
