import type { Word } from "../../../domain/transcript.ts";

/** A word is looked for so far ahead: some are written otherwise, such as numbers in digits. */
const AHEAD = 40;

const LETTER = /[\p{L}\p{N}]/u;
/** Scripts that write no space between words. */
const JOINED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** Marks in front of a word. */
const OPENING = /(^|\s)([^\p{L}\p{N}\s]+)$/u;
/** Marks behind a word, up to a space, or those of scripts without any. */
const CLOSING = /^[^\p{L}\p{N}\s]+(?=\s|$)|^[\u3001\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f]+/u;

/** OpenAI's words come without the marks that stand in the text: each word gets those that stand around it there. */
export function asWritten(words: readonly Word[], text: string): readonly Word[] {
  const lower = text.toLowerCase();
  // Where capitals are longer than small letters the places differ: then the words stay as they are.
  if (lower.length !== text.length) return words;
  let at = 0;
  return words.map((word) => {
    const bare = word.text.toLowerCase();
    const from = placeOf(bare, lower, at);
    if (from === null) return word;
    const end = from + bare.length;
    const [, space = "", marks = ""] = OPENING.exec(text.slice(at, from)) ?? [];
    const before = space !== "" || at === 0 ? marks : "";
    const after = CLOSING.exec(text.slice(end, end + AHEAD))?.[0] ?? "";
    at = end + after.length;
    return { ...word, text: before + text.slice(from, end) + after };
  });
}

/** Where a whole word stands next; null where it does not. */
function placeOf(bare: string, text: string, at: number): number | null {
  if (bare === "") return null;
  const near = text.slice(at, at + AHEAD + bare.length);
  for (let found = near.indexOf(bare); found >= 0; found = near.indexOf(bare, found + 1)) {
    const from = at + found;
    if (isEdge(text, from) && isEdge(text, from + bare.length)) return from;
  }
  return null;
}

function isEdge(text: string, at: number): boolean {
  const [before = "", after = ""] = [text[at - 1], text[at]];
  return !(LETTER.test(before) && LETTER.test(after)) || JOINED.test(before) || JOINED.test(after);
}
