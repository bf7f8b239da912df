import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AudioCode, AudioReport } from "../../src/domain/audio-report.ts";
import type { AudioRules } from "../../src/domain/audio-rules.ts";
import type { Mended } from "../../src/domain/inspector.ts";
import type { RepairPlan } from "../../src/domain/repair.ts";
import type { Means } from "../../src/engine/means.ts";
import { assemblyai } from "../../src/providers/assemblyai/client.ts";

type Weight = AudioReport["findings"][number]["weight"];

/** A sound recording of 20 s, but for what is said here. */
export function reportOf(
  found: Partial<Record<AudioCode, Weight>> = {},
  about: Partial<AudioReport> = {},
): AudioReport {
  const findings = Object.entries(found).map(([code, weight]) => {
    return { code: code as AudioCode, weight, message: `it is ${code}` };
  });
  const weights = findings.map(({ weight }) => weight);
  return {
    file: "call.mp3",
    bytes: 320_000,
    verdict: weights.includes("reject") ? "reject" : weights.includes("warn") ? "warn" : "ok",
    findings,
    format: {
      container: "wav",
      codec: "pcm_s16le",
      sampleRate: 16_000,
      channels: 2,
      bitsPerSample: 16,
      hasVideo: false,
      audioTracks: 1,
      indexAtEnd: false,
    },
    durations: {
      declaredMs: 20_000,
      packetsMs: null,
      decodedMs: 20_000,
      believedMs: 20_000,
      believed: "decoded",
      spreadMs: 0,
      agree: true,
      why: "it was decoded",
    },
    levels: null,
    channels: null,
    notChecked: null,
    ...about,
  };
}

/** Writes one small file for each piece of the plan, unless it is told what comes of it. */
export function tools(report: AudioReport, made?: Mended) {
  const plans: RepairPlan[] = [];
  let inspections = 0;
  const recordings: NonNullable<Means["recordings"]> = {
    inspector: {
      inspect: async () => {
        inspections += 1;
        return report;
      },
      close: async () => undefined,
    },
    mender: {
      mend: async (_path, plan, folder) => {
        plans.push(plan);
        if (made !== undefined) return made;
        const files = plan.pieces.map(async ({ fromMs, toMs }, index) => {
          const path = join(folder, `piece-${index}`);
          const text = `mended from ${fromMs} to ${toMs}`;
          await writeFile(path, text);
          return { path, bytes: text.length, durationMs: (toMs ?? 20_000) - fromMs, fromMs };
        });
        return { ok: true, files: await Promise.all(files) };
      },
    },
  };
  return { recordings, plans, inspections: () => inspections };
}

/** The provider with rules of its own for what it takes. */
export function choosy(rules: Partial<AudioRules>): typeof assemblyai {
  const { audio } = assemblyai.facts;
  if (audio === undefined) throw new Error("AssemblyAI's rules are not known");
  return { ...assemblyai, facts: { ...assemblyai.facts, audio: { ...audio, ...rules } } };
}
