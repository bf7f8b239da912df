/**
 * Message templates: `Download error to {url}, {status} Client Error` reads as literals with anything between them. The
 * literals are sought one after the other, so matching takes time linear in the text, whoever wrote it.
 */

/** Longer texts are cut before matching: what names a fault stands at the beginning. */
const LONGEST_TEXT = 64 * 1024;

const SPACE = /\s/;
const CLOSING = new Set([..." .!?…,;:"]);

/** A text made comparable: lower case, single spaces, no closing punctuation. */
export interface NormalText {
  readonly text: string;
  /** The part of the text as it came that stands behind `text.slice(from, to)`. */
  original(from: number, to: number): string;
}

export function normalise(text: string): NormalText {
  const original = text.slice(0, LONGEST_TEXT);
  const kept: string[] = [];
  const places: number[] = [];
  let gap = false;
  for (let place = 0; place < original.length; place++) {
    const character = original.charAt(place);
    if (SPACE.test(character)) {
      gap = kept.length > 0;
      continue;
    }
    if (gap) {
      kept.push(" ");
      places.push(place - 1);
      gap = false;
    }
    const lower = character.toLowerCase();
    // A few letters grow when lowered; they stay, so that places keep matching.
    kept.push(lower.length === 1 ? lower : character);
    places.push(place);
  }
  while (CLOSING.has(kept.at(-1) ?? "")) kept.pop();
  return {
    text: kept.join(""),
    original: (from, to) => (from < to ? original.slice(places[from], (places[to - 1] ?? 0) + 1) : ""),
  };
}

export type Params = Readonly<Record<string, string>>;

export interface Template {
  /** Characters that must agree: of two templates that match, the heavier says more. */
  readonly weight: number;
  /** The parameters; null when the text is another one. */
  match(text: NormalText): Params | null;
}

/** Lower case and single spaces, outer spaces kept: they separate a literal from its parameter. */
function comparable(literal: string): string {
  return literal.replace(/\s+/g, " ").toLowerCase();
}

/** Throws for a template that could match anything or cannot tell its parameters apart. */
export function compileTemplate(template: string): Template {
  const parts = template.trim().split(/\{(\w+)\}/);
  const names = parts.filter((_, index) => index % 2 === 1);
  const literals = parts.filter((_, index) => index % 2 === 0).map(comparable);
  const last = literals.length - 1;
  literals[last] = withoutClosing(literals[last] ?? "");
  const weight = literals.reduce((sum, literal) => sum + literal.length, 0);
  if (weight === 0) throw new Error(`The template "${template}" has no words of its own.`);
  if (literals.slice(1, last).includes("")) throw new Error(`The template "${template}" has two parameters in a row.`);
  if (new Set(names).size < names.length) throw new Error(`The template "${template}" names a parameter twice.`);
  return { weight, match: (text) => matchLiterals(literals, names, text) };
}

function withoutClosing(literal: string): string {
  let end = literal.length;
  while (end > 0 && CLOSING.has(literal.charAt(end - 1))) end--;
  return literal.slice(0, end);
}

function matchLiterals(literals: readonly string[], names: readonly string[], text: NormalText): Params | null {
  const [opening = "", ...others] = literals;
  if (!text.text.startsWith(opening)) return null;
  const params: Record<string, string> = {};
  let at = opening.length;
  for (const [index, literal] of others.entries()) {
    // Only the last literal can be empty: the parameter before it takes the rest.
    const found = literal === "" ? text.text.length : text.text.indexOf(literal, at);
    if (found < 0) return null;
    params[names[index] ?? ""] = text.original(at, found).trim();
    at = found + literal.length;
  }
  return params;
}
