import { z } from "zod";
import { SettingsError } from "../domain/errors.ts";

/** Longer than any recording, account or service here will last: beyond it a figure is a slip, such as seconds for ms. */
const TEN_YEARS_MS = 10 * 365 * 86_400_000;

/** More of anything that is counted would be a loop or no limit at all, not a policy. */
const MOST = 1_000_000;

/** Figures that belong together; a name that is none of theirs is refused. */
export function group<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has no setting named ${issue.keys.join(", ")}`
        : "must be a group of settings",
  });
}

/** Milliseconds, from `least` to ten years. */
export function ms(least: number) {
  return z
    .int({ error: "must be a whole number of milliseconds" })
    .min(least, { error: `must be at least ${least} ms` })
    .max(TEN_YEARS_MS, { error: "must be at most ten years, in milliseconds" });
}

/** A number of things, from `least` to a million; `why` follows the complaint about too few. */
export function count(least: number, why = "") {
  return z
    .int({ error: "must be a whole number" })
    .min(least, { error: `must be at least ${least}${why}` })
    .max(MOST, { error: `must be at most ${MOST}` });
}

/** From 0 to 1. */
export const share = z
  .number({ error: "must be a number" })
  .min(0, { error: "must be between 0 and 1" })
  .max(1, { error: "must be between 0 and 1" });

/** Above 0, to 1. */
export const someShare = share.refine((value) => value > 0, { error: "must be above 0, and at most 1" });

/** Says where a field stands that somebody wrote, its word or its value; for one that they did not, what it is part of. */
export type PlaceOf = (path: readonly PropertyKey[], part: "word" | "value") => string;

/** What a group of figures is called where it cannot be used. */
export interface Called {
  /** For people, such as `policy`. */
  readonly what: string;
  readonly code: string;
  /** Absent where the figures stand in no file. */
  readonly placeOf?: PlaceOf | undefined;
}

const REMEDY = "Correct the values named, or leave them out to keep the preset's.";

/**
 * The value as its schema knows it.
 *
 * @throws SettingsError with the code, naming every field that is wrong, its place where there is one, what it may be, and
 *   what it is
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, { what, code, placeOf }: Called): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const complaints = result.error.issues.map((issue) => complaint(issue, value, what));
  if (placeOf === undefined) {
    throw new SettingsError(code, `The ${what} cannot be used: ${complaints.join("; ")}.`, REMEDY);
  }
  const [first = "", ...others] = result.error.issues.map(
    (issue, index) => `${placed(issue, placeOf)}: ${complaints[index]}.`,
  );
  throw new SettingsError(code, first, [...(others.length === 0 ? [] : ["Also:", ...others]), REMEDY].join("\n"));
}

function placed(issue: z.core.$ZodIssue, placeOf: PlaceOf): string {
  return issue.code === "unrecognized_keys"
    ? placeOf([...issue.path, ...issue.keys.slice(0, 1)], "word")
    : placeOf(issue.path, "value");
}

function complaint(issue: z.core.$ZodIssue, value: unknown, what: string): string {
  const field = issue.path.join(".") || what;
  if (issue.code === "unrecognized_keys") return `${field} ${issue.message}`;
  const found = issue.path.reduce<unknown>((at, key) => Object(at)[key], value);
  return `${field} ${issue.message} (it is ${shown(found)})`;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
