/** One thing that is wrong with somebody's own entries. */
export interface EntryProblem {
  /** Index of the item and, where there is one, the field. */
  readonly path: readonly (string | number)[];
  /** Whether the word itself is wrong, or its value. */
  readonly part: "word" | "value";
  /** A sentence without its full stop. */
  readonly why: string;
}

export function problem(path: EntryProblem["path"], why: string, part: EntryProblem["part"] = "value"): EntryProblem {
  return { path, part, why };
}

const LONGEST_SHOWN = 60;

/** A bad value as it may be shown. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value);
  }
  if (Array.isArray(value)) return "a list";
  if (value instanceof RegExp) return "a regular expression";
  return typeof value === "object" && value !== null ? "a group of words" : String(value);
}
