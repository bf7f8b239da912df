import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HandSurroundings } from "../../test/cli/hand-surroundings.ts";
import { resume } from "./resume.ts";
import { type TranscribeFlags, transcribe } from "./transcribe.ts";

let folder = "";
let here = new HandSurroundings();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-transcribe-"));
  for (const name of ["a.wav", "b.wav", "fail.wav", "hold.wav"]) await writeFile(join(folder, name), name);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  here = new HandSurroundings();
});

function run(names: readonly string[], flags: TranscribeFlags = {}): Promise<number> {
  return transcribe(
    names.map((name) => join(folder, name)),
    flags,
    here.with(),
  );
}

/** Silence of 8 kHz in 16 bits. */
function wav(seconds: number): Buffer {
  const data = seconds * 16_000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data, 40);
  return Buffer.concat([head, Buffer.alloc(data)]);
}

describe("tenuto transcribe", () => {
  it("prints one transcript alone on standard output", async () => {
    expect(await run(["a.wav"])).toBe(0);
    expect(here.out).toBe("the words of a.wav\n");
    expect(here.err).toContain("1 done");
    expect(here.house.closed).toBe(true);
  });

  it("prints several under their names, in the order given", async () => {
    expect(await run(["b.wav", "a.wav"])).toBe(0);
    expect(here.out).toBe(`== ${folder}/b.wav ==\nthe words of b.wav\n\n== ${folder}/a.wav ==\nthe words of a.wav\n\n`);
  });

  it("names bad inputs first, goes on with the good ones and says so in its exit code", async () => {
    expect(await run(["missing.wav", "a.wav"])).toBe(3);
    expect(here.err).toMatch(/^tenuto: .*missing\.wav does not exist\..*\n(.|\n)*1 done/);
    expect(here.out).toBe("the words of a.wav\n");
  });

  it("opens no house when nothing is left to do", async () => {
    expect(await run(["missing.wav"])).toBe(2);
    expect(here.house.closed).toBe(false);
  });

  it("tells of a failed job its name, fault, advice and how to look at it", async () => {
    expect(await run(["a.wav", "fail.wav"], { outputDir: join(folder, "out") })).toBe(3);
    expect(here.err).toMatch(
      /failed .*fail\.wav {2}assemblyai\/bad-audio\n {2}there is no speech\n {2}Record it again\./,
    );
    expect(here.err).toMatch(/tenuto show job_\d/);
    expect(here.err).toContain("1 done, 1 failed");
    expect(here.out).toBe("");
  });

  it("holds what a refused key stopped, says how to go on, and goes on when asked again", async () => {
    expect(await run(["hold.wav"], { store: "my jobs.db" })).toBe(4);
    expect(here.err).toMatch(/held .*hold\.wav {2}http\/401/);
    expect(here.err).toContain("tenuto resume run_1 --store 'my jobs.db'");
    const [job] = await here.house.store.list({});
    await run(["hold.wav"]);
    const journal = await here.house.store.journal(job?.id ?? "");
    expect(journal.map(({ entry }) => entry.type)).toContain("woken");
    expect(await here.house.store.list({})).toHaveLength(1);
  });

  it("keeps everything at the first signal and names the command that goes on", async () => {
    here.house.asleep = true;
    here.house.onWork = () => here.signals.emit("SIGINT");
    expect(await run(["a.wav"])).toBe(130);
    expect(here.err).toContain("Stopping:");
    expect(here.err).toContain("  tenuto resume run_1\n");
    expect(here.signals.listenerCount("SIGINT")).toBe(0);
  });

  it("refuses an input whose transcript would be another's, and that one alone", async () => {
    await mkdir(join(folder, "other"), { recursive: true });
    await writeFile(join(folder, "other", "a.wav"), "another a");
    const outputDir = join(folder, "clashing");
    expect(await run(["a.wav", "other/a.wav", "b.wav"], { outputDir })).toBe(3);
    expect(here.err).toMatch(/^tenuto: .*a\.wav and .*other\/a\.wav would both be written to /);
    expect(await here.house.store.list({})).toHaveLength(2);
  });

  it("takes nothing in when there is one bad input and --fail-fast", async () => {
    expect(await run(["missing.wav", "a.wav"], { failFast: true })).toBe(2);
    expect(await here.house.store.list({})).toEqual([]);
  });

  it("leaves out what is transcribed already, unless it is told to do it again", async () => {
    const outputDir = join(folder, "done");
    await mkdir(outputDir, { recursive: true });
    await writeFile(join(outputDir, "a.txt"), "words");
    expect(await run(["a.wav", "b.wav"], { outputDir })).toBe(0);
    expect(here.err).toContain("1 done, 1 skipped in");
    expect((await here.house.store.list({})).map(({ name }) => name)).toEqual([join(folder, "b.wav")]);
    expect(await run(["a.wav"], { outputDir, format: ["txt", "srt"] })).toBe(0);
    expect(await run(["a.wav"], { outputDir, force: true })).toBe(0);
    expect(await here.house.store.list({})).toHaveLength(3);
  });

  it("ends with 6 for an empty folder where that was asked for, and else with 0", async () => {
    await mkdir(join(folder, "nothing"), { recursive: true });
    expect(await run(["nothing"], { failOnNothing: true })).toBe(6);
    expect(await run(["nothing"])).toBe(0);
    expect(here.err).toContain("There is no recording to transcribe.");
  });

  it("tells each input's fate in the report, with the reason where there is one", async () => {
    const report = join(folder, "run.json");
    const outputDir = join(folder, "reported");
    expect(await run(["missing.wav", "a.wav", "fail.wav"], { report, outputDir, tag: ["team=sales"] })).toBe(3);
    const told = JSON.parse(await readFile(report, "utf8"));
    expect(told).toMatchObject({ version: 1, exitCode: 3, counts: { completed: 1, failed: 1, refused: 1 } });
    expect(told.inputs).toMatchObject([
      { input: join(folder, "missing.wav"), status: "refused", code: "audio/missing" },
      { input: join(folder, "a.wav"), status: "completed", outputs: [join(outputDir, "a.txt")] },
      { input: join(folder, "fail.wav"), status: "failed", code: "assemblyai/bad-audio", remedy: "Record it again." },
    ]);
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("writes the report after a stop as well", async () => {
    here.house.asleep = true;
    here.house.onWork = () => here.signals.emit("SIGINT");
    const report = join(folder, "stopped.json");
    expect(await run(["a.wav"], { report })).toBe(130);
    expect(JSON.parse(await readFile(report, "utf8"))).toMatchObject({ exitCode: 130, inputs: [{}] });
  });

  it("says in a dry run what would be sent, what is there and what it costs, and sends nothing", async () => {
    const outputDir = join(folder, "dry");
    await mkdir(outputDir, { recursive: true });
    await writeFile(join(outputDir, "b.txt"), "words");
    await writeFile(join(folder, "minute.wav"), wav(60));
    const flags = { outputDir, dryRun: true, price: "0.27/h" };
    expect(await run(["a.wav", "b.wav", "minute.wav", "missing.wav"], flags)).toBe(3);
    expect(here.out.split("\n")).toEqual([
      `send  ${folder}/a.wav  5 B  -> ${outputDir}/a.txt`,
      `skip  ${folder}/b.wav  its transcripts are there`,
      `send  ${folder}/minute.wav  960 kB, 1 min 00 s  -> ${outputDir}/minute.txt`,
      "2 to send (960 kB), 1 to skip, 1 refused, 1 min 00 s of audio, 1 recording of unknown length, at least 0.0045 at 0.27/h.",
      "",
    ]);
    expect(here.house.closed).toBe(false);
  });

  it("reads a recording from standard input", async () => {
    const stdin = () => Readable.from([Buffer.from("RIFF")]);
    expect(await transcribe(["-"], {}, { ...here.with(), stdin })).toBe(0);
    expect(here.out).toBe("the words of standard input\n");
    const keyboard = () => Object.assign(Readable.from([]), { isTTY: true });
    expect(await transcribe(["-"], {}, { ...here.with(), stdin: keyboard })).toBe(2);
  });

  it("takes the names of a list, and refuses one that asks for standard input twice", async () => {
    await writeFile(
      join(folder, "list.txt"),
      `\ufeff# calls\r\n${join(folder, "a.wav")}\r\n\n${join(folder, "b.wav")}\n`,
    );
    expect(await run([], { fromFile: join(folder, "list.txt") })).toBe(0);
    // They are taken in side by side.
    expect((await here.house.store.list({})).map(({ name }) => name).toSorted()).toEqual([
      join(folder, "a.wav"),
      join(folder, "b.wav"),
    ]);
    const stdin = () => Readable.from([Buffer.from(`${join(folder, "a.wav")}\0${join(folder, "fail.wav")}\0`)]);
    expect(await transcribe([], { fromFile: "-" }, { ...here.with(), stdin })).toBe(3);
    await expect(transcribe(["-"], { fromFile: "-" }, here.with())).rejects.toThrow("cannot be both");
    await expect(run([])).rejects.toThrow("No recording is named.");
    await expect(run([], { fromFile: join(folder, "no.txt") })).rejects.toThrow("cannot be read (ENOENT)");
  });

  it("refuses standard input as a recording where the list came from there", async () => {
    const stdin = () => Readable.from([Buffer.from("-\n")]);
    await expect(transcribe([], { fromFile: "-" }, { ...here.with(), stdin })).rejects.toThrow("cannot be both");
  });

  it("tells of nothing but trouble when it is to be quiet", async () => {
    const names = ["a.wav", "fail.wav"].map((name) => join(folder, name));
    expect(await transcribe(names, {}, { ...here.with(), quiet: true })).toBe(3);
    expect(here.err).toMatch(/^failed .*fail\.wav/);
    expect(here.err).not.toContain("1 done");
  });

  it("asks for a key before anything is accepted", async () => {
    const asked = transcribe([join(folder, "a.wav")], {}, here.with({}));
    await expect(asked).rejects.toThrow("There is no key for assemblyai.");
    expect(await here.house.store.list({})).toEqual([]);
    expect(here.house.closed).toBe(true);
  });

  it("writes nothing but events with --json, and the summary last", async () => {
    expect(await run(["missing.wav", "a.wav", "fail.wav"], { json: true })).toBe(3);
    const told = here.told();
    expect(told.map(({ type }) => type)).toEqual([
      "refused",
      "accepted",
      "accepted",
      "completed",
      "failed",
      "transcript",
      "summary",
    ]);
    expect(told.at(-1)).toMatchObject({
      type: "summary",
      completed: 1,
      failed: 1,
      refused: 1,
      exitCode: 3,
      failures: [{ name: `${folder}/fail.wav`, attempts: 0 }],
    });
    expect(here.out).not.toContain("RAW");
  });
});

describe("tenuto transcribe --json without a recording to work on", () => {
  it.each([
    ["no input can be used", ["missing.wav"], {}, ["refused", "summary"], 2],
    ["one is bad and --fail-fast", ["missing.wav", "a.wav"], { failFast: true }, ["refused", "summary"], 2],
    ["a folder is empty", ["none"], {}, ["summary"], 0],
    ["a folder is empty and --fail-on-nothing", ["none"], { failOnNothing: true }, ["summary"], 6],
  ] as const)("tells all the same how it ended where %s", async (_, names, flags, types, exitCode) => {
    await mkdir(join(folder, "none"), { recursive: true });
    expect(await run(names, { ...flags, json: true })).toBe(exitCode);
    expect(here.told().map(({ type }) => type)).toEqual(types);
    expect(here.told().at(-1)).toMatchObject({ completed: 0, refused: types.length - 1, exitCode });
  });
});

describe("tenuto resume", () => {
  it("goes on with the newest unfinished run and prints what had nowhere else to go", async () => {
    here.house.asleep = true;
    here.house.onWork = () => here.signals.emit("SIGTERM");
    expect(await run(["a.wav"])).toBe(143);
    here.house.asleep = false;
    here.house.onWork = null;
    expect(await resume(undefined, {}, here.with())).toBe(0);
    expect(here.out).toBe("the words of a.wav\n");
  });

  it("has nothing to do where everything is over", async () => {
    await run(["a.wav"]);
    expect(await resume(undefined, {}, here.with())).toBe(0);
    expect(await resume("run_1", {}, here.with())).toBe(0);
    expect(here.err).toContain("Nothing is left to do.");
  });

  it("refuses a run that nobody knows", async () => {
    await expect(resume("run_9", {}, here.with())).rejects.toThrow("There is no run run_9");
  });
});
