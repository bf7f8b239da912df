import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anAssessment, assessedTranscript } from "../../test/assessed.ts";
import { HandSurroundings } from "../../test/cli/hand-surroundings.ts";
import { KNOWN_PROVIDERS } from "../compose-catalogue.ts";
import { render } from "../transcript/render.ts";
import { type AssessFlags, assess } from "./assess.ts";

let folder = "";
let here = new HandSurroundings();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-assess-"));
  for (const name of ["a.wav", "b.wav", "fail.wav"]) await writeFile(join(folder, name), name);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(() => {
  here = new HandSurroundings();
  here.house.assessment = anAssessment();
});

function run(names: readonly string[], flags: AssessFlags = {}, environment?: Record<string, string>): Promise<number> {
  const given = names.map((name) => join(folder, name));
  return assess(given, { script: ["go ten"], ...flags }, here.with(environment), KNOWN_PROVIDERS);
}

describe("tenuto assess", () => {
  it("hands recordings in as assessments, with their script in one line", async () => {
    expect(await run(["a.wav"], { script: [" Go\n ten. ", "go\tback", "go back"], option: ["a=1"] })).toBe(0);
    expect(here.house.accepted).toMatchObject([
      { kind: "assessment", options: { script: ["Go ten.", "go back"] }, providerOptions: { a: 1 } },
    ]);
  });

  it("asks for free speech where there is no script", async () => {
    await run(["a.wav"], { script: [], provider: "elsa" }, { ELSA_API_TOKEN: "t" });
    expect(here.house.accepted[0]?.options).toEqual({});
  });

  it("prints a report of one recording alone, and of several under their names", async () => {
    expect(await run(["a.wav"])).toBe(0);
    expect(here.out).toMatch(/^go {2}ten\n90 {2}41 !\n/);
    here.out = "";
    expect(await run(["b.wav", "a.wav"])).toBe(0);
    expect(here.out).toMatch(new RegExp(`^== ${folder}/b.wav ==\ngo[\\s\\S]+\n\n== ${folder}/a.wav ==\ngo`));
  });

  it("tells a program the words with their times in seconds, and the summary last", async () => {
    expect(await run(["a.wav", "fail.wav"], { json: true })).toBe(3);
    const told = here.told();
    expect(told.find(({ type }) => type === "assessment")).toMatchObject({
      name: join(folder, "a.wav"),
      words: [
        { word: "go", start: 0.46, end: 0.63, score: 90, phones: [] },
        { word: "ten", phones: [{ phone: "T" }, { heard: "AE" }] },
      ],
    });
    expect(told.at(-1)).toMatchObject({ type: "summary", completed: 1, failed: 1 });
    expect(here.out).not.toContain("RAW");
  });

  it("prints JSON with the provider's reply where that format is asked for", async () => {
    await run(["a.wav"], { format: ["json"] });
    expect(JSON.parse(here.out)).toMatchObject({ script: "go ten", raw: { secret: "RAW" } });
  });

  it("names the files of each recording, and for a page where the recording lies", async () => {
    const outputDir = join(folder, "out");
    expect(await run(["a.wav"], { outputDir, format: ["all"] })).toBe(0);
    expect(here.out).toBe("");
    expect(here.house.accepted[0]?.deliveries).toEqual([
      { path: join(outputDir, "a.txt"), format: "txt" },
      { path: join(outputDir, "a.json"), format: "json" },
      { path: join(outputDir, "a.html"), format: "html", recording: join(folder, "a.wav") },
    ]);
  });

  it("leaves out what is assessed with this script already, and nothing else", async () => {
    const outputDir = join(folder, "done");
    await mkdir(outputDir, { recursive: true });
    await writeFile(join(outputDir, "a.txt"), render(assessedTranscript(anAssessment()), "txt"));
    await writeFile(join(outputDir, "b.txt"), "somebody's notes");
    expect(await run(["a.wav", "b.wav"], { outputDir, script: ["go on", "Go, ten!"] })).toBe(0);
    expect(here.house.accepted.map(({ name }) => name)).toEqual([join(folder, "b.wav")]);
    expect(here.err).toContain("1 done, 1 skipped");
    for (const flags of [{ script: ["go on"] }, { script: [] }, { force: true }]) {
      await run(["a.wav"], { outputDir, provider: "elsa", ...flags }, { ELSA_API_TOKEN: "t" });
    }
    expect(here.house.accepted).toHaveLength(4);
  });

  it("writes the report of the run", async () => {
    const report = join(folder, "run.json");
    expect(await run(["missing.wav", "a.wav"], { report })).toBe(3);
    expect(JSON.parse(await readFile(report, "utf8"))).toMatchObject({ counts: { completed: 1, refused: 1 } });
  });

  it("has nothing to assess in an empty folder", async () => {
    await mkdir(join(folder, "empty"), { recursive: true });
    expect(await run(["empty"])).toBe(0);
    expect(here.err).toContain("There is no recording to assess.");
    expect(await run(["empty"], { failOnNothing: true })).toBe(6);
  });
});

