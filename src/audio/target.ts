import type { AudioFormat } from "../domain/audio-report.ts";
import type { AudioRules, RepairTarget } from "../domain/audio-rules.ts";
import type { RepairOptions } from "../domain/repair.ts";
import { usualBytes } from "./sizes.ts";

/** What recognisers listen at; below it they miss words, above it they hear no more. Hz. */
const SPEECH_RATE = 16_000;

export const TARGET_NAMES: Readonly<Record<RepairTarget, string>> = { flac: "FLAC", wav: "WAV", opus: "Ogg Opus" };

/** The smallest that the provider takes; null when all of them lose something and nobody allowed that. */
export function chooseTarget(rules: AudioRules, { to, lossy = false }: RepairOptions): RepairTarget | null {
  if (to !== undefined) return to;
  const allowed = rules.targets.filter((target) => lossy || target !== "opus");
  const size = (target: RepairTarget) => usualBytes({ target, sampleRate: SPEECH_RATE, channels: 1 }, 1_000);
  return [...allowed].sort((one, other) => size(one) - size(other))[0] ?? null;
}

/** Samples a second, Hz: 16,000, or less where the recording has no more and the provider takes that. */
export function rateFor(target: RepairTarget, { sampleRate, codec }: AudioFormat, { sampleRates }: AudioRules): number {
  if (sampleRates !== null && !sampleRates.includes(SPEECH_RATE)) return sampleRates[0] ?? SPEECH_RATE;
  const own = codec === "opus" ? null : sampleRate;
  // A higher rate adds nothing to what is there. Opus knows only a few, and 16 kHz is one of them.
  if (target === "opus" || sampleRates !== null || own === null) return SPEECH_RATE;
  return Math.min(own, SPEECH_RATE);
}

/** Whether a codec, by ffmpeg's name, keeps all that it was given. */
export function isLossless(codec: string | null): boolean {
  return codec !== null && (/^pcm_(?!mulaw|alaw)/.test(codec) || LOSSLESS.includes(codec));
}

const LOSSLESS: readonly string[] = ["flac", "alac", "wavpack", "ape", "tta", "tak", "truehd", "mlp"];
