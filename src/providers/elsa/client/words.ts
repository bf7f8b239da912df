import type { AssessedPhone, AssessedWord } from "../../../domain/assessment.ts";
import type { WirePhoneme, WireWord } from "../wire/scripted.ts";

/** Words with what the phonemes tell where the word itself has no time or score. */
export function assessedWord(word: WireWord): AssessedWord {
  const phones = word.phonemes.flatMap(assessedPhone);
  const said = word.decoded !== false;
  const times = said ? (spanOf(word.start_time, word.end_time) ?? outerSpan(phones)) : null;
  return {
    word: word.text,
    startMs: times?.startMs ?? null,
    endMs: times?.endMs ?? null,
    score: word.nativeness_score ?? mean(phones.flatMap(({ score }) => score ?? [])),
    said,
    phones,
  };
}

function assessedPhone(phoneme: WirePhoneme): readonly AssessedPhone[] {
  const phone = unstressed(phoneme.trans_arpabet) ?? unstressed(phoneme.text);
  if (phone === null) return [];
  const times = spanOf(phoneme.start_time, phoneme.end_time);
  const wasRight = phoneme.decision?.toLowerCase() === "correct";
  return [
    {
      phone,
      startMs: times?.startMs ?? null,
      endMs: times?.endMs ?? null,
      score: phoneme.nativeness_score,
      heard: wasRight ? null : unstressed(phoneme.phoneme_error),
    },
  ];
}

/** ARPAbet writes the stress behind the vowel: `AH0`. */
function unstressed(phone: string | null): string | null {
  const bare = phone?.trim().replace(/([A-Za-z])[0-2](?=\s|$)/g, "$1") ?? "";
  return bare === "" ? null : bare;
}

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Seconds as whole milliseconds; null unless both are known. One that ends before it begins ends where it begins. */
export function spanOf(start: number | null, end: number | null): Span | null {
  if (start === null || end === null) return null;
  const startMs = Math.round(start * 1_000);
  return { startMs, endMs: Math.max(startMs, Math.round(end * 1_000)) };
}

function outerSpan(phones: readonly AssessedPhone[]): Span | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { startMs, endMs } of phones) {
    if (startMs === null || endMs === null) continue;
    from = Math.min(from, startMs);
    to = Math.max(to, endMs);
  }
  return from <= to ? { startMs: from, endMs: to } : null;
}

/** Rounded to a tenth, as scores are shown. */
function mean(scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  return Math.round((scores.reduce((sum, score) => sum + score, 0) / scores.length) * 10) / 10;
}
