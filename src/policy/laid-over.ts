import type { Policy } from "../domain/policy.ts";

/** Any part of it: every figure can be set alone. */
export type Overrides<T = Policy> = {
  readonly [K in keyof T]?: (T[K] extends object ? Overrides<T[K]> | T[K] : T[K]) | undefined;
};

/**
 * What somebody set, laid over what they started from: groups are merged, anything else is replaced, `undefined` keeps
 * the base. Keys that the base does not have are kept, to be refused by name.
 */
export function laidOver(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isGroup(base) || !isGroup(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) merged.set(key, laidOver(merged.get(key), value));
  return Object.fromEntries(merged);
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
