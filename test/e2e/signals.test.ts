import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ownFolder, type Running, run, start, storeIn } from "./command.ts";
import { expectTranscripts, makeRecordings, type Recordings } from "./recordings.ts";
import { storedJobs } from "./stored-jobs.ts";
import { startTwin, type TwinProcess } from "./twin-process.ts";

const JOBS = 6;

interface World {
  readonly folder: string;
  readonly recordings: Recordings;
  readonly twin: TwinProcess;
  readonly command: readonly string[];
}

async function world(...twinArgs: readonly string[]): Promise<World> {
  const folder = await ownFolder();
  const recordings = await makeRecordings(folder, JOBS);
  const twin = await startTwin(folder, ["--texts", recordings.texts, ...twinArgs]);
  const command = ["transcribe", ...recordings.paths, "-o", "out", "--base-url", twin.url, "--poll-floor", "100ms"];
  return { folder, recordings, twin, command };
}

/** Starts the command and waits until the provider has all its runs, none of them done. */
async function startedAndSubmitted({ folder, twin, command }: World): Promise<Running> {
  const running = start(folder, command);
  await expect.poll(async () => (await twin.ledger()).running, { timeout: 10_000 }).toBe(JOBS);
  return running;
}

async function expectAllOnce({ folder, twin, recordings }: World): Promise<void> {
  await expectTranscripts(join(folder, "out"), recordings);
  expect(await twin.ledger()).toMatchObject({ created: JOBS, billed: JOBS, billedTwice: [], uploads: JOBS });
}

describe("a stopped command", { timeout: 40_000 }, () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("keeps everything at %s, names the command that goes on, and that one finishes", async (signal, code) => {
    const here = await world("--processing", "3s");
    const running = await startedAndSubmitted(here);
    running.process.kill(signal);
    const stopped = await running.ended;
    expect(stopped).toMatchObject({ code, stdout: "" });
    expect(stopped.stderr).toContain(`${JOBS} not finished`);
    const resume = /To go on:\n {2}tenuto (resume run_\w+)\n/.exec(stopped.stderr)?.[1] ?? "";

    const resumed = await run(here.folder, resume.split(" "));
    expect(resumed).toMatchObject({ code: 0, stdout: "" });
    expect(resumed.stderr).toContain(`${JOBS} done`);
    await expectAllOnce(here);
  });

  it("waits for a submit on the wire at the first signal and leaves at once at the second", async () => {
    const here = await world("--fault", "submit:1:no-answer");
    const running = start(here.folder, here.command);
    await expect.poll(async () => (await here.twin.ledger()).billed, { timeout: 10_000 }).toBe(JOBS);
    running.process.kill("SIGINT");
    await running.says("Once more leaves at once");
    expect(running.process.exitCode).toBe(null);
    const secondAt = performance.now();
    running.process.kill("SIGINT");
    expect(await running.ended).toMatchObject({ code: 130 });
    expect(performance.now() - secondAt).toBeLessThan(1_000);

    expect(await run(here.folder, ["resume"])).toMatchObject({ code: 0 });
    await expectAllOnce(here);
  });

  it("says what it did not come to, and takes that in when it is repeated", async () => {
    const folder = await ownFolder();
    const recordings = await makeRecordings(folder, 300);
    const twin = await startTwin(folder, ["--texts", recordings.texts]);
    const flags = ["-o", "out", "-j", "64", "--base-url", twin.url, "--poll-floor", "50ms"];
    const command = ["transcribe", ...recordings.paths, ...flags];
    const running = start(folder, command);
    await expect.poll(async () => (await storedJobs(storeIn(folder))).length, { interval: 10 }).toBeGreaterThan(0);
    running.process.kill("SIGINT");
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/recordings were not taken in yet: repeat the command/);

    expect(await run(folder, command)).toMatchObject({ code: 0 });
    await expectTranscripts(join(folder, "out"), recordings);
    expect(await twin.ledger()).toMatchObject({ created: 300, billed: 300, billedTwice: [] });
  });

  it("is told of another unfinished run when one is resumed", async () => {
    const here = await world("--fault", "submit:1:reset-before");
    const [first = "", ...others] = here.recordings.paths;
    const flags = here.command.slice(1 + JOBS);
    for (const files of [[first], others]) {
      const running = start(here.folder, ["transcribe", ...files, ...flags]);
      await expect.poll(async () => (await here.twin.ledger()).requests.submit).toBeGreaterThanOrEqual(files.length);
      running.process.kill("SIGKILL");
      await running.ended;
    }
    // The first one's submit is uncertain for longer than the others take.
    const { code, stderr } = await run(here.folder, ["resume"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/Another run is not finished: tenuto resume run_\w+\n$/);
    expect(await here.twin.ledger()).toMatchObject({ created: JOBS - 1, billed: JOBS - 1 });
  });

  it("attaches to its unfinished jobs when it is repeated", async () => {
    const here = await world("--processing", "3s");
    const running = await startedAndSubmitted(here);
    running.process.kill("SIGKILL");
    await running.ended;

    const { code, stdout } = await run(here.folder, [...here.command, "--json"]);
    expect(code).toBe(0);
    expect(eventsOf(stdout).filter(({ type }) => type === "attached")).toHaveLength(JOBS);
    await expectAllOnce(here);
  });
});

