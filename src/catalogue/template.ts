import { comparable, type NormalText, withoutClosing } from "./normal-text.ts";

/**
 * Message templates: `Download error to {url}, {status} Client Error` reads as literals with anything between them. The
 * literals are sought one after the other, so matching takes time linear in the text, whoever wrote it.
 */

/** Shorter messages are found inside texts that say something else: characters of the beginning, or of it all. */
const SHORTEST_WRAPPED = { opening: 10, all: 24 };

/** Wrapping is a sentence or two: farther in, a long text is about something else. */
const WRAPPED_WITHIN = 4 * 1024;

const WORD = /[\p{L}\p{N}_]/u;

/** A parameter's place: between braces, a name. */
const PLACE = /\{(\w+)\}/;

export type Params = Readonly<Record<string, string>>;

export interface TemplateMatch {
  readonly params: Params;
  /** False where other words stand before the message. */
  readonly opens: boolean;
}

export interface Template {
  /** As it was written. */
  readonly source: string;
  /** Characters that must agree: of two templates that match, the heavier says more. */
  readonly weight: number;
  /** Null when the text is another one. */
  match(text: NormalText): TemplateMatch | null;
}

/** The names of a template's places, in order. */
export function placesIn(template: string): readonly string[] {
  return template.split(PLACE).filter((_, index) => index % 2 === 1);
}

/** The template with values put into its places; a place without one keeps its name. */
export function filledIn(template: string, values: Params): string {
  return template
    .split(PLACE)
    .map((part, index) => (index % 2 === 0 ? part : (values[part] ?? `{${part}}`)))
    .join("");
}

/** Throws for a template that could match anything or cannot tell its parameters apart; the message says why. */
export function compileTemplate(source: string): Template {
  const parts = source.trim().split(PLACE);
  const names = parts.filter((_, index) => index % 2 === 1);
  const literals = parts.filter((_, index) => index % 2 === 0).map(comparable);
  const last = literals.length - 1;
  literals[last] = withoutClosing(literals[last] ?? "");
  const weight = literals.reduce((sum, literal) => sum + literal.length, 0);
  if (literals.every((literal) => literal.trim() === "")) {
    throw new Error(`The template "${source}" has no words of its own.`);
  }
  if (literals.slice(1, last).includes("")) throw new Error(`The template "${source}" has two parameters in a row.`);
  if (new Set(names).size < names.length) throw new Error(`The template "${source}" names a parameter twice.`);
  const opening = literals[0]?.length ?? 0;
  const wrappable = opening >= SHORTEST_WRAPPED.opening || (opening > 0 && weight >= SHORTEST_WRAPPED.all);
  const match = (text: NormalText) => matchLiterals(literals, names, text, wrappable);
  const before = literals[last] === "" ? (literals[last - 1] ?? "") : "";
  const bare = withoutClosing(before);
  if (bare === "" || bare === before) return { source, weight, match };
  // A last parameter without a value leaves closing punctuation before it, which normal texts have none of.
  const tail = before.slice(bare.length);
  const emptied = (text: NormalText) => (text.text.endsWith(bare) ? match({ ...text, text: text.text + tail }) : null);
  return { source, weight, match: (text) => match(text) ?? emptied(text) };
}

function matchLiterals(
  literals: readonly string[],
  names: readonly string[],
  text: NormalText,
  wrappable: boolean,
): TemplateMatch | null {
  const [opening = "", ...others] = literals;
  const start = text.text.startsWith(opening) ? 0 : wrappable ? wrappedStart(opening, text.text) : -1;
  if (start < 0) return null;
  const params: Record<string, string> = {};
  let at = start + opening.length;
  for (const [index, literal] of others.entries()) {
    // Only the last literal can be empty: the parameter before it takes the rest.
    const found = literal === "" ? text.text.length : text.text.indexOf(literal, at);
    if (found < 0) return null;
    params[names[index] ?? ""] = text.original(at, found).trim();
    at = found + literal.length;
  }
  // A template that begins with a parameter takes any words for it, also those of a wrapping.
  return { params, opens: start === 0 && opening !== "" };
}

/** Where the opening stands inside other words, at the beginning of a word; -1 where it does not. */
function wrappedStart(opening: string, text: string): number {
  const head = text.slice(0, WRAPPED_WITHIN);
  let found = head.indexOf(opening);
  while (found > 0 && WORD.test(head.charAt(found - 1))) found = head.indexOf(opening, found + 1);
  return found;
}
