import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import type { ProgramEnd, Programs } from "../domain/programs.ts";
import { toWav } from "./ffmpeg.ts";
import { pocketsphinxRecogniser } from "./pocketsphinx.ts";
import { hostPrograms } from "./programs.ts";

const sample = (name: string) => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));
const tricky = (name: string) => fileURLToPath(new URL(`../../test/audio/${name}`, import.meta.url));

const tempDir = await mkdtemp(join(tmpdir(), "recogniser-test-"));
afterAll(() => rm(tempDir, { recursive: true }));

const limits = { timeoutMs: 60_000 };
const programs = hostPrograms();
const recogniser = pocketsphinxRecogniser(programs, { tempDir });
const missing = await recogniser.missing();

describe.skipIf(missing.includes("ffmpeg"))("on real files (needs ffmpeg)", () => {
  test.each([
    ["a playlist", "broken/hls-playlist.mp3"],
    ["a script that names other files", "broken/concat-script.mp3"],
    ["an HTML page", "broken/html-error-page.wav"],
    ["a PDF", "broken/pdf-renamed.flac"],
    ["a header without samples", "broken/zero-duration.wav"],
  ])("%s is no audio, whatever its name", async (_what, name) => {
    expect(await recogniser.recognise(tricky(name), limits)).toMatchObject({ ok: false, code: "NOT_AUDIO" });
    expect(await readdir(tempDir)).toEqual([]);
  });

  test("a playlist's addresses and a script's files are not opened", async () => {
    let asked = 0;
    const server = createServer((_request, reply) => {
      asked += 1;
      reply.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const folder = await mkdtemp(join(tmpdir(), "playlists-"));
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/part.ts`;
      const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${address}\n#EXT-X-ENDLIST\n`;
      const script = `ffconcat version 1.0\nfile '${sample("goforward.wav")}'\n`;
      for (const [name, text] of Object.entries({ "playlist.mp3": playlist, "script.mp3": script })) {
        await writeFile(join(folder, name), text);
        expect(await recogniser.recognise(join(folder, name), limits)).toMatchObject({ code: "NOT_AUDIO" });
      }
      expect(asked).toBe(0);
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  });

  test("Opus is decoded without the burst that ffmpeg's own decoder adds", async () => {
    const peak = async (codec: string) => {
      const output = join(tempDir, "opus.wav");
      const args = toWav(tricky("channels/dup-stereo.ogg"), output, { codec, leadMs: 0, maxMs: 60_000 });
      expect(await programs.run("ffmpeg", args, { ...limits, outputBytes: 1000 })).toMatchObject({ code: 0 });
      const bytes = await readFile(output);
      await rm(output);
      const samples = new Int16Array(bytes.buffer, bytes.byteOffset + 44, (bytes.length - 44) / 2);
      return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    };
    expect(await peak("opus")).toBeLessThan(28_000);
  });

  test("a recording beyond the limit is refused rather than cut", async () => {
    const strict = pocketsphinxRecogniser(programs, { tempDir, maxSeconds: 2 });
    expect(await strict.recognise(sample("goforward.wav"), limits)).toMatchObject({ ok: false, code: "TOO_LONG" });
  });

  test("a file that is not there is this machine's trouble, and says so", async () => {
    const heard = await recogniser.recognise("/nowhere/x.wav", limits);
    expect(heard).toMatchObject({ ok: false, code: "EXIT", message: expect.stringContaining("ENOENT") });
  });

  test("a time limit and an abort end it at once, and no file stays behind", async () => {
    expect(await recogniser.recognise(sample("lj050-0131.wav"), { timeoutMs: 1 })).toMatchObject({
      code: "TIME_LIMIT",
    });
    const signal = AbortSignal.abort();
    expect(await recogniser.recognise(sample("lj050-0131.wav"), { ...limits, signal })).toMatchObject({
      code: "ABORTED",
    });
    expect(await readdir(tempDir)).toEqual([]);
  });
});

test.skipIf(missing.length > 0)("hears a real recording (needs ffmpeg and pocketsphinx)", async () => {
  const heard = await recogniser.recognise(sample("goforward.wav"), limits);
  expect(heard).toMatchObject({ ok: true, text: "go forward ten meters", durationMs: 2786 });
  if (!heard.ok) return;
  expect(heard.words.map((word) => word.text)).toEqual(["go", "forward", "ten", "meters"]);
  expect(heard.words[0]?.startMs).toBeGreaterThan(300);
  expect(heard.words.at(-1)?.endMs).toBeLessThan(2300);
  for (const word of heard.words) expect(word.confidence).toBeGreaterThan(0);
  expect(await readdir(tempDir)).toEqual([]);
});

describe("on a machine that lacks something", () => {
  const done: ProgramEnd = { kind: "exited", code: 0, stdout: "", stderr: "" };
  const machine = (lacks: readonly string[], loads: ProgramEnd = done): Programs => ({
    run: async (program) => {
      if (lacks.includes(program)) return { kind: "missing", program };
      if (program === "ffprobe") return { ...done, stdout: "mp3\n" };
      if (program === "ffmpeg") return { ...done, code: 1, stderr: "No space left on device" };
      return loads;
    },
    version: async (program) => (lacks.includes(program) ? null : "1"),
  });

  test.each([
    [[], []],
    [["ffprobe"], ["ffmpeg"]],
    [["pocketsphinx_continuous"], ["pocketsphinx", "pocketsphinx-en-us"]],
  ])("without %j it names the packages %j", async (lacks, names) => {
    expect(await pocketsphinxRecogniser(machine(lacks)).missing()).toEqual(names);
  });

  test("names the models when the program cannot load them", async () => {
    const noModels = machine([], { ...done, code: 1 });
    expect(await pocketsphinxRecogniser(noModels).missing()).toEqual(["pocketsphinx-en-us"]);
  });

  test("says what is missing when it is asked to recognise", async () => {
    const bare = pocketsphinxRecogniser(machine(["ffprobe", "ffmpeg"]), { tempDir });
    expect(await bare.recognise(sample("goforward.wav"), limits)).toEqual({
      ok: false,
      code: "MISSING",
      message: "Not found on this machine: ffmpeg",
    });
  });

  test("does not blame the recording for a full disk", async () => {
    const full = pocketsphinxRecogniser(machine([]), { tempDir });
    const heard = await full.recognise(sample("goforward.wav"), limits);
    expect(heard).toMatchObject({ code: "EXIT", message: expect.stringContaining("No space left") });
  });
});
