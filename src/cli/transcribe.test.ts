import { EventEmitter } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HandHouse } from "../../test/cli/hand-house.ts";
import { readSettings } from "../settings.ts";
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
    openHouse: async () => house,
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

  it("refuses clashing outputs before anything is accepted", async () => {
    await writeFile(join(folder, "a.mp3"), "a");
    await expect(run(["a.wav", "a.mp3"], { outputDir: folder })).rejects.toThrow("would both be written to");
    expect(await house.store.list({})).toEqual([]);
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
