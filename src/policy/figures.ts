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

/**
 * The value as its schema knows it.
 *
 * @param what names it for people, such as `policy`
 * @throws SettingsError with the code, naming every field that is wrong, what it may be, and what it is
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what: string, code: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new SettingsError(
    code,
    `The ${what} cannot be used: ${result.error.issues.map((issue) => complaint(issue, value, what)).join("; ")}.`,
    "Correct the values named, or leave them out to keep the preset's.",
  );
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
