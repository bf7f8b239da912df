import type { Word } from "../../../domain/transcript.ts";
import { spreadWords } from "../../../transcript/words.ts";
import type { AnswerBody, WireSegment, WireWord } from "../wire/answer.ts";
import { asWritten } from "./written.ts";

/**
 * The words of an answer, from the most that it tells: words with times, else words inside segments, else segments, whose
 * text is spread over their time. None where no times are told.
 */
export function spokenWords({
  text,
  words,
  segments,
}: Pick<AnswerBody, "text" | "words" | "segments">): readonly Word[] {
  if (words.length > 0) return asWritten(wholeWords(words, null), text);
  return segments.flatMap((segment) => {
    const told = wholeWords(segment.words, segment.speaker);
    return told.length > 0 ? asWritten(told, segment.text) : spread(segment);
  });
}

/** Servers that tell parts of words begin each new word with a space: what has none belongs to the one before it. */
function wholeWords(parts: readonly WireWord[], speaker: string | null): readonly Word[] {
  const marks = parts.some(({ word }) => /^\s/.test(word));
  const whole: Word[] = [];
  for (const { word, startMs, endMs, probability: confidence } of parts) {
    const last = whole.at(-1);
    if (last !== undefined && marks && !/^\s/.test(word)) {
      whole[whole.length - 1] = {
        ...last,
        text: last.text + word.trimEnd(),
        endMs: Math.max(last.endMs, endMs),
        // As sure as of its least sure part.
        confidence: least(last.confidence, confidence),
      };
    } else whole.push({ text: word.trim(), startMs, endMs, confidence, speaker, channel: null });
  }
  return whole;
}

function least(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function spread({ text, startMs, endMs, speaker }: WireSegment): readonly Word[] {
  return spreadWords(text, endMs - startMs).map((word) => ({
    ...word,
    startMs: word.startMs + startMs,
    endMs: word.endMs + startMs,
    speaker,
  }));
}
