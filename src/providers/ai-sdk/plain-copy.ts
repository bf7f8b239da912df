import { nestsTooDeep } from "../../domain/json-nesting.ts";

/** A copy as plain data; null for what is none (rings, big integers), or is deep, or longer than so many characters as JSON. */
export function plainCopy(value: unknown, most: number): unknown {
  try {
    const text = JSON.stringify(value);
    return text.length > most || nestsTooDeep(text) ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
