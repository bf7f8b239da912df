import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { GUIDE_TOLERANCE_MS } from "../src/audio/durations.ts";
import { inspectorHere } from "../src/compose-audio.ts";
import type { AudioReport } from "../src/domain/audio-report.ts";
import { hostPrograms } from "../src/programs/programs.ts";

const AUDIO = join(import.meta.dirname, "audio");
const PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";
const hasFfmpeg = (await hostPrograms(PATH).version("ffmpeg")) !== null;

interface Expected {
  readonly file: string;
  readonly bytes: number;
  readonly decodedSeconds: number;
  readonly verdict: AudioReport["verdict"];
  readonly codes: readonly string[];
}

const { files } = JSON.parse(readFileSync(join(AUDIO, "manifest.json"), "utf8")) as { files: readonly Expected[] };

/** What only informs, by the README of the recordings: it may be told or not. */
const INFORMATIVE = [
  ...["video-container", "low-sample-rate", "dual-distinct", "duration-undeclared", "band-limited", "dc-offset"],
];

/** Where another code than the manifest's is as good: the file, what we say, and why. */
const ARGUED: Readonly<Record<string, { readonly codes: readonly string[]; readonly why: string }>> = {};

const told = (codes: readonly string[]) => codes.filter((code) => !INFORMATIVE.includes(code)).sort();
const codesOf = (report: AudioReport) => report.findings.map(({ code }) => code);

const folder = await mkdtemp(join(tmpdir(), "inspected-"));
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!hasFfmpeg)("inspected with ffmpeg (needs ffmpeg)", () => {
  const inspector = inspectorHere({ pathVariable: PATH });
  /** Each file is inspected once, whatever is asked of it. */
  const reports = new Map<string, Promise<AudioReport>>();
  const inspect = (file: string) => {
    const report = reports.get(file) ?? inspector.inspect(join(AUDIO, file));
    reports.set(file, report);
    return report;
  };

  test.each(files)("$file is $verdict, for the reasons that the manifest has", async ({ file, verdict, codes }) => {
    const report = await inspect(file);
    expect(report.verdict).toBe(verdict);
    expect(told(codesOf(report))).toEqual(told(ARGUED[file]?.codes ?? codes));
  });

  test("nearly all codes are the manifest's own", () => {
    expect(files).toHaveLength(125);
    expect(Object.keys(ARGUED).length).toBeLessThanOrEqual(3);
  });

  test("whatever is not rejected was heard to its end", async () => {
    for (const { file, decodedSeconds, verdict, bytes } of files) {
      if (verdict === "reject") continue;
      const report = await inspect(file);
      expect(report, file).toMatchObject({ bytes, notChecked: null });
      expect((report.durations.decodedMs ?? 0) / 1000, file).toBeCloseTo(decodedSeconds, 1);
      expect(report.levels?.strip.length, file).toBeGreaterThan(0);
      expect(report.levels?.strip.length, file).toBeLessThanOrEqual(120);
    }
  }, 60_000);

  test("what a person reads has figures and no place of this machine in it", async () => {
    for (const { file } of files) {
      const { findings, notChecked } = await inspect(file);
      for (const { message } of findings) {
        expect(message, file).toMatch(/^[A-Z0-9].*[.]$/);
        expect(message, file).not.toContain(AUDIO);
      }
      expect(notChecked ?? "", file).not.toContain(AUDIO);
    }
  }, 60_000);

  test("pauses lie within the recording, in order, and are long enough", async () => {
    const { levels, durations } = await inspect("clips/simplicissimus-de.mp3");
    const pauses = levels?.pauses ?? [];
    expect(pauses.length).toBeGreaterThan(10);
    let end = 0;
    for (const { fromMs, toMs } of pauses) {
      expect(fromMs).toBeGreaterThanOrEqual(end);
      expect(toMs - fromMs).toBeGreaterThanOrEqual(300);
      end = toMs;
    }
    expect(end).toBeLessThanOrEqual(durations.decodedMs ?? 0);
  });

  test.each([
    ["formats/jfk.flac", 0.05],
    ["formats/jfk-opus.ogg", 0.1],
    ["formats/jfk-faststart.m4a", 0.1],
    ["formats/jfk.webm", 0.15],
    ["formats/jfk.mp3", 0.05],
    ["clips/jfk.wav", 0.01],
  ])(
    "%s cut off anywhere in its sound is truncated",
    async (file, headShare) => {
      const bytes = await readFile(join(AUDIO, file));
      const name = file.split("/").at(-1) ?? "";
      const cut = fc.double({ min: headShare, max: 0.93, noNaN: true });
      await fc.assert(
        fc.asyncProperty(cut, async (share) => {
          const path = join(folder, name);
          await writeFile(path, bytes.subarray(0, Math.floor(bytes.length * share)));
          const report = await inspector.inspect(path);
          expect(report.verdict).toBe("warn");
          expect(told(codesOf(report))).toEqual(["truncated"]);
        }),
        { numRuns: 8 },
      );
    },
    60_000,
  );

  test("the tolerance of lengths can be set: what is fine by default is a mismatch by the guide's 10 ms", async () => {
    const strict = await inspector.inspect(join(AUDIO, "formats/austen.wma"), { toleranceMs: GUIDE_TOLERANCE_MS });
    expect(codesOf(await inspect("formats/austen.wma"))).toEqual([]);
    expect(strict.durations.agree).toBe(false);
    expect(codesOf(strict)).toEqual(["duration-mismatch"]);
  });

  test("a time limit ends the decoding, and the structure is told all the same", async () => {
    const report = await inspector.inspect(join(AUDIO, "clips/sonnet-1.mp3"), { timeoutMs: 1 });
    expect(report).toMatchObject({ verdict: "ok", levels: null, format: { container: "mp3", channels: 2 } });
    expect(report.notChecked).toMatch(/^levels not checked: it took longer than /);
  });

  test("an abort rejects with its reason", async () => {
    const abort = new AbortController();
    const report = inspector.inspect(join(AUDIO, "clips/sonnet-1.mp3"), { signal: abort.signal });
    abort.abort(new Error("never mind"));
    await expect(report).rejects.toThrow("never mind");
  });
});

describe("inspected without ffmpeg", () => {
  const inspector = inspectorHere({ pathVariable: "/nowhere" });
  /** What only the sound tells. */
  const HEARD = [
    ...["silent", "steady-noise", "too-quiet", "mostly-silent", "clipping", "channel-silent"],
    ...["dual-inverted", "dual-identical", "dual-near-identical", "dual-distinct", "dc-offset", "band-limited"],
  ];

  test("every file is told all that its structure shows, and why its levels are not", async () => {
    for (const { file, codes } of files) {
      const report = await inspector.inspect(join(AUDIO, file));
      const structural = told(codes).filter((code) => !HEARD.includes(code) && code !== "decode-errors");
      expect(
        told(codesOf(report)).filter((code) => code !== "decode-errors"),
        file,
      ).toEqual(structural);
      expect(report.levels, file).toBeNull();
      if (report.verdict !== "reject") expect(report.notChecked, file).toBe("levels not checked: ffmpeg not found");
    }
  });

  test("a quick look says that nobody listened", async () => {
    const report = await inspector.inspect(join(AUDIO, "silence/digital-silence.wav"), { quick: true });
    expect(report).toMatchObject({
      verdict: "ok",
      levels: null,
      notChecked: "levels not checked: only the structure was asked for",
    });
  });
});
