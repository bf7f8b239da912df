import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MendedFile } from "../domain/inspector.ts";
import type { RepairPlan } from "../domain/repair.ts";
import { ffmpegMender } from "./mending.ts";
import { hostPrograms } from "./programs.ts";

type Output = NonNullable<RepairPlan["output"]>;

const recording = (name: string) => fileURLToPath(new URL(`../../test/audio/${name}`, import.meta.url));
const programs = hostPrograms();
const hasFfmpeg = (await programs.version("ffmpeg")) !== null;
const mender = ffmpegMender(programs);
const limits = { timeoutMs: 60_000 };

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mending-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

const WAV: Output["source"] = { container: "wav", codec: "pcm_s16le" };

function plan(output: Partial<Output> = {}, pieces: RepairPlan["pieces"] = [{ fromMs: 0, toMs: null }]): RepairPlan {
  const usual: Output = {
    source: WAV,
    target: "flac",
    sampleRate: 16_000,
    channels: 1,
    pick: { kind: "keep" },
    gainDb: 0,
    fillGaps: false,
  };
  return { steps: [], output: { ...usual, ...output }, pieces, refusals: [], bytes: null };
}

async function mended(name: string, wanted: RepairPlan): Promise<readonly MendedFile[]> {
  const made = await mender.mend(recording(name), wanted, folder, limits);
  if (!made.ok) throw new Error(`${made.code}: ${made.message}`);
  return made.files;
}

const one = async (name: string, output: Partial<Output>) => (await mended(name, plan(output)))[0] as MendedFile;

/** What a WAV of 16 bits holds: all behind the header of its last chunk. */
async function samples(path: string): Promise<Int16Array> {
  const bytes = await readFile(path);
  const data = bytes.indexOf("data") + 8;
  return new Int16Array(new Uint8Array(bytes.subarray(data)).buffer);
}

const rms = (heard: Int16Array) => Math.sqrt(heard.reduce((sum, one) => sum + one * one, 0) / heard.length) / 32_768;
const peakOf = (heard: Int16Array) => heard.reduce((most, one) => Math.max(most, Math.abs(one)), 0);

describe.skipIf(!hasFfmpeg)("mending with ffmpeg (needs ffmpeg)", () => {
  test("never touches the recording, and writes the same bytes each time", async () => {
    const hash = async (path: string) =>
      createHash("sha256")
        .update(await readFile(path))
        .digest("hex");
    const path = recording("formats/jfk-video.mp4");
    const source: Output["source"] = { container: "mp4", codec: "aac" };
    const before = await hash(path);
    for (const target of ["flac", "wav", "opus"] as const) {
      const first = await one("formats/jfk-video.mp4", { source, target });
      const print = await hash(first.path);
      const again = await one("formats/jfk-video.mp4", { source, target });
      expect(await hash(again.path)).toBe(print);
      expect(Math.abs(first.durationMs - 11_000)).toBeLessThan(30);
      expect(first.bytes).toBe((await readFile(first.path)).length);
    }
    expect(await hash(path)).toBe(before);
  });

  test("writes 16 bits into FLAC, so that it is smaller than WAV", async () => {
    const source: Output["source"] = { container: "mp3", codec: "mp3" };
    const { bytes } = await one("formats/jfk.mp3", { source });
    expect(bytes).toBeLessThan(11 * 32_000 * 0.8);
  });

  test("keeps the voice of inverted channels, which a mix would cancel out", async () => {
    const name = "channels/dup-stereo-inverted.wav";
    const left = rms(await samples((await one(name, { target: "wav", pick: { kind: "one", channel: 0 } })).path));
    const mixed = rms(await samples((await one(name, { target: "wav", pick: { kind: "mix" } })).path));
    const clean = rms(await samples(recording("channels/dup-stereo.wav")));
    expect(Math.abs(20 * Math.log10(left / clean))).toBeLessThan(0.5);
    expect(mixed).toBeLessThan(left / 1_000);
  });

  test("keeps both channels of two speakers as they are", async () => {
    const name = "channels/two-speakers-dual.wav";
    const { path, durationMs } = await one(name, { target: "wav", channels: 2 });
    const [heard, original] = [await samples(path), await samples(recording(name))];
    expect(durationMs).toBe(7_000);
    expect(Buffer.from(heard.buffer).equals(Buffer.from(original.buffer, 0, heard.byteLength))).toBe(true);
  });

  test("takes a channel by its number, at its full level", async () => {
    const source: Output["source"] = { container: "flac", codec: "flac" };
    const name = "channels/surround-centre-only.flac";
    const centre = rms(
      await samples((await one(name, { source, target: "wav", pick: { kind: "one", channel: 2 } })).path),
    );
    const front = rms(
      await samples((await one(name, { source, target: "wav", pick: { kind: "one", channel: 0 } })).path),
    );
    expect(centre).toBeGreaterThan(0.05);
    expect(front).toBe(0);
  });

  test("raises the level by what was planned and cuts nothing flat", async () => {
    const name = "silence/very-quiet-speech.wav";
    const quiet = peakOf(await samples(recording(name)));
    const loud = peakOf(await samples((await one(name, { target: "wav", gainDb: 40 })).path));
    expect(Math.abs(loud / quiet - 100)).toBeLessThan(1);
    expect(loud).toBeLessThan(32_767);
  });

  test("puts silence where the times of a recording jump, so that words keep theirs", async () => {
    const source: Output["source"] = { container: "webm", codec: "opus" };
    const name = "duration/webm-timestamp-gap.webm";
    for (const [fillGaps, lengthMs] of [
      [true, 11_000],
      [false, 8_060],
    ] as const) {
      const { path, durationMs } = await one(name, { source, target: "wav", fillGaps });
      expect(Math.abs(durationMs - lengthMs)).toBeLessThan(60);
      expect(Math.abs((await samples(path)).length / 16 - durationMs)).toBeLessThan(1);
    }
  });

  test("reads an MP4 whose index stands at its end, as nothing could from a pipe", async () => {
    const { durationMs } = await one("formats/jfk.m4a", { source: { container: "mp4", codec: "aac" } });
    expect(durationMs).toBeGreaterThan(10_900);
  });

  test("cuts pieces that are all of the recording, sample by sample", async () => {
    const edges = [0, 2_345, 5_001, 9_999];
    const pieces = edges.map((fromMs, index) => ({ fromMs, toMs: edges[index + 1] ?? null }));
    const files = await mended("clips/jfk.wav", plan({ target: "wav" }, pieces));
    expect(files.map(({ fromMs }) => fromMs)).toEqual(edges);
    const parts = await Promise.all(files.map(async ({ path }) => Buffer.from((await samples(path)).buffer)));
    const original = Buffer.from((await samples(recording("clips/jfk.wav"))).buffer);
    expect(Buffer.concat(parts).equals(original)).toBe(true);
    expect(await readdir(folder)).toEqual(["mended-001.wav", "mended-002.wav", "mended-003.wav", "mended-004.wav"]);
  });

  test.each(["flac", "opus"] as const)("cuts pieces as %s that overlap where it was planned", async (target) => {
    const pieces = [
      { fromMs: 0, toMs: 6_000 },
      { fromMs: 4_000, toMs: null },
    ];
    const [first, second] = await mended("clips/jfk.wav", plan({ target }, pieces));
    expect(Math.abs((first?.durationMs ?? 0) - 6_000)).toBeLessThan(25);
    expect(Math.abs((second?.durationMs ?? 0) - 7_000)).toBeLessThan(25);
    expect(second?.fromMs).toBe(4_000);
  });

  test("leaves out pieces that begin after the real end", async () => {
    const pieces = [
      { fromMs: 0, toMs: 8_000 },
      { fromMs: 8_000, toMs: 16_000 },
      { fromMs: 16_000, toMs: null },
    ];
    const files = await mended("clips/jfk.wav", plan({}, pieces));
    expect(files.map(({ fromMs, durationMs }) => [fromMs, durationMs])).toEqual([
      [0, 8_000],
      [8_000, 3_000],
    ]);
  });
});

