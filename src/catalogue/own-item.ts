import type { z } from "zod";
import { type EntryProblem, shown } from "./entry-problem.ts";
import { ALLOWED, newEntry, override, type RawEntry, type RawOverride } from "./own-entry-shape.ts";

const PATTERN =
  "patterns are not taken: one can take time without bound. Write a message with {name} where a value varies";
const EVIDENCE = "what reached the provider is told by the evidence; an entry that were wrong about it would pay twice";

/** Words that somebody may expect, and why they are not there. */
const REFUSED: Readonly<Record<string, string>> = {
  pattern: PATTERN,
  patterns: PATTERN,
  regex: PATTERN,
  regexp: PATTERN,
  certainty: EVIDENCE,
  unknown: "what nobody knows is for the built-in entries to tell; one that is written down is known",
};

/** An item of the right shape, or all that is wrong with it. */
export type ReadItem =
  | { readonly kind: "entry"; readonly raw: RawEntry }
  | { readonly kind: "override"; readonly raw: RawOverride }
  | { readonly kind: "wrong"; readonly problems: readonly EntryProblem[] };

export function readItem(item: unknown, index: number): ReadItem {
  const wrong = (why: string): ReadItem => ({ kind: "wrong", problems: [{ path: [index], part: "value", why }] });
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    return wrong(`an entry is made of words with values, and this is ${shown(item)}`);
  }
  if ("overrides" in item) {
    const { success, data, error } = override.safeParse(item);
    return success ? { kind: "override", raw: data } : { kind: "wrong", problems: problemsIn(error, item, index) };
  }
  if (!("code" in item)) return wrong('an entry has a "code", or "overrides" the code of a built-in one');
  const { success, data, error } = newEntry.safeParse(item);
  return success ? { kind: "entry", raw: data } : { kind: "wrong", problems: problemsIn(error, item, index) };
}

function problemsIn(error: z.ZodError, item: object, index: number): readonly EntryProblem[] {
  return error.issues.flatMap((issue): readonly EntryProblem[] => {
    const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        path: [index, ...path, key],
        part: "word",
        why: unknownWord(key, path, item),
      }));
    }
    const word = String(path.findLast((step) => typeof step === "string" && Object.hasOwn(ALLOWED, step)));
    const value = path.reduce<unknown>((part, step) => Object(part)[step], item);
    const what = value === undefined ? `"${word}" is missing` : `"${word}" cannot be ${shown(value)}`;
    return [{ path: [index, ...path], part: "value", why: `${what}: ${takes(word, value)}` }];
  });
}

function takes(word: string, value: unknown): string {
  return value instanceof RegExp ? PATTERN : `it takes ${ALLOWED[word]}`;
}

function unknownWord(key: string, path: readonly (string | number)[], item: object): string {
  const reason = Object.hasOwn(REFUSED, key) ? REFUSED[key] : undefined;
  if (path.length > 0) return `${shown(key)} is not a word of "${path.at(-1)}"`;
  if (reason !== undefined) return `"${key}" cannot stand here: ${reason}`;
  const words = Object.keys("overrides" in item ? override.shape : newEntry.shape).join(", ");
  if ("overrides" in item && Object.hasOwn(newEntry.shape, key)) {
    return `"${key}" cannot be overridden: it is what the fault is known by. Here may stand ${words}`;
  }
  return `${shown(key)} is not a word of an entry. Here may stand ${words}`;
}
