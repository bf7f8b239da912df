import { EventEmitter } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HandHouse } from "../../test/cli/hand-house.ts";
import { readOrigins, readSettings } from "../settings.ts";
import { resume } from "./resume.ts";
import type { Surroundings } from "./surroundings.ts";
import { type TranscribeFlags, transcribe } from "./transcribe.ts";

let folder = "";
let house = new HandHouse();
let signals = new EventEmitter();
let out = "";
let err = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-transcribe-"));
  for (const name of ["a.wav", "b.wav", "fail.wav", "hold.wav"]) await writeFile(join(folder, name), name);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  house = new HandHouse();
  signals = new EventEmitter();
  out = "";
  err = "";
});

function surroundings(environment: Record<string, string> = { ASSEMBLYAI_API_KEY: "k" }): Surroundings {
  return {
    terminal: {
      out: { write: (text) => (out += text) },
      err: { write: (text) => (err += text) },
      outColor: false,
      errColor: false,
      live: false,
      debug: false,
    },
    signals,
    settingsFor: (flags) => readSettings(flags, environment),
    originsFor: (flags) => readOrigins(flags, environment),
    openHouse: async () => house,
    openStore: async () => ({
      runtime: house.runtime,
      store: house.store,
      spool: house.spool,
      close: () => house.close(),
    }),
    leave: () => undefined,
    verbose: false,
  };
}

