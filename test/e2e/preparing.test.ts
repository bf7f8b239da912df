import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ownFolder, run } from "./command.ts";
import { startTwin } from "./twin-process.ts";

const AUDIO = fileURLToPath(new URL("../audio", import.meta.url));

const GOOD = ["clips/austen-0880.wav", "clips/goforward.wav", "formats/jfk.mp3"];
const TWICE = ["formats/cards-48k-24bit-stereo.wav", "channels/dup-stereo-inverted.wav"];
const CUT = "broken/truncated.wav";
const BAD = {
  "silence/digital-silence.wav": "audio/silent",
  "broken/text-renamed.mp3": "audio/not-audio",
  "broken/html-error-page.wav": "audio/not-audio",
  "broken/truncated-no-moov.m4a": "audio/truncated",
};
const EMPTY = "broken/empty.wav";

const withFfmpeg = test.skipIf(!hasFfmpeg());

function hasFfmpeg(): boolean {
  try {
    execFileSync("ffmpeg", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const nameOf = (path: string): string => path.split("/").at(-1) ?? path;

async function hashOf(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

interface Reported {
  readonly input: string;
  readonly status: string;
  readonly code?: string;
}

describe("a batch with recordings that could only fail among good ones", { timeout: 120_000 }, () => {
  withFfmpeg("refuses those before any upload, mends what is there twice, and says what that saved", async () => {
    const folder = await ownFolder();
    await mkdir(join(folder, "in"));
    const all = [...GOOD, ...TWICE, CUT, ...Object.keys(BAD), EMPTY];
    for (const path of all) await copyFile(join(AUDIO, path), join(folder, "in", nameOf(path)));
    const twin = await startTwin(folder, ["--processing", "50ms"]);
    const flags = ["-o", "out", "--channels", "2", "--report", "run.json", "--base-url", twin.url];
    const ended = await run(folder, ["transcribe", "in", ...flags, "--poll-floor", "50ms"], { TENUTO_PREPARE: "mend" });

    const { inputs } = JSON.parse(await readFile(join(folder, "run.json"), "utf8")) as { inputs: readonly Reported[] };
    const codes = Object.fromEntries(inputs.map(({ input, status, code }) => [nameOf(input), code ?? status]));
    const refused = Object.entries(BAD).map(([path, code]) => [nameOf(path), code]);
    expect(codes).toEqual({
      ...Object.fromEntries([...GOOD, ...TWICE, CUT].map((path) => [nameOf(path), "completed"])),
      ...Object.fromEntries(refused),
      [nameOf(EMPTY)]: "audio/empty",
    });
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(
      /saved: 4 recordings refused before any upload .*, 3 recordings mended .*, 2 sent as one channel/,
    );
    expect((await readdir(join(folder, "out"))).filter((name) => name.endsWith(".txt"))).toHaveLength(6);

    const ledger = await twin.ledger();
    expect(ledger).toMatchObject({ uploads: 6, billed: 6, billedTwice: [] });
    const uploaded = ledger.contents.map(({ sha256 }) => sha256);
    const original = await Promise.all(all.map((path) => hashOf(join(AUDIO, path))));
    expect(uploaded.filter((hash) => !original.includes(hash))).toHaveLength(TWICE.length + 1);
  });

  test("refuses what its structure tells where there is no ffmpeg, and sends the rest as it is", async () => {
    const folder = await ownFolder();
    await mkdir(join(folder, "in"));
    const paths = ["clips/goforward.wav", "broken/html-error-page.wav", "channels/dup-stereo.wav"];
    for (const path of paths) await copyFile(join(AUDIO, path), join(folder, "in", nameOf(path)));
    const twin = await startTwin(folder, ["--processing", "50ms"]);
    const nothing = join(folder, "bin");
    await mkdir(nothing);
    const ended = await run(folder, ["transcribe", "in", "-o", "out", "--base-url", twin.url, "--poll-floor", "50ms"], {
      TENUTO_PREPARE: "mend",
      PATH: nothing,
    });
    expect(ended).toMatchObject({ code: 3, stderr: expect.stringContaining("1 recording refused before any upload") });
    expect(await twin.ledger()).toMatchObject({ uploads: 2, billed: 2 });
  });
});
