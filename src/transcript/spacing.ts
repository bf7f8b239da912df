import type { Word } from "../domain/transcript.ts";

/** Letters and marks of the scripts that write no spaces between words: Chinese, Japanese, and those of South-East Asia. */
export const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\uff01-\uff60]/u;

const STARTS_UNSPACED = new RegExp(`^${UNSPACED.source}`, "u");
const ENDS_UNSPACED = new RegExp(`${UNSPACED.source}$`, "u");
const OPENING = /[\p{Ps}\p{Pi}]$/u;
const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** The words as people would write them, with spaces where their script has some. */
export function joined(words: readonly Word[]): string {
  let text = "";
  let last: Word | null = null;
  for (const word of words) {
    text += last === null ? word.text : `${gap(last, word)}${word.text}`;
    last = word;
  }
  return text;
}

/** What `joined` puts between two words. */
export function gap(last: Pick<Word, "text">, next: Pick<Word, "text">): "" | " " {
  return runsOn(last.text, next.text) ? "" : " ";
}

/**
 * The words of a text between two spaces: one, or those that a dictionary finds where its script writes none between
 * them. Marks stay with the word they belong to, so that `joined` gives the text again.
 */
export function wordsWithin(text: string): readonly string[] {
  if (!UNSPACED.test(text)) return [text];
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    const last = words.at(-1);
    const apart = isWordLike || OPENING.test(segment);
    if (last === undefined) words.push(segment);
    else if (apart && runsOn(last, segment) && !OPENING.test(last)) words.push(segment);
    else words[words.length - 1] = last + segment;
  }
  return words;
}

function runsOn(before: string, after: string): boolean {
  return ENDS_UNSPACED.test(before) && STARTS_UNSPACED.test(after);
}