function run(names: readonly string[], flags: TranscribeFlags = {}): Promise<number> {
  return transcribe(
    names.map((name) => join(folder, name)),
    flags,
    surroundings(),
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

function events(): Record<string, unknown>[] {
  return out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("tenuto transcribe", () => {
  it("prints one transcript alone on standard output", async () => {
    expect(await run(["a.wav"])).toBe(0);
    expect(out).toBe("the words of a.wav\n");
    expect(err).toContain("1 done");
    expect(house.closed).toBe(true);
  });

  it("prints several under their names, in the order given", async () => {
    expect(await run(["b.wav", "a.wav"])).toBe(0);
    expect(out).toBe(`== ${folder}/b.wav ==\nthe words of b.wav\n\n== ${folder}/a.wav ==\nthe words of a.wav\n\n`);
  });

  it("names bad inputs first, goes on with the good ones and says so in its exit code", async () => {
    expect(await run(["missing.wav", "a.wav"])).toBe(3);
    expect(err).toMatch(/^tenuto: .*missing\.wav does not exist\..*\n(.|\n)*1 done/);
    expect(out).toBe("the words of a.wav\n");
  });

  it("opens no house when nothing is left to do", async () => {
    expect(await run(["missing.wav"])).toBe(2);
    expect(house.closed).toBe(false);
  });

  it("tells of a failed job its name, fault, advice and how to look at it", async () => {
    expect(await run(["a.wav", "fail.wav"], { outputDir: join(folder, "out") })).toBe(3);
    expect(err).toMatch(/failed .*fail\.wav {2}assemblyai\/bad-audio\n {2}there is no speech\n {2}Record it again\./);
    expect(err).toMatch(/tenuto show job_\d/);
    expect(err).toContain("1 done, 1 failed");
    expect(out).toBe("");
  });

  it("holds what a refused key stopped, says how to go on, and goes on when asked again", async () => {
    expect(await run(["hold.wav"], { store: "my jobs.db" })).toBe(4);
    expect(err).toMatch(/held .*hold\.wav {2}http\/401/);
    expect(err).toContain("tenuto resume run_1 --store 'my jobs.db'");
    const [job] = await house.store.list({});
    await run(["hold.wav"]);
    const journal = await house.store.journal(job?.id ?? "");
    expect(journal.map(({ entry }) => entry.type)).toContain("woken");
    expect(await house.store.list({})).toHaveLength(1);
  });

  it("keeps everything at the first signal and names the command that goes on", async () => {
    house.asleep = true;
    house.onWork = () => signals.emit("SIGINT");
    expect(await run(["a.wav"])).toBe(130);
    expect(err).toContain("Stopping:");
    expect(err).toContain("  tenuto resume run_1\n");
    expect(signals.listenerCount("SIGINT")).toBe(0);
  });

  it("refuses an input whose transcript would be another's, and that one alone", async () => {
    await mkdir(join(folder, "other"), { recursive: true });
    await writeFile(join(folder, "other", "a.wav"), "another a");
    const outputDir = join(folder, "clashing");
    expect(await run(["a.wav", "other/a.wav", "b.wav"], { outputDir })).toBe(3);
    expect(err).toMatch(/^tenuto: .*a\.wav and .*other\/a\.wav would both be written to /);
    expect(await house.store.list({})).toHaveLength(2);
  });

  it("takes nothing in when there is one bad input and --fail-fast", async () => {
    expect(await run(["missing.wav", "a.wav"], { failFast: true })).toBe(2);
    expect(await house.store.list({})).toEqual([]);
  });

  it("leaves out what is transcribed already, unless it is told to do it again", async () => {
    const outputDir = join(folder, "done");
    await mkdir(outputDir, { recursive: true });
    await writeFile(join(outputDir, "a.txt"), "words");
    expect(await run(["a.wav", "b.wav"], { outputDir })).toBe(0);
    expect(err).toContain("1 done, 1 skipped in");
    expect((await house.store.list({})).map(({ name }) => name)).toEqual([join(folder, "b.wav")]);
    expect(await run(["a.wav"], { outputDir, format: ["txt", "srt"] })).toBe(0);
    expect(await run(["a.wav"], { outputDir, force: true })).toBe(0);
    expect(await house.store.list({})).toHaveLength(3);
  });

  it("ends with 6 for an empty folder where that was asked for, and else with 0", async () => {
    await mkdir(join(folder, "nothing"), { recursive: true });
    expect(await run(["nothing"], { failOnNothing: true })).toBe(6);
    expect(await run(["nothing"])).toBe(0);
    expect(err).toContain("There is no recording to transcribe.");
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
    house.asleep = true;
    house.onWork = () => signals.emit("SIGINT");
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
    expect(out.split("\n")).toEqual([
      `send  ${folder}/a.wav  5 B  -> ${outputDir}/a.txt`,
      `skip  ${folder}/b.wav  its transcripts are there`,
      `send  ${folder}/minute.wav  960 kB, 1 min 00 s  -> ${outputDir}/minute.txt`,
      "2 to send (960 kB), 1 to skip, 1 refused, 1 min 00 s of audio, 1 recording of unknown length, at least 0.0045 at 0.27/h.",
      "",
    ]);
    expect(house.closed).toBe(false);
  });

  it("reads a recording from standard input", async () => {
    const stdin = () => Readable.from([Buffer.from("RIFF")]);
    expect(await transcribe(["-"], {}, { ...surroundings(), stdin })).toBe(0);
    expect(out).toBe("the words of standard input\n");
    const keyboard = () => Object.assign(Readable.from([]), { isTTY: true });
    expect(await transcribe(["-"], {}, { ...surroundings(), stdin: keyboard })).toBe(2);
  });

  it("takes the names of a list, and refuses one that asks for standard input twice", async () => {
    await writeFile(
      join(folder, "list.txt"),
      `\ufeff# calls\r\n${join(folder, "a.wav")}\r\n\n${join(folder, "b.wav")}\n`,
    );
    expect(await run([], { fromFile: join(folder, "list.txt") })).toBe(0);
    expect((await house.store.list({})).map(({ name }) => name)).toEqual([
      join(folder, "a.wav"),
      join(folder, "b.wav"),
    ]);
    const stdin = () => Readable.from([Buffer.from(`${join(folder, "a.wav")}\0${join(folder, "fail.wav")}\0`)]);
    expect(await transcribe([], { fromFile: "-" }, { ...surroundings(), stdin })).toBe(3);
    await expect(transcribe(["-"], { fromFile: "-" }, surroundings())).rejects.toThrow("cannot be both");
    await expect(run([])).rejects.toThrow("No recording is named.");
    await expect(run([], { fromFile: join(folder, "no.txt") })).rejects.toThrow("cannot be read (ENOENT)");
  });

  it("tells of nothing but trouble when it is to be quiet", async () => {
    const names = ["a.wav", "fail.wav"].map((name) => join(folder, name));
    expect(await transcribe(names, {}, { ...surroundings(), quiet: true })).toBe(3);
    expect(err).toMatch(/^failed .*fail\.wav/);
    expect(err).not.toContain("1 done");
  });

  it("asks for a key before anything is accepted", async () => {
    const asked = transcribe([join(folder, "a.wav")], {}, surroundings({}));
    await expect(asked).rejects.toThrow("There is no key for assemblyai.");
    expect(await house.store.list({})).toEqual([]);
    expect(house.closed).toBe(true);
  });

  it("writes nothing but events with --json, and the summary last", async () => {
    expect(await run(["missing.wav", "a.wav", "fail.wav"], { json: true })).toBe(3);
    const told = events();
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
    expect(out).not.toContain("RAW");
  });
});

describe("tenuto resume", () => {
  it("goes on with the newest unfinished run and prints what had nowhere else to go", async () => {
    house.asleep = true;
    house.onWork = () => signals.emit("SIGTERM");
    expect(await run(["a.wav"])).toBe(143);
    house.asleep = false;
    house.onWork = null;
    expect(await resume(undefined, {}, surroundings())).toBe(0);
    expect(out).toBe("the words of a.wav\n");
  });

  it("has nothing to do where everything is over", async () => {
    await run(["a.wav"]);
    expect(await resume(undefined, {}, surroundings())).toBe(0);
    expect(await resume("run_1", {}, surroundings())).toBe(0);
    expect(err).toContain("Nothing is left to do.");
  });

  it("refuses a run that nobody knows", async () => {
    await expect(resume("run_9", {}, surroundings())).rejects.toThrow("There is no run run_9");
  });
});