describe("the script of tenuto assess", () => {
  it("is one sentence a file, however its lines are broken", async () => {
    const file = join(folder, "script.txt");
    await writeFile(file, "\ufeffgo forward\r\nten meters\n");
    await run(["a.wav"], { script: [], scriptFile: [file] });
    expect(here.house.accepted[0]?.options).toEqual({ script: ["go forward ten meters"] });
  });

  it.each([
    ["is empty", { script: [" "] }, "--script has no words."],
    ["has no word", { script: ["go", "...!"] }, "--script has no words."],
    [
      "is too long",
      { script: ["go ".repeat(1_001)] },
      "Sentence 1 of the script has 1001 words, and local takes 1000.",
    ],
    ["is missing and needed", { script: [] }, "The provider local needs a script."],
    [
      "is not there",
      { script: [], scriptFile: ["/no/such.txt"] },
      "/no/such.txt of --script-file cannot be read (ENOENT).",
    ],
    ["is a folder", { script: [], scriptFile: ["/"] }, "The script / of --script-file is no file."],
  ])("is refused before anything is taken in where it %s", async (_, flags, message) => {
    await expect(run(["a.wav"], flags)).rejects.toThrow(message);
    expect(here.house.accepted).toEqual([]);
  });

  it.each([
    ["too long to be a text", "x".repeat(100_001), "is too long to be one"],
    ["not text at all", Buffer.from([0x52, 0xff, 0xfe]), "has characters that are no text."],
  ])("is refused where its file is %s", async (_, contents, message) => {
    const file = join(folder, "bad.txt");
    await writeFile(file, contents);
    await expect(run(["a.wav"], { script: [], scriptFile: [file] })).rejects.toThrow(message);
  });

  it("may have as many words as the provider takes", async () => {
    expect(await run(["a.wav"], { script: ["go ".repeat(1_000)] })).toBe(0);
  });
});

describe("the formats of tenuto assess", () => {
  it.each([
    [["srt"], '--format is "srt".'],
    [["html"], "A page is not printed."],
  ])("do not hold %s without a folder", async (format, message) => {
    await expect(run(["a.wav"], { format })).rejects.toThrow(message);
  });
});

describe("who assesses", () => {
  it("is this machine where nobody chose another, and it needs no key", async () => {
    expect(await run(["a.wav"], {}, {})).toBe(0);
    expect(here.err).not.toContain("transcribes only");
  });

  it("is the provider of the settings where it assesses, which needs its key", async () => {
    await expect(run(["a.wav"], {}, { TENUTO_PROVIDER: "elsa" })).rejects.toThrow("There is no key for elsa.");
    expect(here.house.accepted).toEqual([]);
  });

  it("is this machine where the settings choose one that transcribes only, which is told", async () => {
    expect(await run(["a.wav"], {}, { TENUTO_PROVIDER: "assemblyai" })).toBe(0);
    expect(here.err).toContain("assemblyai transcribes only, so this machine assesses.");
  });

  it("is refused where the command itself names one that transcribes only", async () => {
    await expect(run(["a.wav"], { provider: "assemblyai" })).rejects.toMatchObject({
      message: "The provider assemblyai does not assess how somebody speaks.",
      code: "settings/kind",
    });
  });
});
