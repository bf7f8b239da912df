import type { Transcript, Word } from "../domain/transcript.ts";
import { UNSPACED } from "./spacing.ts";
import { timedWords } from "./words.ts";

/** Words in the longest phrase that can be searched for, as AssemblyAI's own search has it. */
export const LONGEST_PHRASE = 5;

export interface WordMatch {
  /** As it was asked for. */
  readonly text: string;
  readonly count: number;
  /** Start and end of each place, milliseconds. */
  readonly timestamps: readonly (readonly [startMs: number, endMs: number])[];
  /** Where each begins in the transcript's words; in those of its text where it came without words. */
  readonly indexes: readonly number[];
}

export interface WordSearch {
  readonly totalCount: number;
  /** One for each word or phrase, in the order asked for; those that only differ by case or marks are one. */
  readonly matches: readonly WordMatch[];
}

/** A part of a word that can be compared, and the word that it comes from. */
interface Token {
  readonly key: string;
  readonly index: number;
  readonly word: Word;
}

const SPLIT = new RegExp(`\\s+|(?<=${UNSPACED.source})|(?=${UNSPACED.source})`, "u");

/**
 * Every place of each word or phrase, whatever its case, marks and Unicode form; marks within a number count. Places may
 * overlap: "ha ha" stands twice in "ha ha ha". Where a script writes no spaces, any run of its letters is found.
 *
 * @throws RangeError for a phrase of more than `LONGEST_PHRASE` words.
 */
export function searchWords(transcript: Transcript, words: readonly string[]): WordSearch {
  const spoken = transcript.words.length > 0 ? transcript.words : timedWords(transcript).words;
  const tokens = spoken.flatMap((word, index) => keysOf(word.text).map((key): Token => ({ key, index, word })));
  const asked = new Map<string, WordMatch>();
  for (const text of words) {
    const phrase = phraseOf(text);
    const key = phrase.join(" ");
    if (!asked.has(key)) asked.set(key, matchOf(text, placesOf(phrase, tokens)));
  }
  const matches = [...asked.values()];
  return { totalCount: matches.reduce((sum, { count }) => sum + count, 0), matches };
}

function phraseOf(text: string): readonly string[] {
  const count = text.split(/\s+/).filter((word) => keysOf(word).length > 0).length;
  if (count > LONGEST_PHRASE) {
    throw new RangeError(`A phrase to search for has ${count} words. Give at most ${LONGEST_PHRASE}.`);
  }
  return keysOf(text);
}

function placesOf(phrase: readonly string[], tokens: readonly Token[]): readonly (readonly Token[])[] {
  if (phrase.length === 0) return [];
  return tokens.flatMap((_, at) =>
    phrase.every((key, offset) => tokens[at + offset]?.key === key) ? [tokens.slice(at, at + phrase.length)] : [],
  );
}

function matchOf(text: string, places: readonly (readonly Token[])[]): WordMatch {
  return {
    text,
    count: places.length,
    timestamps: places.map((tokens) => [
      Math.min(...tokens.map(({ word }) => word.startMs)),
      Math.max(...tokens.map(({ word }) => word.endMs)),
    ]),
    indexes: places.flatMap(([first]) => first?.index ?? []),
  };
}

/** What two spellings of one text have in common; nothing of a text that is marks alone. */
function keysOf(text: string): readonly string[] {
  return (
    text
      .normalize("NFKC")
      .split(SPLIT)
      .map((part) => part.replace(/(?<!\p{N})\p{P}|\p{P}(?!\p{N})/gu, ""))
      // Both ways, so that "Straße" and "STRASSE" meet.
      .map((part) => part.toUpperCase().toLowerCase().normalize("NFKC"))
      .filter((part) => part !== "")
  );
}
