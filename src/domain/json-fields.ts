import { nestsTooDeep } from "./json-nesting.ts";

/*
 * Somebody else's JSON, of which nothing is known before it was looked at: each gives what is there, and null or nothing
 * where it is something else.
 */

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

/** Ids and names come as texts or as numbers. */
export const labelOf = (value: unknown): string | null => (typeof value === "number" ? String(value) : textOf(value));

/** Figures come as numbers and, from some, as texts. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}
