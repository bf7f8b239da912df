import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gather } from "./gather.ts";

let folder = "";

const NAMES = [
  "calls/b.wav",
  "calls/a.MP3",
  "calls/notes.txt",
  "calls/.hidden.wav",
  "calls/2024/may/c.ogg",
  "calls/.cache/x.wav",
  "more/d.flac",
  "odd/-rf.wav",
  "odd/two\nlines.wav",
  "odd/😀 ünï.wav",
  "odd/[1].wav",
  "odd/1.wav",
  `odd/${"x".repeat(251)}.wav`,
  "data/e.dat",
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-gather-"));
  for (const name of NAMES) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), "RIFF");
  }
  await symlink(join(folder, "calls"), join(folder, "calls", "round"));
  await symlink(join(folder, "more", "d.flac"), join(folder, "calls", "link.flac"));
  await mkdir(join(folder, "empty"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function found(...names: readonly string[]) {
  const gathered = await gather(names.map((name) => join(folder, name)));
  const short = (name: string) => name.replace(`${folder}/`, "");
  return {
    places: gathered.inputs.map(({ below, file }) => join(below, file)),
    passedOver: gathered.passedOver.map(short),
    refused: gathered.refused.map(({ error }) => error.code),
  };
}

describe("gather", () => {
  it("takes a folder with all below it by name, links to files included, and names what it passed over", async () => {
    expect(await found("calls")).toEqual({
      places: ["2024/may/c.ogg", "a.MP3", "b.wav", "link.flac"],
      passedOver: ["calls/.cache", "calls/.hidden.wav", "calls/notes.txt", "calls/round"],
      refused: [],
    });
  });

  it("keeps the names of several folders, so that their files do not meet", async () => {
    expect((await found("calls/2024", "more")).places).toEqual(["2024/may/c.ogg", "more/d.flac"]);
  });

  it("takes a file that is named itself whatever it is called", async () => {
    expect((await found("data/e.dat", "calls/notes.txt")).places).toEqual(["e.dat", "notes.txt"]);
  });

  it.each([
    ["calls/*.wav", ["b.wav"]],
    ["calls/**/*.{ogg,wav}", ["2024/may/c.ogg", "b.wav"]],
    ["calls/2024/**", ["may/c.ogg"]],
    ["**/c.ogg", ["calls/2024/may/c.ogg"]],
    ["calls/[a-b].*", ["a.MP3", "b.wav"]],
    ["data/*.dat", ["e.dat"]],
    ["*/may", []],
    ["calls/2*", ["2024/may/c.ogg"]],
    ["odd/?.wav", ["1.wav"]],
  ])("expands the pattern %s", async (pattern, places) => {
    expect((await found(pattern)).places).toEqual(places);
  });

  it("takes a file by its name even where that is a pattern", async () => {
    expect((await found("odd/[1].wav")).places).toEqual(["[1].wav"]);
  });

  it("takes names that nobody would choose", async () => {
    const { places, refused } = await found("odd");
    expect(refused).toEqual([]);
    expect(places).toEqual(["-rf.wav", "1.wav", "[1].wav", "two\nlines.wav", `${"x".repeat(251)}.wav`, "😀 ünï.wav"]);
    const { inputs } = await gather([join(folder, "odd")]);
    for (const { name } of inputs) expect(name).not.toContain("\n");
  });

  it("takes each file once, however often it is named", async () => {
    expect((await found("calls/b.wav", "calls", "calls/./b.wav", "calls/*.wav")).places).toHaveLength(4);
  });

  it("names what is not there, what matches nothing and what is no address, and goes on", async () => {
    expect(await found("missing.wav", "calls/*.aiff", "calls/b.wav")).toMatchObject({
      refused: ["audio/missing", "audio/no-match"],
      places: ["b.wav"],
    });
    const { refused } = await gather(["https://", ""]);
    expect(refused.map(({ error }) => error.code)).toEqual(["audio/url", "audio/missing"]);
  });

  it("finds nothing in an empty folder", async () => {
    expect(await found("empty")).toEqual({ places: [], passedOver: [], refused: [] });
  });

  it("names an address without what may be a secret in it, and its transcript for its last part", async () => {
    const { inputs } = await gather([
      "https://me:SECRET@host/a/call%2F1.mp3?sig=SECRET#SECRET",
      "https://host/",
      "https://host/%2e%2e",
    ]);
    expect(inputs.map(({ name }) => name)).toEqual(["https://host/a/call%2F1.mp3", "https://host/", "https://host/"]);
    expect(inputs.map(({ file }) => file)).toEqual(["call_1.mp3", "host", "host"]);
  });
});
