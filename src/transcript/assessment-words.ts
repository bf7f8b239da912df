import type { AssessedPhone, AssessedWord, Assessment, Fluency } from "../domain/assessment.ts";

/** How well something was said, for whoever colours or marks it; null where there is no score. */
export type Band = "good" | "fair" | "poor";

/** Scores from here on are good, and from the lower one fair. Our own lines: no provider documents any. */
export const GOOD_FROM = 80;
export const FAIR_FROM = 60;

export function bandOf(score: number | null): Band | null {
  if (score === null) return null;
  if (score >= GOOD_FROM) return "good";
  return score >= FAIR_FROM ? "fair" : "poor";
}

/** The sounds of a word that went wrong, the worst first: another was heard, or the score is poor. */
export function phonesOff({ said, phones }: AssessedWord): readonly AssessedPhone[] {
  if (!said) return [];
  const off = phones.filter((phone) => isAnother(phone) || bandOf(phone.score) === "poor");
  return off.toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0));
}

function isAnother({ phone, heard }: AssessedPhone): boolean {
  return heard !== null && heard !== phone;
}

/** `TH→S 21`: what it should be, what was heard where that is known, and its score. */
export function phoneWords(phone: AssessedPhone): string {
  const heard = isAnother(phone) ? `→${phone.heard}` : "";
  return `${phone.phone}${heard}${phone.score === null ? "" : ` ${scoreWords(phone.score)}`}`;
}

export function scoreWords(score: number): string {
  return String(Math.round(score));
}

/** `92 of 100; pronunciation 94, fluency 88`; null where there is no score at all. */
export function overallWords({ score, scores }: Assessment): string | null {
  const named = Object.entries(scores).map(([name, value]) => `${name} ${scoreWords(value)}`);
  const parts = [
    ...(score === null ? [] : [`${scoreWords(score)} of 100`]),
    ...(named.length ? [named.join(", ")] : []),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}

/** `131 words a minute, 2 pauses (0.8 s together, the longest 0.5 s), silent for 0.3 s at first`; null for nothing. */
export function fluencyWords(fluency: Fluency): string | null {
  const { wordsPerMinute, pauses, pausedMs, longestPauseMs, initialSilenceMs } = fluency;
  const lengths = [
    ...(pausedMs === null ? [] : [`${secondsWords(pausedMs)}${pauses === 1 ? "" : " together"}`]),
    ...(longestPauseMs === null || pauses === 1 ? [] : [`the longest ${secondsWords(longestPauseMs)}`]),
  ];
  const parts = [
    ...(wordsPerMinute === null ? [] : [`${Math.round(wordsPerMinute)} words a minute`]),
    ...(pauses === null ? [] : [pausesWords(pauses, lengths)]),
    ...(initialSilenceMs === null ? [] : [`silent for ${secondsWords(initialSilenceMs)} at first`]),
  ];
  return parts.length === 0 ? null : parts.join(", ");
}

function pausesWords(pauses: number, lengths: readonly string[]): string {
  if (pauses === 0) return "no pauses";
  const told = lengths.length === 0 ? "" : ` (${lengths.join(", ")})`;
  return `${pauses} ${pauses === 1 ? "pause" : "pauses"}${told}`;
}

export function secondsWords(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** `cefr B2, ielts 6.5`; null where there is none. */
export function levelsWords({ levels }: Assessment): string | null {
  const parts = Object.entries(levels).map(([name, level]) => `${name} ${level}`);
  return parts.length === 0 ? null : parts.join(", ");
}

/** What the scores must not be compared with; null where nothing needs saying. */
export function comparableWords({ comparable }: Assessment, provider: string): string | null {
  switch (comparable) {
    case "provider":
      return null;
    case "recording":
      return `${provider}: scores of this recording compare with one another only. They are not ELSA's.`;
    default:
      return comparable satisfies never;
  }
}
