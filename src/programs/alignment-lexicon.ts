import { type ScriptWord, scriptWords } from "./alignment-script.ts";
import { spelledSounds } from "./alignment-spelling.ts";

/** The sounds of a dictionary's entry, such as `T EH N`; null for a word that it lacks. Further ways are under `word(2)`. */
export type Lookup = (entry: string) => string | null;

/** A word that can be looked for in a recording. */
export interface SpokenWord {
  readonly word: string;
  /** The ways to say it, at least one. */
  readonly ways: readonly (readonly string[])[];
}

export interface SpokenScript {
  readonly words: readonly SpokenWord[];
  /** Words that the dictionary lacks: put together from others, spelled out by rules, or, in foreign letters, left out. */
  readonly unknown: readonly string[];
}

const MOST_WAYS = 4;
/** Shorter halves of a word are there by chance. */
const LEAST_HALF = 3;
/** Endings of words, and how they are said after most of them. */
const ENDINGS: readonly (readonly [string, string])[] = [
  ["ing", "IH NG"],
  ["est", "AH S T"],
  ["er", "ER"],
  ["ed", "D"],
  ["ly", "L IY"],
  ["s", "Z"],
];
const VOICED = new Set("B D G V DH M N NG L R W Y AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split(" "));
const HISSING = new Set(["S", "Z", "SH", "ZH", "CH", "JH"]);

/**
 * How the words of a sentence may be said. A word that the dictionary lacks is taken as the possessive of one that it has,
 * as two that it has (`thereunder`), or by the rules of spelling; one without a Latin letter is left out.
 */
export function spokenScript(sentence: string, lookup: Lookup): SpokenScript {
  const words: SpokenWord[] = [];
  const unknown: string[] = [];
  for (const one of scriptWords(sentence)) {
    const { ways, known } = waysOf(one, lookup);
    if (!known) unknown.push(one.word);
    if (ways.length > 0) words.push({ word: one.word, ways });
  }
  return { words, unknown };
}

function waysOf({ parts }: ScriptWord, lookup: Lookup): { ways: readonly (readonly string[])[]; known: boolean } {
  let known = parts.length > 0;
  let ways: (readonly string[])[] = parts.length > 0 ? [[]] : [];
  for (const part of parts) {
    const listed = entriesOf(part, lookup);
    if (listed.length === 0) known = false;
    const said = listed.length > 0 ? listed : [guessed(part, lookup)];
    ways = ways.flatMap((before) => said.map((sounds) => [...before, ...sounds])).slice(0, MOST_WAYS);
  }
  return { ways: ways.filter((sounds) => sounds.length > 0), known };
}

function entriesOf(part: string, lookup: Lookup): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  for (let way = 1; way <= MOST_WAYS; way += 1) {
    const entry = lookup(way === 1 ? part : `${part}(${way})`);
    if (entry === null) break;
    found.push(entry.trim().split(/\s+/));
  }
  return found;
}

function guessed(part: string, lookup: Lookup): readonly string[] {
  const owner = /^(.+)'s?$/.exec(part)?.[1];
  const owning = owner === undefined ? undefined : entriesOf(owner, lookup)[0];
  if (owning !== undefined) return [...owning, ...genitive(owning.at(-1) ?? "")];
  for (const [ending, sounds] of ENDINGS) {
    const stem = part.endsWith(ending) ? stemOf(part.slice(0, -ending.length), lookup) : undefined;
    if (stem !== undefined) return [...stem, ...sounds.split(" ")];
  }
  for (let at = part.length - LEAST_HALF; at >= LEAST_HALF; at -= 1) {
    const [first] = entriesOf(part.slice(0, at), lookup);
    const [second] = entriesOf(part.slice(at), lookup);
    if (first !== undefined && second !== undefined) return [...first, ...second];
  }
  return spelledSounds(part);
}

/** `riper` comes from `ripe` rather than from `rip`, `buried` from `bury`. */
function stemOf(stem: string, lookup: Lookup): readonly string[] | undefined {
  if (stem.length < LEAST_HALF) return undefined;
  const forms = [`${stem}e`, stem, ...(stem.endsWith("i") ? [`${stem.slice(0, -1)}y`] : [])];
  return forms.flatMap((form) => entriesOf(form, lookup).slice(0, 1))[0];
}

function genitive(last: string): readonly string[] {
  if (HISSING.has(last)) return ["IH", "Z"];
  return [VOICED.has(last) ? "Z" : "S"];
}
