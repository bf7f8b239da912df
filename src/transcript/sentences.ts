import type { Transcript, Word } from "../domain/transcript.ts";
import { grouped } from "./grouped.ts";
import { changesVoice, type Passage, passageOf } from "./passage.ts";
import { endsSentence } from "./sentence-end.ts";
import { timedWords } from "./words.ts";

export type Sentence = Passage;

/** Where a text has no marks at all, a pause longer than this is taken for the end of a sentence. */
const PAUSE_MS = 800;

/**
 * The sentences of a transcript, which together hold all its words in order of their start. One ends at its mark and
 * where somebody else speaks; in a text without any marks, at a pause. A text without words gets estimated times, and
 * no sentences when the length is unknown too.
 */
export function sentences(transcript: Transcript): readonly Sentence[] {
  const { words } = timedWords(transcript);
  const marked = words.some((word, index) => endsSentence(word.text, words[index + 1]?.text));
  const ends = (last: Word, next: Word) =>
    marked ? endsSentence(last.text, next.text) : next.startMs - last.endMs > PAUSE_MS;
  return grouped(words, (word, last) => changesVoice(word, last) || ends(last, word)).map(passageOf);
}
