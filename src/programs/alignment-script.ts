import { numberWords } from "./alignment-numbers.ts";

/** A word of a script, and what it is looked up as. */
export interface ScriptWord {
  /** As it stands there, without the punctuation around it. */
  readonly word: string;
  /** Lower case, Latin letters and apostrophes; several for `cold-hearted` and for figures. None: not to be looked for. */
  readonly parts: readonly string[];
}

const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
/** Letters that do not come apart into a Latin one and an accent. */
const FOLDED: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ł: "l",
  ð: "th",
  þ: "th",
};

/** The words of a sentence in their order. What holds neither letter nor figure is passed over. */
export function scriptWords(sentence: string): readonly ScriptWord[] {
  return sentence
    .normalize("NFC")
    .replaceAll("’", "'")
    .split(/[\s–—]+|\.{2,}|…|--+/u)
    .map((token) => token.replace(EDGES, ""))
    .filter((word) => word !== "")
    .map((word) => ({ word, parts: partsOf(word) }));
}

function partsOf(word: string): readonly string[] {
  const folded = word
    .toLowerCase()
    .replace(/[ßæœøđłðþ]/g, (letter) => FOLDED[letter] ?? letter)
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
  // One letter of another script, and nobody can tell how the word sounds.
  if (/[^\p{ASCII}]/u.test(folded)) return [];
  const pieces = folded.match(/\d[\d,]*|[a-z']+(?:\.[a-z']+)*/g) ?? [];
  return pieces.flatMap((piece) => (/^\d/.test(piece) ? numberWords(piece) : [piece.replaceAll(".", "")]));
}
