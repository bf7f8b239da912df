import type { Transcript, Word } from "../domain/transcript.ts";
import { wordsWithin } from "./spacing.ts";

/**
 * The words to set in time, in order of their start, each in one line. A transcript without words but with its length
 * gets estimated ones: the text spread over the recording by the number of letters. Without a length there are none.
 */
export function timedWords(transcript: Transcript): { readonly words: readonly Word[]; readonly estimated: boolean } {
  const words = transcript.words
    .map((word) => ({ ...word, text: oneLine(word.text) }))
    .filter((word) => word.text !== "");
  if (words.length > 0) return { words: words.sort((a, b) => a.startMs - b.startMs), estimated: false };
  return { words: spreadWords(transcript.text, transcript.durationMs ?? 0), estimated: true };
}

/** A text's words with estimated times, spread over `durationMs` by the number of letters; none without a length. */
export function spreadWords(written: string, durationMs: number): readonly Word[] {
  const text = oneLine(written);
  if (text === "" || durationMs <= 0) return [];
  // Each word takes its letters and the space after it, where there is one.
  const perLetter = durationMs / (text.length + 1);
  let letters = 0;
  return text.split(" ").flatMap((part) =>
    wordsWithin(part).map((word, index, all) => {
      const startMs = Math.round(letters * perLetter);
      letters += word.length + (index === all.length - 1 ? 1 : 0);
      const endMs = Math.round(letters * perLetter);
      return { text: word, startMs, endMs, confidence: null, speaker: null, channel: null };
    }),
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
