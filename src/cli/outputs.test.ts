import { mkdtemp, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDone } from "./already-done.ts";
import { readFormats } from "./formats.ts";
import type { Input } from "./inputs.ts";
import { prepareFolder } from "./output-folder.ts";
import { planOutputs } from "./outputs.ts";

function input(path: string, below = ""): Input {
  return { origin: { kind: "file", path }, name: path, file: path.split("/").at(-1) ?? "", below };
}

function paths(inputs: readonly Input[], folder = "/out"): (string | undefined)[] {
  return planOutputs(inputs, folder, ["txt"]).map((plan) =>
    "clash" in plan ? plan.clash.message : plan.deliveries[0]?.path,
  );
}

describe("readFormats", () => {
  it("takes commas and repetition, each format once, and txt when none is named", () => {
    expect(readFormats(["txt,srt", "json", "SRT"])).toEqual(["txt", "srt", "json"]);
    expect(readFormats([])).toEqual(["txt"]);
    expect(readFormats(["txt,all"])).toEqual(["txt", "srt", "vtt", "json", "tsv"]);
  });

  it.each(["doc", "", "txt,"])("refuses %j and says what there is", (given) => {
    expect(() => readFormats([given])).toThrow(expect.objectContaining({ remedy: expect.stringContaining("vtt") }));
  });
});

describe("planOutputs", () => {
  it("writes every format of every input into the folder, by absolute path", () => {
    expect(planOutputs([input("/in/a.mp3")], "/out", ["txt", "srt"])).toEqual([
      {
        input: input("/in/a.mp3"),
        deliveries: [
          { path: "/out/a.txt", format: "txt" },
          { path: "/out/a.srt", format: "srt" },
        ],
      },
    ]);
  });

  it("mirrors the folders that the inputs lie in", () => {
    expect(paths([input("/in/x/a.mp3", "x"), input("/in/y/a.mp3", "y")])).toEqual(["/out/x/a.txt", "/out/y/a.txt"]);
  });

  it("keeps the endings of inputs of one stem, in whatever order they come", () => {
    const [mp3, wav, other] = [input("/in/a.mp3"), input("/in/a.wav"), input("/in/b.wav")];
    expect(paths([mp3, wav, other])).toEqual(["/out/a.mp3.txt", "/out/a.wav.txt", "/out/b.txt"]);
    expect(paths([wav, mp3])).toEqual(["/out/a.wav.txt", "/out/a.mp3.txt"]);
  });

  it("keeps the endings of stems that differ by case alone", () => {
    expect(paths([input("/in/A.mp3"), input("/in/a.wav")])).toEqual(["/out/A.mp3.txt", "/out/a.wav.txt"]);
  });

  it.each([
    ["the same name in two folders", "/one/a.mp3", "/two/a.mp3"],
    ["names that differ by case alone", "/in/A.mp3", "/in/a.mp3"],
    ["one accent in two spellings", "/in/\u00e9.mp3", "/in/e\u0301.mp3"],
  ])("refuses the second of two inputs with %s, and that one alone", (_, first, second) => {
    const [kept, refused, other] = paths([input(first), input(second), input("/in/b.mp3")]);
    expect(kept).toMatch(/^\/out\//);
    expect(refused).toContain("would both be written to");
    expect(other).toBe("/out/b.txt");
  });

  it("refuses to replace an input with a transcript", () => {
    expect(paths([input("/in/a.mp3"), input("/in/a.txt"), input("/in/b.mp3"), input("/in/b.txt")], "/in")).toEqual([
      "/in/a.mp3.txt",
      "/in/a.txt.txt",
      "/in/b.mp3.txt",
      "/in/b.txt.txt",
    ]);
    expect(paths([input("/else/a.mp3"), input("/in/a.txt", "x")], "/in")[0]).toContain("which is one of the inputs");
  });

  it("gives no two inputs one file, whatever they are called", () => {
    const name = fc.constantFrom("a", "A", "a.mp3", "a.mp3.txt", "b", "a.txt", ".mp3", "\u00e9.wav", "e\u0301.wav");
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 12 }), (names) => {
        const inputs = names.map(([folder, file], index) => input(`/in/${index}/${file}`, folder));
        const plans = planOutputs(inputs, "/out", ["txt", "json"]);
        const files = plans.flatMap((plan) => ("clash" in plan ? [] : plan.deliveries.map(({ path }) => path)));
        expect(new Set(files.map((file) => file.normalize("NFC").toLowerCase())).size).toBe(files.length);
      }),
    );
  });

  it("cuts a name of 255 bytes to make room for its new ending, and keeps two such names apart", () => {
    const long = (last: string) => input(`/in/${"ü".repeat(125)}${last}.mp3`);
    const names = paths([long("a"), long("b")]).map((path) => path?.split("/").at(-1) ?? "");
    const fits = planOutputs([long("a"), long("b")], "/out", ["json", "txt"]);
    for (const plan of fits) {
      for (const { path } of "clash" in plan ? [] : plan.deliveries) {
        expect(Buffer.byteLength(path.split("/").at(-1) ?? "")).toBeLessThanOrEqual(255);
      }
    }
    expect(new Set(names).size).toBe(2);
  });
});

describe("isDone", () => {
  it("holds when every file is there and none is older than the recording", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tenuto-done-"));
    try {
      const deliveries = [
        { path: join(folder, "a.txt"), format: "txt" },
        { path: join(folder, "a.srt"), format: "srt" },
      ] as const;
      const recorded = { bytes: 1, changedAt: 1_700_000_000_000 };
      await writeFile(join(folder, "a.txt"), "words");
      expect(await isDone({ deliveries }, recorded)).toBe(false);
      await writeFile(join(folder, "a.srt"), "words");
      expect(await isDone({ deliveries }, recorded)).toBe(true);
      expect(await isDone({ deliveries }, null)).toBe(true);
      await utimes(join(folder, "a.srt"), 1_600_000_000, 1_600_000_000);
      expect(await isDone({ deliveries }, recorded)).toBe(false);
      expect(await isDone({ deliveries: [] }, recorded)).toBe(false);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("a second recording of the same stem", () => {
  it("does not have the first one paid for again, whose transcript is older than the newcomer", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tenuto-stem-"));
    try {
      const [mp3, wav, txt] = ["a.mp3", "a.wav", "a.txt"].map((name) => join(folder, name)) as [string, string, string];
      for (const path of [mp3, wav, txt]) await writeFile(path, "x");
      const plans = planOutputs([input(mp3), input(wav)], folder, ["txt"]);
      const [first, second] = plans.map((plan) => ("clash" in plan ? { deliveries: [] } : plan));
      const at = (seconds: number) => ({ bytes: 1, changedAt: seconds * 1_000 });
      await utimes(mp3, 1_000, 1_000);
      await utimes(txt, 2_000, 2_000);
      await utimes(wav, 3_000, 3_000);
      expect(await isDone(first ?? { deliveries: [] }, at(1_000))).toBe(true);
      expect(await isDone(second ?? { deliveries: [] }, at(3_000))).toBe(false);
      // Newer than both: nobody can tell whose it is.
      await utimes(txt, 4_000, 4_000);
      expect(await isDone(first ?? { deliveries: [] }, at(1_000))).toBe(false);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
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
