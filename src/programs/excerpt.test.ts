import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cutting, ffmpegExcerpter } from "./excerpt.ts";
import { hostPrograms } from "./programs.ts";

const AUDIO = fileURLToPath(new URL("../../test/audio", import.meta.url));
const programs = hostPrograms(process.env.PATH);
const hasFfmpeg = (await programs.version("ffmpeg")) !== null;
const LIMITS = { timeoutMs: 20_000 };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-excerpt-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const austen = { path: join(AUDIO, "clips/austen-0880.wav"), container: "wav", codec: "pcm_s16le" } as const;
const mp3 = { path: join(AUDIO, "formats/jfk.mp3"), container: "mp3", codec: "mp3" } as const;
const text = { path: join(AUDIO, "broken/text-renamed.mp3"), container: "mp3", codec: "mp3" } as const;

describe.skipIf(!hasFfmpeg)("an excerpt", () => {
  it.each([
    ["a WAV", austen, 1_000],
    ["an MP3", mp3, 2_000],
  ])("of %s is FLAC of the length that was asked for", async (_, source, ms) => {
    const path = join(folder, `${ms}.flac`);
    const made = await ffmpegExcerpter(programs).cut(source, { fromMs: 500, ms }, path, LIMITS);
    if (!made.ok) throw new Error(made.message);
    expect(Math.abs(made.durationMs - ms)).toBeLessThan(60);
    const bytes = await readFile(path);
    expect(bytes.length).toBe(made.bytes);
    expect(bytes.subarray(0, 4).toString()).toBe("fLaC");
  });

  it("ends where the recording ends", async () => {
    const made = await ffmpegExcerpter(programs).cut(
      mp3,
      { fromMs: 9_000, ms: 60_000 },
      join(folder, "end.flac"),
      LIMITS,
    );
    expect(made).toMatchObject({ ok: true });
    expect(made.ok && made.durationMs).toBeLessThan(2_500);
  });

  it("of what is no sound is none, and says why without a folder's name", async () => {
    const made = await ffmpegExcerpter(programs).cut(text, { fromMs: 0, ms: 1_000 }, join(folder, "none.flac"), LIMITS);
    expect(made).toMatchObject({ ok: false, code: "NOT_AUDIO" });
    expect(!made.ok && made.message).not.toContain(AUDIO);
  });
});

it("cannot be cut without ffmpeg, and says so", async () => {
  const none = { run: async () => ({ kind: "missing", program: "ffmpeg" }) as const };
  const made = await ffmpegExcerpter(none).cut(austen, { fromMs: 0, ms: 1_000 }, join(folder, "x.flac"), LIMITS);
  expect(made).toMatchObject({ ok: false, code: "MISSING" });
});

it("opens nothing but the recording, and carries none of its titles", () => {
  const args = cutting({ ...austen, path: "-y http:x" }, { fromMs: 1_500, ms: 2_000 }, "/out/s.flac").join(" ");
  expect(args).toContain("-protocol_whitelist file,pipe");
  expect(args).toContain("-ss 1500ms -t 2000ms -i file:-y http:x");
  expect(args).toContain("-map_metadata -1");
});
