import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planRepair } from "../src/audio/plan.ts";
import { brokenRules } from "../src/audio/rules.ts";
import type { AudioContainer, AudioFormat, AudioReport } from "../src/domain/audio-report.ts";
import type { AudioRules, RepairTarget } from "../src/domain/audio-rules.ts";
import type { RepairPlan } from "../src/domain/repair.ts";
import { ASSEMBLYAI_FACTS } from "../src/providers/assemblyai/facts.ts";
import { DEEPGRAM_FACTS } from "../src/providers/deepgram/facts.ts";
import { ELSA_FACTS } from "../src/providers/elsa/facts.ts";
import { LOCAL_FACTS } from "../src/providers/local/facts.ts";
import { OPENAI_FACTS } from "../src/providers/openai/facts.ts";
import { handMadeReport } from "./hand-made-report.ts";

const FACTS = [
  ["assemblyai", ASSEMBLYAI_FACTS],
  ["deepgram", DEEPGRAM_FACTS],
  ["elsa", ELSA_FACTS],
  ["local", LOCAL_FACTS],
  ["openai", OPENAI_FACTS],
] as const;

const rulesOf = (facts: (typeof FACTS)[number][1]): AudioRules => {
  if (facts.audio === undefined) throw new Error("this provider tells nothing of the recordings it takes");
  return facts.audio;
};

const WRITTEN: Readonly<Record<RepairTarget, { container: AudioContainer; codec: string }>> = {
  flac: { container: "flac", codec: "flac" },
  wav: { container: "wav", codec: "pcm_s16le" },
  opus: { container: "ogg", codec: "opus" },
};

function formatOf({ target, sampleRate, channels }: NonNullable<RepairPlan["output"]>): AudioFormat {
  return {
    ...WRITTEN[target],
    sampleRate,
    channels,
    bitsPerSample: 16,
    hasVideo: false,
    audioTracks: 1,
    indexAtEnd: false,
  };
}

const KINDS: readonly (readonly [AudioContainer, string])[] = [
  ["wav", "pcm_s24le"],
  ["wav", "gsm_ms"],
  ["mp3", "mp3"],
  ["mp4", "aac"],
  ["ogg", "vorbis"],
  ["flac", "flac"],
  ["amr", "amr_nb"],
  ["asf", "wmav2"],
];

const reports: fc.Arbitrary<AudioReport> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    sampleRate: fc.constantFrom(8_000, 11_025, 16_000, 44_100, 48_000),
    relation: fc.constantFrom("mono", "identical", "near-identical", "inverted", "one-silent", "distinct", "many"),
    durationMs: fc.integer({ min: 1, max: 16 * 3_600_000 }),
    bytesPerS: fc.integer({ min: 1_000, max: 300_000 }),
    hasVideo: fc.boolean(),
    quiet: fc.boolean(),
    pauseEveryMs: fc.option(fc.integer({ min: 2_000, max: 600_000 })),
  })
  .map(({ kind: [container, codec], sampleRate, relation, durationMs, bytesPerS, hasVideo, quiet, pauseEveryMs }) => {
    const channels = relation === "mono" ? 1 : relation === "many" ? 6 : 2;
    const count = pauseEveryMs === null ? 0 : Math.min(2_000, Math.floor(durationMs / pauseEveryMs));
    const pauses = Array.from({ length: count }, (_, index) => {
      const toMs = (index + 1) * (pauseEveryMs ?? 0);
      return { fromMs: toMs - 500, toMs };
    });
    return handMadeReport({
      bytes: Math.ceil((durationMs * bytesPerS) / 1_000),
      durationMs,
      format: { container, codec, sampleRate, channels, hasVideo },
      channels: { relation, levels: Array.from({ length: channels }, () => -14) },
      levels: { pauses, peak: quiet ? -60 : -3 },
      findings: quiet ? ["too-quiet"] : [],
    });
  });

const options = fc.record({ lossy: fc.boolean(), convert: fc.boolean() });

describe.each(FACTS)("the recordings that %s takes", (_name, facts) => {
  const rules = rulesOf(facts);

  test("are told with their source and its month, in figures that leave something to send", () => {
    expect(rules.source).toMatch(/20\d\d-\d\d$/);
    expect(rules.minMs ?? 0).toBeLessThan(rules.maxMs ?? Number.POSITIVE_INFINITY);
    expect(rules.maxBytes ?? 1e9).toBeGreaterThan(1_000_000);
    expect(rules.maxChannels ?? 1).toBeGreaterThan(0);
  });

  test("may be each of those that a recording is converted into, and one of them loses nothing", () => {
    for (const target of rules.targets) {
      const { container, codec } = WRITTEN[target];
      const taken = rules.formats?.find((one) => one.container === container);
      expect(rules.formats === null || (taken !== undefined && (taken.codecs?.includes(codec) ?? true))).toBe(true);
    }
    expect(rules.targets.some((target) => target !== "opus")).toBe(true);
  });

  test("are what a plan makes of any recording, piece by piece, unless it refuses it", () => {
    fc.assert(
      fc.property(reports, options, (report, asked) => {
        const plan = planRepair(report, rules, asked);
        if (plan.refusals.length > 0) return;
        if (plan.output === null) {
          const { format, bytes, durations } = report;
          if (format === null) throw new Error("a recording has a format");
          expect(brokenRules({ format, bytes, durationMs: durations.believedMs }, rules)).toEqual([]);
          return;
        }
        const totalMs = report.durations.believedMs ?? 0;
        for (const { fromMs, toMs } of plan.pieces) {
          const durationMs = (toMs ?? totalMs) - fromMs;
          const format = formatOf(plan.output);
          // At its largest: as FLAC of noise.
          const perSecond = plan.output.target === "opus" ? 6_000 : plan.output.sampleRate * 2;
          const bytes = Math.ceil((durationMs * perSecond * plan.output.channels) / 1_000) + 9_000;
          expect(brokenRules({ format, bytes, durationMs }, rules)).toEqual([]);
        }
      }),
    );
  });

  test("are refused only for being too short where a recording may be sent in pieces", () => {
    fc.assert(
      fc.property(reports, options, (report, asked) => {
        const tooShort = (report.durations.believedMs ?? 0) < (rules.minMs ?? 0);
        const codes = planRepair(report, rules, asked).refusals.map(({ code }) => code);
        expect(codes).toEqual(tooShort ? ["too-short"] : []);
      }),
    );
  });

  test("lose nothing by mending that nobody allowed to", () => {
    fc.assert(
      fc.property(reports, (report) => {
        const { steps, output } = planRepair(report, rules);
        expect(steps.filter(({ lossy }) => lossy)).toEqual([]);
        expect(output?.target).not.toBe("opus");
      }),
    );
  });
});
