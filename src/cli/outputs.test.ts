import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Input } from "./inputs.ts";
import { planOutputs, prepareFolder, readFormats } from "./outputs.ts";

function input(path: string): Input {
  const file = path.split("/").at(-1) ?? "";
  return { path, name: path, stem: file.replace(/\.[^.]+$/, ""), bytes: 1 };
}

describe("readFormats", () => {
  it("takes commas and repetition, each format once, and txt when none is named", () => {
    expect(readFormats(["txt,srt", "json", "SRT"])).toEqual(["txt", "srt", "json"]);
    expect(readFormats([])).toEqual(["txt"]);
  });

  it.each(["doc", "", "txt,"])("refuses %j and says what there is", (given) => {
    expect(() => readFormats([given])).toThrow(expect.objectContaining({ remedy: expect.stringContaining("vtt") }));
  });
});

describe("planOutputs", () => {
  it("writes every format of every input into the folder, by absolute path", () => {
    expect(planOutputs([input("/in/a.mp3")], "/out", ["txt", "srt"])).toEqual([
      [
        { path: "/out/a.txt", format: "txt" },
        { path: "/out/a.srt", format: "srt" },
      ],
    ]);
  });

  it.each([
    ["the same stem", "/in/a.mp3", "/in/a.wav"],
    ["the same name in two folders", "/one/a.mp3", "/two/a.mp3"],
    ["names that differ by case alone", "/in/A.mp3", "/in/a.wav"],
    ["one accent in two spellings", "/in/\u00e9.mp3", "/in/e\u0301.wav"],
  ])("refuses two inputs with %s", (_, first, second) => {
    expect(() => planOutputs([input(first), input(second)], "/out", ["txt"])).toThrow("would both be written to");
  });

  it("refuses to replace an input with a transcript", () => {
    expect(() => planOutputs([input("/in/a.mp3"), input("/in/a.txt")], "/in", ["json", "txt"])).toThrow(
      "which is one of the inputs",
    );
  });
});

describe("prepareFolder", () => {
  it("makes a missing folder and refuses one that a file is in the way of", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tenuto-outputs-"));
    try {
      await prepareFolder(join(folder, "deep", "er"));
      expect((await stat(join(folder, "deep", "er"))).isDirectory()).toBe(true);
      await writeFile(join(folder, "file"), "");
      await expect(prepareFolder(join(folder, "file"))).rejects.toThrow("a file of that name is in the way");
      await expect(prepareFolder(join(folder, "file", "below"))).rejects.toThrow("cannot be written to");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
