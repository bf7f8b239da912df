import { nestsTooDeep } from "../../../domain/json-nesting.ts";

export type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = {};

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object in a JSON body; null for anything else. */
export function parseFields(body: string): Fields | null {
  try {
    if (nestsTooDeep(body)) return null;
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

/** Figures come as numbers and, in some plans, as texts. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** No recording is longer than a month. */
const LONGEST_S = 31 * 24 * 60 * 60;

/** Seconds from the start; null for a time before it, and for one that no recording reaches. */
export function secondsOf(value: unknown): number | null {
  const seconds = numberOf(value);
  return seconds === null || seconds < 0 || seconds > LONGEST_S ? null : seconds;
}

/** 0 to 100; null for anything else, since a score that is no percentage compares with nothing. */
export function scoreOf(value: unknown): number | null {
  const score = numberOf(value);
  return score === null || score < 0 || score > 100 ? null : score;
}

/** Ids and grades come as texts or as numbers. */
export const labelOf = (value: unknown): string | null => (typeof value === "number" ? String(value) : textOf(value));
