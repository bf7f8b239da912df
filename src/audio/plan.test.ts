import { describe, expect, test } from "vitest";
import { handMadeReport, type Told } from "../../test/hand-made-report.ts";
import type { AudioRules } from "../domain/audio-rules.ts";
import type { RepairOptions } from "../domain/repair.ts";
import { planRepair } from "./plan.ts";

const ANYTHING: AudioRules = {
  formats: null,
  maxBytes: null,
  minMs: null,
  maxMs: null,
  sampleRates: null,
  maxChannels: null,
  perChannel: true,
  targets: ["flac", "wav", "opus"],
  source: "made up",
};
const WAV: AudioRules = { ...ANYTHING, formats: [{ container: "wav", codecs: ["pcm_s16le"] }], targets: ["wav"] };
const HOUR_MS = 3_600_000;

const plan = (told: Told, rules: Partial<AudioRules> = {}, options: RepairOptions = {}) =>
  planRepair(handMadeReport(told), { ...ANYTHING, ...rules }, options);
const pickOf = (told: Told, rules: Partial<AudioRules> = {}) => plan(told, rules).output?.pick ?? "as it is";

/** Two channels with their p99, dBFS. */
const pair = (
  relation: "identical" | "near-identical" | "inverted" | "one-silent" | "distinct",
  left = -14,
  right = -14,
) => ({
  channels: { relation, levels: [left, right], loudest: left >= right ? 0 : 1, lagMs: 0 },
});

describe("a plan of repair", () => {
  test("leaves alone what nothing is wrong with", () => {
    expect(plan({})).toEqual({
      steps: [],
      output: null,
      pieces: [{ fromMs: 0, toMs: null }],
      refusals: [],
      bytes: 240_000,
    });
    expect(plan({ findings: ["clipping", "steady-noise", "mostly-silent", "low-sample-rate"] }).output).toBeNull();
  });

  test("refuses what an inspection rejects, for the same reasons", () => {
    const silent = { code: "silent", weight: "reject", message: "there is no sound" } as const;
    expect(plan({ findings: ["video-container", silent], format: { hasVideo: true } })).toMatchObject({
      refusals: [silent],
      steps: [],
      output: null,
    });
    const empty = { code: "empty-file", weight: "reject", message: "no bytes" } as const;
    expect(plan({ findings: [empty], format: null }).refusals).toEqual([empty]);
  });

  test("takes the sound of a film alone, and puts silence where its picture comes first", () => {
    const { steps, output } = plan({ format: { container: "mp4", codec: "aac", hasVideo: true }, bytes: 2e9 });
    expect(steps.map(({ kind }) => kind)).toEqual(["extract-audio"]);
    expect(output).toMatchObject({ target: "flac", sampleRate: 16_000, fillGaps: true });
    expect(plan({ format: { hasVideo: true, audioTracks: 2 } }).steps[0]?.words).toContain(
      "the first of its 2 audio tracks",
    );
  });

  test("makes a quiet recording so loud that nothing is cut flat", () => {
    const { steps, output } = plan({ findings: ["too-quiet"], levels: { peak: -57.34 } });
    expect(output?.gainDb).toBe(54.3);
    expect(steps).toMatchObject([{ kind: "raise-level", mends: "too-quiet", lossy: false }]);
    expect(plan({ findings: ["too-quiet"], levels: { peak: -4 } }).output).toBeNull();
    expect(plan({ levels: { peak: -57 } }).output).toBeNull();
  });

  test.each(["truncated", "decode-errors", "timestamp-gap", "duration-mismatch", "garbage-prefix"] as const)(
    "writes anew what has %s",
    (code) => {
      expect(plan({ findings: [code] }).steps).toMatchObject([{ kind: "convert", mends: code, needed: false }]);
    },
  );

  test("keeps the times of words where those of the recording jump", () => {
    expect(plan({ findings: ["timestamp-gap"] }).output?.fillGaps).toBe(true);
    expect(plan({ findings: ["duration-mismatch"] }).output?.fillGaps).toBe(false);
  });

  test("makes a big lossless recording smaller, and leaves a big lossy one", () => {
    const wav = { container: "wav", codec: "pcm_s16le" } as const;
    const big = plan({ bytes: 635e6, durationMs: HOUR_MS, format: wav });
    expect(big.steps).toMatchObject([{ kind: "convert", mends: null, needed: false }]);
    expect(big.bytes).toBeLessThan(70e6);
    expect(plan({ bytes: 58e6, durationMs: HOUR_MS }).output).toBeNull();
    expect(plan({ bytes: 58e6, durationMs: HOUR_MS }, {}, { lossy: true })).toMatchObject({
      steps: [{ kind: "convert", lossy: true, words: expect.stringContaining("58 MB become about 11 MB") }],
    });
    expect(plan({ bytes: 5e6, durationMs: 28_000, format: wav }).output).toBeNull();
    // It is FLAC with 16 kHz already.
    expect(plan({ bytes: 65e6, durationMs: HOUR_MS, format: { container: "flac", codec: "flac" } }).output).toBeNull();
  });

  test("says in words what is done, why, and what comes of it", () => {
    const told = { ...pair("inverted"), findings: ["dual-inverted", "duration-mismatch"] as const };
    expect(plan(told).steps.map(({ words }) => words)).toEqual([
      "Sends the left channel alone: the right one is the left upside down, and mixed they cancel each other out.",
      "Converts it: its new header tells the right length. Written as FLAC, 16 kHz, one channel, about 541 kB.",
    ]);
  });
});

