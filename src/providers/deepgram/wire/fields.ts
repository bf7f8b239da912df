import { nestsTooDeep } from "../../../domain/json-nesting.ts";

export type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = {};

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

/** An object inside another; an empty one where there is none. */
export const within = (value: unknown): Fields => (isFields(value) ? value : NOTHING);

/** The objects of a list; whatever else stands in it is left out. */
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** A speaker is a number. */
export const labelOf = (value: unknown): string | null => (typeof value === "number" ? String(value) : textOf(value));

/** 0 to 1; null for anything else. */
export function shareOf(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : null;
}

/** No recording is longer than a month. */
const LONGEST_S = 31 * 24 * 60 * 60;

/** Seconds as whole milliseconds; null for a time before the start, and for one that no recording reaches. */
export function msOf(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= LONGEST_S ? Math.round(value * 1_000) : null;
}
