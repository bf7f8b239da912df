import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Ended, ownFolder, run, start } from "./command.ts";

const AUDIO = fileURLToPath(new URL("../audio", import.meta.url));

interface Known {
  readonly file: string;
  readonly verdict: string;
  readonly codes: readonly string[];
}

const known: readonly Known[] = JSON.parse(await readFile(join(AUDIO, "manifest.json"), "utf8")).files;
const withFfmpeg = test.skipIf(!hasFfmpeg());

function hasFfmpeg(): boolean {
  try {
    execFileSync("ffmpeg", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const told = ({ stdout }: Ended) =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

async function hashOf(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

/** A folder of somebody's, with these recordings of ours in it. */
async function folderWith(...names: string[]): Promise<string> {
  const folder = await ownFolder();
  await Promise.all(names.map((name) => copyFile(join(AUDIO, name), join(folder, name.split("/").at(-1) ?? name))));
  return folder;
}

describe("tenuto inspect of real recordings", { timeout: 60_000 }, () => {
  withFfmpeg("gives those of a folder the verdicts that are known of them, a line each", async () => {
    const folder = await ownFolder();
    const ended = await run(folder, ["inspect", join(AUDIO, "silence"), "--json"]);
    const expected = known.filter(({ file }) => file.startsWith("silence/"));
    expect(expected.length).toBeGreaterThan(8);
    expect(told(ended).map(({ file, verdict }) => [file, verdict])).toEqual(
      expected.map(({ file, verdict }) => [join(AUDIO, file), verdict]),
    );
    expect(ended).toMatchObject({ code: 3, stderr: expect.stringMatching(/^\d+ warn, \d+ reject in /) });
  });

  test("judges them by what they are and not by their names, where there is no ffmpeg too", async () => {
    const folder = await folderWith("broken/hls-playlist.mp3", "broken/truncated.wav", "clips/goforward.wav");
    const ended = await run(folder, ["inspect", "hls-playlist.mp3", "truncated.wav", "goforward.wav", "--json"], {
      PATH: "",
    });
    expect(ended.code).toBe(3);
    expect(told(ended)).toMatchObject([
      { file: "hls-playlist.mp3", verdict: "reject", codes: ["not-audio"] },
      { file: "truncated.wav", verdict: "warn", codes: ["truncated"] },
      { verdict: "ok", levels: null, channels: null, notChecked: "levels not checked: ffmpeg not found" },
    ]);
    const page = await run(folder, ["inspect", "goforward.wav"], { PATH: "" });
    expect(page).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("ffmpeg not found") });
  });

  test("hangs at no pipe, device or folder", async () => {
    const folder = await ownFolder();
    execFileSync("mkfifo", [join(folder, "pipe.wav")]);
    await mkdir(join(folder, "nothing"));
    const ended = await run(folder, ["inspect", "pipe.wav", "/dev/zero", "nothing", "--json"]);
    expect(ended.code).toBe(2);
    expect(told(ended)).toMatchObject([
      { file: "pipe.wav", verdict: null, error: { code: "audio/not-a-file" } },
      { file: "/dev/zero", verdict: null, error: { code: "audio/not-a-file" } },
    ]);
  });

  test("writes nothing anywhere, and opens no store", async () => {
    const folder = await folderWith("clips/goforward.wav");
    await run(folder, ["inspect", "goforward.wav"]);
    expect(await readdir(folder)).toEqual(["goforward.wav"]);
  });

  withFfmpeg("stops when it is told to, and tells what it had by then", async () => {
    const folder = await ownFolder();
    const names = Array.from({ length: 200 }, (_, number) => `${number}.mp3`);
    await Promise.all(names.map((name) => copyFile(join(AUDIO, "clips/sonnet-1.mp3"), join(folder, name))));
    const running = start(folder, ["inspect", folder, "--json"]);
    await running.says('"verdict"');
    running.process.kill("SIGINT");
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toMatch(/\d+ recordings not inspected\./);
    expect(told(ended).length).toBeLessThan(200);
  });
});

describe("tenuto convert of real recordings", { timeout: 60_000 }, () => {
  withFfmpeg("writes what is sound, and leaves the originals as they were", async () => {
    const folder = await folderWith("channels/dup-stereo.wav", "clips/goforward.wav");
    const before = await hashOf(join(folder, "dup-stereo.wav"));
    const ended = await run(folder, ["convert", "dup-stereo.wav", "goforward.wav", "--for", "assemblyai", "-o", "out"]);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining("goforward.wav  89 kB, fine as it is") });
    expect(await readdir(join(folder, "out"))).toEqual(["dup-stereo.flac"]);
    expect(await hashOf(join(folder, "dup-stereo.wav"))).toBe(before);
    expect(told(await run(folder, ["inspect", "out/dup-stereo.flac", "--json"]))).toMatchObject([
      { verdict: "ok", codes: [], format: { container: "flac", channels: 1, sampleRate: 16_000 } },
    ]);
  });

  withFfmpeg("writes none of what cannot be mended", async () => {
    const folder = await folderWith("silence/digital-silence.wav");
    await writeFile(join(folder, "page.mp3"), "<!DOCTYPE html><title>404</title>");
    const ended = await run(folder, ["convert", "digital-silence.wav", "page.mp3", "--to", "flac", "-o", "out"]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/digital-silence\.wav is not converted: .*\n.*page\.mp3 is not converted: /);
    expect(await readdir(folder)).not.toContain("out");
  });

  test("needs ffmpeg, and says how to get it", async () => {
    const folder = await folderWith("clips/goforward.wav");
    const ended = await run(folder, ["convert", "goforward.wav", "--to", "flac", "-o", "out"], { PATH: "" });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/ffmpeg(.|\n)*settings\/no-ffmpeg/) });
    expect(await readdir(join(folder, "out"))).toEqual([]);
  });
});