describe("the channels that are sent", () => {
  test("are one of those that hold the same", () => {
    expect(pickOf(pair("identical"))).toEqual({ kind: "one", channel: 0 });
    expect(pickOf(pair("inverted", -20, -14))).toEqual({ kind: "one", channel: 0 });
  });

  test("are the louder one of near-identical ones, else the earlier", () => {
    expect(pickOf(pair("near-identical", -20, -14))).toEqual({ kind: "one", channel: 1 });
    expect(pickOf(pair("near-identical", -14, -20))).toEqual({ kind: "one", channel: 0 });
    const late = (lagMs: number) => ({ channels: { ...pair("near-identical").channels, lagMs } });
    expect(pickOf(late(-20))).toEqual({ kind: "one", channel: 0 });
    expect(pickOf(late(20))).toEqual({ kind: "one", channel: 1 });
  });

  test("are the one that speaks beside a silent one", () => {
    expect(pickOf(pair("one-silent", -127, -14))).toEqual({ kind: "one", channel: 1 });
  });

  test("are both when they differ, and never mixed where both are taken", () => {
    expect(pickOf(pair("distinct"))).toBe("as it is");
    expect(plan(pair("distinct"), WAV).output).toMatchObject({ pick: { kind: "keep" }, channels: 2 });
    expect(plan(pair("distinct"), { maxChannels: 1 })).toMatchObject({
      steps: [{ kind: "mix-channels", needed: true }],
      output: { pick: { kind: "mix" }, channels: 1 },
    });
  });

  test("are the only one that speaks of many, else all of them mixed", () => {
    const many = (silent: readonly number[]) => ({
      channels: { relation: "many" as const, levels: [-90, -90, -14, -90], silent, loudest: 2 },
    });
    expect(pickOf(many([0, 1, 3]))).toEqual({ kind: "one", channel: 2 });
    expect(pickOf(many([0]))).toEqual({ kind: "mix" });
  });

  test("are needed steps where the provider takes no more than one", () => {
    expect(plan(pair("identical"), { maxChannels: 1 }).steps).toMatchObject([{ kind: "take-channel", needed: true }]);
    expect(plan(pair("identical")).steps).toMatchObject([{ kind: "take-channel", needed: false }]);
  });

  test("are all of them when nobody listened, unless the provider takes fewer", () => {
    const unheard = { channels: null, format: { channels: 2 } };
    expect(pickOf(unheard)).toBe("as it is");
    expect(pickOf(unheard, { maxChannels: 1 })).toEqual({ kind: "mix" });
  });
});

describe("what is written", () => {
  test("is the smallest that the provider takes and loses nothing, unless a loss is allowed", () => {
    const video = { format: { hasVideo: true } };
    expect(plan(video).output?.target).toBe("flac");
    expect(plan(video, { targets: ["wav", "opus"] }).output?.target).toBe("wav");
    const lossy = plan(video, {}, { lossy: true });
    expect(lossy.output?.target).toBe("opus");
    expect(lossy.steps.at(-1)?.lossy).toBe(true);
    expect(plan(video, {}, { to: "wav" }).output?.target).toBe("wav");
  });

  test("has 16 kHz, or what the recording has when that is less and taken", () => {
    const rate = (sampleRate: number, rules: Partial<AudioRules> = {}, options: RepairOptions = { convert: true }) =>
      plan({ format: { sampleRate } }, rules, options).output?.sampleRate;
    expect(rate(44_100)).toBe(16_000);
    expect(rate(8_000)).toBe(8_000);
    expect(rate(8_000, { sampleRates: [16_000] })).toBe(16_000);
    expect(rate(11_025, {}, { to: "opus" })).toBe(16_000);
    expect(plan({ format: { sampleRate: 48_000, codec: "opus" } }, {}, { to: "wav" }).output?.sampleRate).toBe(16_000);
  });

  test("is asked for by the provider's rules, which are named", () => {
    const { steps } = plan({}, WAV);
    expect(steps).toMatchObject([{ kind: "convert", mends: null, needed: true }]);
    expect(steps[0]?.words).toContain("the provider takes only wav (pcm_s16le)");
  });

  test("is nothing where only a loss nobody allowed would do, and that is a refusal only when it must be converted", () => {
    const rules = { formats: [{ container: "ogg", codecs: ["opus"] }] as const, targets: ["opus"] as const };
    expect(plan({}, rules).refusals).toMatchObject([{ code: "not-taken", weight: "reject" }]);
    expect(plan({}, rules, { lossy: true }).output?.target).toBe("opus");
    expect(plan(pair("identical"), { targets: ["opus"] })).toMatchObject({ output: null, refusals: [] });
  });

  test("is made on request even of what nothing is wrong with", () => {
    expect(plan({}, {}, { convert: true })).toMatchObject({
      steps: [{ kind: "convert", needed: true, words: expect.stringContaining("as asked for") }],
      output: { target: "flac", source: { container: "mp3", codec: "mp3" } },
    });
  });
});

