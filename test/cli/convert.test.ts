import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConvertFlags, convert } from "../../src/cli/convert.ts";
import { HandAudio } from "./hand-audio.ts";
import { HandSurroundings } from "./hand-surroundings.ts";

let folder: string;
let out: string;
let here: HandSurroundings;
let audio: HandAudio;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-convert-"));
  out = join(folder, "out");
  here = new HandSurroundings();
  audio = new HandAudio();
  const names = ["good.wav", "double.wav", "silent.wav"];
  await Promise.all(names.map((name) => writeFile(join(folder, name), `bytes of ${name}`)));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(names: readonly string[], flags: Partial<ConvertFlags> = { for: "assemblyai" }) {
  const paths = names.map((name) => join(folder, name));
  return convert(paths, { outputDir: out, ...flags }, here.with(), audio.parts());
}

const text = (path: string) => readFile(path, "utf8");

describe("tenuto convert", () => {
  it("writes what needs mending, keeps what does not, refuses what cannot be, and says what is saved", async () => {
    expect(await run(["good.wav", "double.wav", "silent.wav"])).toBe(3);
    expect(await readdir(out)).toEqual(["double.flac"]);
    expect(await text(join(folder, "double.wav"))).toBe("bytes of double.wav");
    expect(here.out).toMatch(
      /^.*good\.wav {2}352 kB, fine as it is\n.*double\.wav {2}704 kB -> 8 B\n {2}-> .*out\/double\.flac\n {2}Sends the left/,
    );
    expect(here.err).toMatch(/silent\.wav is not converted: nothing is above -75 dBFS/);
    expect(here.err).toMatch(/1 converted \(704 kB to 8 B\), 1 fine as it is, 1 refused in /);
  });

  it("converts everything where a format is named, and tells programs what became of it", async () => {
    expect(await run(["good.wav", "silent.wav"], { to: "opus", json: true })).toBe(3);
    expect(here.told()).toMatchObject([
      {
        file: join(folder, "good.wav"),
        status: "written",
        bytes: 352_044,
        bytesAfter: 8,
        outputs: [{ path: join(out, "good.opus"), bytes: 8, durationMs: 1_000, fromMs: 0 }],
        steps: [{ kind: "convert" }],
      },
      { file: join(folder, "silent.wav"), status: "refused", error: { code: "audio/silent" } },
    ]);
  });

  it("writes nothing in a dry run, and says what it would", async () => {
    expect(await run(["double.wav"], { for: "elsa", dryRun: true })).toBe(0);
    expect(here.out).toMatch(/double\.wav {2}704 kB -> about \d+ kB\n {2}-> .*out\/double\.flac\n {2}Sends the left/);
    expect(here.err).toMatch(/^1 to convert \(704 kB to about \d+ kB\) in /);
    expect(await readdir(folder)).not.toContain("out");
  });

  it("replaces nothing unless it is told to", async () => {
    await mkdir(out);
    await writeFile(join(out, "double.flac"), "mine");
    expect(await run(["double.wav"])).toBe(2);
    expect(here.err).toMatch(/double\.flac is there already\. .*--force/);
    expect(await text(join(out, "double.flac"))).toBe("mine");
    expect(await run(["double.wav"], { for: "assemblyai", force: true })).toBe(0);
    expect(await text(join(out, "double.flac"))).toBe("mended 0");
    expect(await readdir(out)).toEqual(["double.flac"]);
  });

  it.each([
    ["a symbolic link", symlink],
    ["a hard link", link],
  ])("replaces no recording even when told to, by whatever path it leads there: %s", async (_, join_) => {
    await mkdir(out);
    await join_(join(folder, "good.wav"), join(out, "double.wav"));
    expect(await run(["good.wav", "double.wav"], { to: "wav", force: true })).toBe(3);
    expect(here.err).toMatch(/out\/double\.wav is one of the recordings themselves\./);
    expect(await text(join(folder, "good.wav"))).toBe("bytes of good.wav");
  });

  it("refuses to write a recording over another input", async () => {
    expect(await run(["good.wav"], { to: "wav", outputDir: folder, force: true })).toBe(2);
    expect(here.err).toMatch(
      /The converted copy of .*good\.wav would replace .*good\.wav, which is one of the inputs\./,
    );
  });

  it("writes a file for each part of what is too long in one, and numbers them", async () => {
    await writeFile(join(folder, "long.wav"), "bytes");
    expect(await run(["long.wav"], { for: "elsa", json: true })).toBe(0);
    const names = ["long.1.flac", "long.2.flac", "long.3.flac"];
    expect((await readdir(out)).sort()).toEqual(names);
    const [{ outputs = [] } = {}] = here.told() as { outputs?: { path: string; fromMs: number }[] }[];
    expect(outputs.map(({ path }) => path)).toEqual(names.map((name) => join(out, name)));
    expect(outputs.map(({ fromMs }) => fromMs)).toEqual(outputs.map(({ fromMs }) => fromMs).toSorted((a, b) => a - b));
    expect(await text(join(out, "long.2.flac"))).toBe("mended 1");
  });

  it("keeps recordings of one stem apart", async () => {
    await writeFile(join(folder, "good.mp3"), "another");
    expect(await run(["good.wav", "good.mp3"], { to: "flac" })).toBe(0);
    expect((await readdir(out)).sort()).toEqual(["good.mp3.flac", "good.wav.flac"]);
  });

  it("leaves nothing behind where mending fails, and goes on", async () => {
    audio.mendingFails = { code: "EXIT_1", message: "ffmpeg gave up" };
    expect(await run(["double.wav", "good.wav"])).toBe(3);
    expect(here.err).toMatch(/double\.wav could not be converted: ffmpeg gave up\./);
    expect(await readdir(out)).toEqual([]);
  });

  it("ends at once where there is no ffmpeg", async () => {
    audio.mendingFails = { code: "MISSING", message: "ffmpeg is not on this machine" };
    await expect(run(["double.wav", "good.wav"])).rejects.toMatchObject({ code: "settings/no-ffmpeg" });
    expect(await readdir(out)).toEqual([]);
  });

  it("ends at once where the folder cannot be written to", async () => {
    await writeFile(out, "a file is in the way");
    await expect(run(["double.wav", "good.wav"], { to: "flac" })).rejects.toMatchObject({
      code: "settings/output-dir",
    });
  });

  it.each<[Partial<ConvertFlags>, string]>([
    [{}, "settings/choice"],
    [{ for: "nobody" }, "settings/provider"],
    [{ to: "mp3" }, "settings/format"],
  ])("refuses %j before anything is looked at", async (flags, code) => {
    await expect(run(["good.wav"], flags)).rejects.toMatchObject({ code });
    expect(audio.inspected).toEqual([]);
  });

  it("stops at a signal, and what is written by then is whole", async () => {
    audio.onInspect = () => void here.signals.emit("SIGINT");
    expect(await run(["double.wav", "good.wav"])).toBe(130);
    expect(here.err).toContain("not converted; what is written is whole.");
  });
});
