import { shown } from "./entry-problem.ts";
import { compileTemplate, filledIn, placesIn } from "./template.ts";

/** A template with fewer letters or digits of its own stands in texts about anything. One that is not ASCII says more. */
const FEWEST_LETTERS = 4;

export interface Templates {
  readonly message?: string | undefined;
  readonly wordings?: readonly string[] | undefined;
}

/** Each template with its place. */
export function templatesOf({
  message,
  wordings = [],
}: Templates): readonly (readonly [string, readonly (string | number)[]])[] {
  const first = message === undefined ? [] : [[message, ["message"]] as const];
  return [...first, ...wordings.map((wording, at) => [wording, ["wordings", at]] as const)];
}

/** Why somebody's template cannot be used; null for one that can. */
export function troubleWith(template: string, parameters: readonly string[]): string | null {
  try {
    compileTemplate(template);
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
  }
  const places = placesIn(template);
  const words = filledIn(template, Object.fromEntries(places.map((name) => [name, ""])));
  const letters = words.match(/[\p{L}\p{N}]/gu) ?? [];
  if (letters.reduce((sum, letter) => sum + (letter <= "\x7f" ? 1 : 2), 0) < FEWEST_LETTERS) {
    return `the template ${shown(template)} has fewer than ${FEWEST_LETTERS} letters of its own: it would fit texts about anything`;
  }
  const undeclared = places.find((name) => !parameters.includes(name));
  if (undeclared === undefined) return null;
  const are = parameters.length === 0 ? "there are none" : `there are ${parameters.join(", ")}`;
  return `{${undeclared}} is not among the entry's parameters; ${are}`;
}
