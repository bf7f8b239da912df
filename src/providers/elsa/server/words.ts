import type { AssessedPhone, AssessedWord } from "../../../domain/assessment.ts";
import { ipaOf } from "./sounds.ts";

/** Scores from here on are of a native speaker, and from the second on of one who is understood. */
const CORRECT = 80;
const ALMOST = 60;

/** The word that stands beside a score. */
export function decisionOf(score: number | null): "correct" | "almost" | "incorrect" {
  if (score === null || score < ALMOST) return "incorrect";
  return score < CORRECT ? "almost" : "correct";
}

/** Times as the API writes them. */
export function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms) / 1000;
}

/** Words with their places in `text`, in which they stand one after the other. */
export function wireWords(words: readonly AssessedWord[], text: string): readonly unknown[] {
  const lower = text.toLowerCase();
  let at = 0;
  return words.map((word) => {
    const found = lower.indexOf(word.word.toLowerCase(), at);
    const from = found < 0 ? at : found;
    at = from + word.word.length;
    return wireWord(word, from);
  });
}

function wireWord({ word, startMs, endMs, score, said, phones }: AssessedWord, from: number): unknown {
  // Nobody tells which letters make a sound: they are shared out evenly.
  const letters = word.length / Math.max(1, phones.length);
  return {
    text: word,
    start_index: from,
    end_index: from + word.length,
    start_time: seconds(startMs),
    end_time: seconds(endMs),
    nativeness_score: score ?? 0,
    decision: decisionOf(score),
    decoded: said,
    phonemes: phones.map((phone, index) => {
      const begin = Math.round(index * letters);
      const end = Math.max(begin, Math.round((index + 1) * letters));
      return wirePhone(phone, word.slice(begin, end), from + begin);
    }),
  };
}

function wirePhone({ phone, startMs, endMs, score, heard }: AssessedPhone, text: string, from: number): unknown {
  return {
    text,
    start_index: from,
    end_index: from + text.length,
    start_time: seconds(startMs),
    end_time: seconds(endMs),
    trans: ipaOf(phone),
    trans_arpabet: phone,
    nativeness_score: score ?? 0,
    decision: decisionOf(score),
    ...(heard === null ? {} : { phoneme_error: ipaOf(heard), phoneme_error_arpabet: heard }),
    feedback: heard === null ? [] : [{ text: `It sounds like ${ipaOf(heard)}; say ${ipaOf(phone)}.` }],
  };
}
