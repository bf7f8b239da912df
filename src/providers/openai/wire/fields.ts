import { nestsTooDeep } from "../../../domain/json-nesting.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object in a JSON body; null for anything else. */
export function parseFields(body: string): Fields | null {
  try {
    if (!/^\s*\{/.test(body) || nestsTooDeep(body)) return null;
    const value: unknown = JSON.parse(body);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** The objects of a list; whatever else stands in it is left out. */
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Figures come as numbers and, from some servers, as texts. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** No recording is longer than a month. */
const LONGEST_S = 31 * 24 * 60 * 60;

/** Seconds as whole milliseconds; null for a time before the start, and for one that no recording reaches. */
export function msOf(value: unknown): number | null {
  const seconds = numberOf(value);
  return seconds === null || seconds < 0 || seconds > LONGEST_S ? null : Math.round(seconds * 1_000);
}
