import type { AssessedWord } from "../../../domain/assessment.ts";
import type { Word } from "../../../domain/transcript.ts";
import { meanConfidence } from "../../../transcript/confidence.ts";
import type { AsrBody, WireAsrUtterance } from "../wire/asr.ts";
import type { Told } from "./told.ts";
import { spanOf } from "./words.ts";

/** A transcript without scores. */
export function spokenOf({ utterances }: AsrBody): Told {
  const words = utterances.flatMap(wordsOf);
  const ends = [...words.map(({ endMs }) => endMs), ...utterances.map(({ interval }) => (interval[1] ?? 0) * 1_000)];
  const longest = ends.reduce((last, end) => Math.max(last, end), 0);
  return {
    text: utterances
      .map(textOf)
      .filter((text) => text !== "")
      .join(" "),
    words,
    confidence: meanConfidence(words) ?? meanConfidence(utterances),
    durationMs: longest === 0 ? null : Math.round(longest),
  };
}

function textOf({ transcript, words }: WireAsrUtterance): string {
  return transcript?.trim() ?? words.map(({ word }) => word).join(" ");
}

/** Only ends are documented: a word begins where the one before it ended, at the latest where it ends itself. */
function wordsOf({ words, interval, speaker_id: speaker }: WireAsrUtterance): readonly Word[] {
  let before = interval[0] ?? 0;
  return words.flatMap(({ word: text, start_time, end_time, confidence }) => {
    if (end_time === null) return [];
    const span = spanOf(start_time ?? Math.min(before, end_time), end_time);
    before = end_time;
    return span === null ? [] : [{ text, ...span, confidence, speaker, channel: null }];
  });
}

/** The words of an assessment that were said and are placed. */
export function heardWords(words: readonly AssessedWord[], speaker: string | null): readonly Word[] {
  return words.flatMap(({ word: text, startMs, endMs }) => {
    return startMs === null || endMs === null
      ? []
      : [{ text, startMs, endMs, confidence: null, speaker, channel: null }];
  });
}
