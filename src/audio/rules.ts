import type { AudioFormat } from "../domain/audio-report.ts";
import type { AudioRules } from "../domain/audio-rules.ts";
import { lengthInWords, listed, rateInWords, sizeInWords } from "./amounts.ts";

/** What is known of a recording, or of what conversion would make of it. */
export interface Sendable {
  readonly format: AudioFormat;
  /** Null where nobody can tell. */
  readonly bytes: number | null;
  readonly durationMs: number | null;
}

/** A rule that a recording breaks, in words that follow on "the provider takes". */
export interface BrokenRule {
  readonly rule: "format" | "rate" | "channels" | "bytes" | "too-long" | "too-short";
  readonly words: string;
}

/**
 * The rules of a provider that a recording breaks; what is not known of it breaks none, but for its codec where only some
 * are taken.
 */
export function brokenRules({ format, bytes, durationMs }: Sendable, rules: AudioRules): readonly BrokenRule[] {
  const { maxBytes, minMs, maxMs, maxChannels } = rules;
  const broken: BrokenRule[] = [];
  if (!takesFormat(format, rules)) broken.push({ rule: "format", words: `only ${formatsInWords(rules)}` });
  if (!takesRate(format, rules)) broken.push({ rule: "rate", words: `only ${ratesInWords(rules)}` });
  if (maxChannels !== null && (format.channels ?? 0) > maxChannels) {
    broken.push({
      rule: "channels",
      words: maxChannels === 1 ? "only one channel" : `at most ${maxChannels} channels`,
    });
  }
  if (maxBytes !== null && bytes !== null && bytes > maxBytes) {
    broken.push({ rule: "bytes", words: `at most ${sizeInWords(maxBytes)}` });
  }
  if (maxMs !== null && durationMs !== null && durationMs > maxMs) {
    broken.push({ rule: "too-long", words: `at most ${lengthInWords(maxMs)}` });
  }
  if (minMs !== null && durationMs !== null && durationMs < minMs) {
    broken.push({ rule: "too-short", words: `at least ${lengthInWords(minMs)}` });
  }
  return broken;
}

function takesFormat({ container, codec }: AudioFormat, { formats }: AudioRules): boolean {
  if (formats === null) return true;
  return formats.some(
    (one) => one.container === container && (one.codecs === null || one.codecs.includes(codec ?? "")),
  );
}

function takesRate({ sampleRate, codec }: AudioFormat, { sampleRates }: AudioRules): boolean {
  // Opus has no rate of its own: whoever decodes it chooses one, and the header's 48 kHz says nothing.
  return sampleRates === null || sampleRate === null || codec === "opus" || sampleRates.includes(sampleRate);
}

function formatsInWords({ formats }: AudioRules): string {
  const names = (formats ?? []).map(({ container, codecs }) => {
    return codecs === null ? container : `${container} (${codecs.join(", ")})`;
  });
  return listed(names);
}

function ratesInWords({ sampleRates }: AudioRules): string {
  return listed((sampleRates ?? []).map(rateInWords), "or");
}
