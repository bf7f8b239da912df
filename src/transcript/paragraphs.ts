import type { Transcript } from "../domain/transcript.ts";
import { type Group, grouped } from "./grouped.ts";
import { changesVoice, type Passage, passageOf } from "./passage.ts";
import { type Sentence, sentences } from "./sentences.ts";

export type Paragraph = Passage;

/** A speaker who is silent for longer comes to something new. */
const PAUSE_MS = 2000;
/** About eight lines on paper. */
const MOST_LETTERS = 600;

/**
 * The paragraphs of a transcript, of whole sentences. A new one begins where somebody else speaks, after a pause
 * between two sentences, and when there is no room; a sentence longer than a paragraph stands alone.
 */
export function paragraphs(transcript: Transcript): readonly Paragraph[] {
  return grouped(
    sentences(transcript),
    (sentence, last, open) =>
      changesVoice(sentence, last) ||
      sentence.startMs - last.endMs > PAUSE_MS ||
      lettersOf(open) + sentence.text.length > MOST_LETTERS,
  ).map(([first, ...more]) => passageOf([...first.words, ...more.flatMap(({ words }) => words)]));
}

function lettersOf(open: Group<Sentence>): number {
  return open.reduce((sum, { text }) => sum + text.length, 0);
}