describe("a recording over a limit", () => {
  const pauses = Array.from({ length: 700 }, (_, index) => ({
    fromMs: index * 5_000 + 4_500,
    toMs: index * 5_000 + 5_000,
  }));
  const hour = { bytes: 58e6, durationMs: HOUR_MS, levels: { pauses } };
  const small = { maxBytes: 26e6 };

  test("is sent in pieces that are each within it, cut at pauses", () => {
    const { steps, pieces, output } = plan(hour, small);
    expect(steps.map(({ kind }) => kind)).toEqual(["convert", "split"]);
    expect(output?.target).toBe("flac");
    expect(pieces[0]?.fromMs).toBe(0);
    expect(pieces.at(-1)?.toMs).toBeNull();
    for (const [index, { fromMs, toMs }] of pieces.entries()) {
      if (index > 0) expect(fromMs).toBe(pieces[index - 1]?.toMs);
      // 16 kHz with 16 bits, which FLAC never makes larger by more than a hundredth.
      expect((((toMs ?? HOUR_MS) - fromMs) / 1_000) * 32_000 * 1.01).toBeLessThan(26e6);
    }
    expect(steps[1]?.words).toContain("cut at pauses: the provider takes at most 26 MB");
  });

  test("is sent whole where a loss is allowed that makes it small enough", () => {
    expect(plan(hour, small, { lossy: true })).toMatchObject({
      pieces: [{ fromMs: 0, toMs: null }],
      output: { target: "opus" },
    });
  });

  test("is cut where there is no pause, with what both pieces hear told", () => {
    const { steps, pieces } = plan({ ...hour, levels: null }, { maxMs: 1_500_000 });
    expect(pieces).toEqual([
      { fromMs: 0, toMs: 1_500_000 },
      { fromMs: 1_495_000, toMs: 2_995_000 },
      { fromMs: 2_990_000, toMs: null },
    ]);
    expect(steps.at(-1)?.words).toContain("3 pieces, where there is no pause to cut in both pieces have the same 5 s");
    expect(steps.at(-1)?.words).toContain("the provider takes at most 25 min");
  });

  test("is refused where it must stay in one piece", () => {
    expect(plan(hour, { maxMs: 60_000 }, { split: false }).refusals).toMatchObject([{ code: "over-limit" }]);
    expect(plan(hour, { maxBytes: 50_000 }).refusals).toMatchObject([{ code: "over-limit" }]);
  });

  test("that is too short is refused with both lengths", () => {
    expect(plan({ durationMs: 120 }, { minMs: 160 }).refusals).toEqual([
      { code: "too-short", weight: "reject", message: "It is 0.12 s long; the provider takes at least 0.16 s." },
    ]);
  });

  test("is not passed by mending what can be sent as it is, unless nobody would be heard in it", () => {
    const twice = { ...hour, bytes: 20e6, ...pair("identical"), findings: ["dual-identical"] as const };
    expect(plan(twice, small)).toMatchObject({ output: null, refusals: [] });
    expect(plan({ ...twice, ...pair("inverted"), findings: ["dual-inverted"] }, small).pieces.length).toBeGreaterThan(
      1,
    );
    expect(plan({ ...twice, ...pair("inverted") }, small, { split: false })).toMatchObject({
      output: null,
      refusals: [],
    });
  });

  test("has pieces by its own clock, away from pauses that were counted in another", () => {
    const told = { ...hour, bytes: 1e6, findings: ["timestamp-gap"] as const };
    const { pieces } = plan(told, { maxMs: HOUR_MS / 2 });
    expect(pieces[1]?.fromMs).toBe(HOUR_MS / 2 - 5_000);
  });
});
