import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planRepair } from "../src/audio/plan.ts";
import { inspectorHere, mender } from "../src/compose-audio.ts";
import type { AudioReport } from "../src/domain/audio-report.ts";
import type { AudioRules } from "../src/domain/audio-rules.ts";
import type { RepairPlan } from "../src/domain/repair.ts";
import { hostPrograms } from "../src/programs/programs.ts";
import { ASSEMBLYAI_AUDIO } from "../src/providers/assemblyai/audio.ts";
import { ELSA_AUDIO } from "../src/providers/elsa/audio.ts";

const settings = { pathVariable: process.env.PATH ?? "" };
const hasFfmpeg = (await hostPrograms(settings.pathVariable).version("ffmpeg")) !== null;
const inspector = inspectorHere(settings);
const pathOf = (name: string) => fileURLToPath(new URL(`audio/${name}`, import.meta.url));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mending-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Mending {
  readonly before: AudioReport;
  readonly plan: RepairPlan;
  readonly after: readonly AudioReport[];
}

async function mend(name: string, rules: AudioRules): Promise<Mending> {
  const own = await mkdtemp(join(folder, "one-"));
  const before = await inspector.inspect(pathOf(name));
  const plan = planRepair(before, rules);
  const made = await mender(settings).mend(pathOf(name), plan, own, { timeoutMs: 60_000 });
  if (!made.ok) throw new Error(`${made.code}: ${made.message}`);
  const after: AudioReport[] = [];
  for (const file of made.files) after.push(await inspector.inspect(file.path));
  return { before, plan, after };
}

const told = ({ findings }: AudioReport) => findings.map(({ code }) => code);
const hash = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");

describe.skipIf(!hasFfmpeg)("a recording that was mended (needs ffmpeg)", () => {
  test.each([
    "broken/garbage-middle.flac",
    "broken/garbage-prefix.mp3",
    "broken/truncated-faststart.m4a",
    "channels/dup-stereo-20ms-late.wav",
    "channels/dup-stereo-inverted.wav",
    "channels/dup-stereo.ogg",
    "channels/right-silent.wav",
    "channels/surround-centre-only.flac",
    "duration/m4a-says-1h.m4a",
    "duration/mp3-vbr-no-xing.mp3",
    "duration/wav-says-0.wav",
    "duration/webm-timestamp-gap.webm",
    "formats/cards-48k-24bit-stereo.wav",
    "formats/two-audio-tracks.mp4",
    "silence/very-quiet-speech.wav",
  ])("has nothing wrong with it any more, and its original is as it was: %s", async (name) => {
    const print = await hash(pathOf(name));
    const { before, plan, after } = await mend(name, ASSEMBLYAI_AUDIO);
    expect(before.verdict).toBe("warn");
    expect(after.map(({ verdict }) => verdict)).toEqual(["ok"]);
    expect(after.flatMap(told)).toEqual([]);
    expect(after[0]?.format).toMatchObject({ container: "flac", sampleRate: 16_000, channels: 1, bitsPerSample: 16 });
    expect(plan.steps).not.toEqual([]);
    expect(await hash(pathOf(name))).toBe(print);
  });

  test.each([
    "formats/jfk.ts",
    "formats/jfk.amr",
    "formats/austen.wma",
    "formats/austen-rf64.wav",
    "formats/jfk-8k-gsm.wav",
  ])("is taken by a provider that did not take it, and is as long as before: %s", async (name) => {
    const { before, after } = await mend(name, ELSA_AUDIO);
    for (const one of after) {
      expect(planRepair(one, ELSA_AUDIO)).toMatchObject({ steps: [], refusals: [] });
      expect(Math.abs((one.durations.decodedMs ?? 0) - (before.durations.decodedMs ?? 0))).toBeLessThan(2);
    }
  });

  test("has its speech at the level it had, though its channels were inverted", async () => {
    const { before, after } = await mend("channels/dup-stereo-inverted.wav", ASSEMBLYAI_AUDIO);
    expect(Math.abs((after[0]?.levels?.p95 ?? 0) - (before.levels?.p95 ?? 0))).toBeLessThan(1);
  });

  test("keeps two speakers on two channels where the provider tells them apart", async () => {
    const name = "channels/two-speakers-dual.wav";
    const report = await inspector.inspect(pathOf(name));
    expect(planRepair(report, ASSEMBLYAI_AUDIO).output).toBeNull();
    const plan = planRepair(report, ASSEMBLYAI_AUDIO, { convert: true });
    const made = await mender(settings).mend(pathOf(name), plan, folder, { timeoutMs: 60_000 });
    const after = await inspector.inspect(made.ok ? (made.files[0]?.path ?? "") : "");
    expect(after.channels?.relation).toBe("distinct");
  });

  test("in pieces was cut where nobody speaks, and the pieces are all of it", async () => {
    const { plan, after, before } = await mend("clips/sonnet-1.mp3", { ...ASSEMBLYAI_AUDIO, maxMs: 20_000 });
    const pauses = before.levels?.pauses ?? [];
    for (const { toMs } of plan.pieces.slice(0, -1)) {
      expect(pauses.some((pause) => toMs !== null && pause.fromMs <= toMs && toMs <= pause.toMs)).toBe(true);
    }
    const lengths = after.map(({ durations }) => durations.decodedMs ?? 0);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(20_000);
    const sum = lengths.reduce((all, one) => all + one, 0);
    expect(Math.abs(sum - (before.durations.decodedMs ?? 0))).toBeLessThan(2);
  });
});