describe("a second command over the same store", { timeout: 40_000 }, () => {
  it("watches while the first one works, and takes over when that is killed", async () => {
    const here = await world("--processing", "4s");
    const first = await startedAndSubmitted(here);
    const second = start(here.folder, [...here.command, "--json"]);
    await second.says('"attached"');
    const { polls } = await here.twin.ledger();
    const notice = `${storeIn(here.folder)}.worker.txt`;
    expect(await readFile(notice, "utf8")).toContain(`process ${first.process.pid},`);
    // The one that works asks on, and the one that watches leaves it to that.
    await expect.poll(async () => (await here.twin.ledger()).polls).toBeGreaterThan(polls);
    expect(await readFile(notice, "utf8")).toContain(`process ${first.process.pid},`);

    first.process.kill("SIGKILL");
    await first.ended;
    expect(await second.ended).toMatchObject({ code: 0 });
    await expectAllOnce(here);
  });

  it("finishes when the first one has done the work", async () => {
    const here = await world("--processing", "2s");
    const first = await startedAndSubmitted(here);
    const second = await run(here.folder, [...here.command, "--json"]);
    expect(second.code).toBe(0);
    expect(eventsOf(second.stdout).at(-1)).toMatchObject({ type: "summary", completed: JOBS });
    expect(await first.ended).toMatchObject({ code: 0 });
    await expectAllOnce(here);
  });
});

describe("standard output", { timeout: 40_000 }, () => {
  it("holds every journal entry once and in order, the transcripts and the summary as NDJSON with --json", async () => {
    const here = await world("--fault", "upload:1:500", "--fault", "poll:2:cut-json", "--fault", "submit:3:429");
    const command = here.command.filter((word) => word !== "-o" && word !== "out");
    const { code, stdout } = await run(here.folder, [...command, "--json"]);
    expect(code).toBe(0);
    const events = eventsOf(stdout);
    expect(events.at(-1)).toMatchObject({ type: "summary", completed: JOBS, failed: 0, exitCode: 0 });
    const transcripts = events.filter(({ type }) => type === "transcript");
    expect(transcripts.map(({ text }) => text)).toEqual([...here.recordings.textOf.values()]);
    expect(events.filter(({ type }) => type === "fault")).toHaveLength(3);

    for (const { job } of transcripts) {
      const told = events
        .filter((event) => event.job === job && "seq" in event)
        .map(({ seq, type }) => ({ seq, type }));
      const shown = JSON.parse((await run(here.folder, ["show", String(job), "--json"])).stdout) as Shown;
      expect(told).toEqual(shown.journal.map(({ seq, entry }) => ({ seq, type: entry.type })));
    }
  });

  it("holds the text alone for one recording, and each under its name for several", async () => {
    const here = await world();
    const [first = "", second = ""] = here.recordings.paths;
    const flags = ["--base-url", here.twin.url, "--poll-floor", "50ms"];
    expect(await run(here.folder, ["transcribe", first, ...flags])).toMatchObject({
      code: 0,
      stdout: "These are the words of call-001.\n",
    });
    const both = await run(here.folder, ["transcribe", first, second, ...flags]);
    const body = (name: string) => `These are the words of ${name}.\n\n`;
    expect(both).toMatchObject({
      code: 0,
      stdout: `== ${first} ==\n${body("call-001")}== ${second} ==\n${body("call-002")}`,
    });
  });
});

interface Shown {
  readonly journal: readonly { readonly seq: number; readonly entry: { readonly type: string } }[];
}

/** Every line is a JSON object, or this throws. */
function eventsOf(stdout: string): Readonly<Record<string, unknown>>[] {
  expect(stdout.endsWith("\n")).toBe(true);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}