describe.skipIf(!hasFfmpeg)("mending that cannot be done (needs ffmpeg)", () => {
  test.each([
    ["broken/random-bytes.mp3", "mp3", "mp3"],
    ["broken/hls-playlist.mp3", "mp3", "mp3"],
    ["broken/video-no-audio.mp4", "mp4", "aac"],
    ["broken/zero-duration.wav", "wav", "pcm_s16le"],
  ] as const)("of %s ends with the reason", async (name, container, codec) => {
    const made = await mender.mend(recording(name), plan({ source: { container, codec } }), folder, limits);
    expect(made).toMatchObject({ ok: false, code: "NOT_AUDIO" });
  });

  test("of a recording that unfolds to more than there is room for ends there", async () => {
    const small = ffmpegMender(programs, { maxBytes: 20_000 });
    const made = await small.mend(recording("clips/jfk.wav"), plan({ target: "wav" }), folder, limits);
    expect(made).toMatchObject({ ok: false, code: "EXIT", message: expect.stringContaining("20000 bytes") });
  });

  test("within its time limit, or after an abort, is given up", async () => {
    const path = recording("clips/jfk.wav");
    expect(await mender.mend(path, plan(), folder, { timeoutMs: 1 })).toMatchObject({ ok: false, code: "TIME_LIMIT" });
    const stopped = { timeoutMs: 60_000, signal: AbortSignal.abort() };
    expect(await mender.mend(path, plan(), folder, stopped)).toMatchObject({ ok: false, code: "ABORTED" });
  });

  test("in pieces leaves no file beside them", async () => {
    const pieces = [
      { fromMs: 0, toMs: 1_000 },
      { fromMs: 1_000, toMs: null },
    ];
    await writeFile(join(folder, "noise.wav"), "no recording");
    const made = await mender.mend(join(folder, "noise.wav"), plan({}, pieces), folder, limits);
    expect(made.ok).toBe(false);
    expect(await readdir(folder)).toEqual(["noise.wav"]);
  });

  test("into a folder that is not there, or of a file that is gone, is not blamed on the recording", async () => {
    const gone = join(folder, "gone");
    expect(await mender.mend(recording("clips/jfk.wav"), plan(), gone, limits)).toMatchObject({ code: "EXIT" });
    expect(await mender.mend(gone, plan(), folder, limits)).toMatchObject({ code: "EXIT" });
  });
});

test("mending without ffmpeg says what is missing", async () => {
  const made = await ffmpegMender(hostPrograms("/nowhere")).mend(recording("clips/jfk.wav"), plan(), tmpdir(), limits);
  expect(made).toEqual({ ok: false, code: "MISSING", message: "Not found on this machine: ffmpeg" });
});

test("a plan that writes nothing is nobody's to carry out", async () => {
  await expect(mender.mend("x.wav", { ...plan(), output: null }, "/nowhere", limits)).rejects.toThrow(TypeError);
});
