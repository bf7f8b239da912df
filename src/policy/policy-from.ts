import { SettingsError } from "../domain/errors.ts";
import type { Policy } from "../domain/policy.ts";
import { PRESET_NAMES, type PresetName, presets } from "./presets.ts";
import { validatePolicy } from "./validate.ts";

/** Any part of it: every number of a policy can be set alone. */
export type Overrides<T = Policy> = {
  readonly [K in keyof T]?: (T[K] extends object ? Overrides<T[K]> | T[K] : T[K]) | undefined;
};

/**
 * The policy somebody asked for: a preset (`default` unless named) with their own figures laid over it.
 *
 * @param overrides checked here, so it may come from a file; what is left out or `undefined` keeps the preset's value
 * @throws SettingsError `settings/preset` for a name that is none, `settings/policy` for figures that cannot be used
 */
export function policyFrom(wanted: {
  readonly preset?: string | undefined;
  readonly overrides?: Overrides | undefined;
}): Policy {
  const { preset = "default", overrides } = wanted;
  if (!isPreset(preset)) {
    throw new SettingsError(
      "settings/preset",
      `There is no preset named "${preset}".`,
      `Use one of ${PRESET_NAMES.join(", ")}.`,
    );
  }
  if (overrides === undefined) return presets[preset];
  return validatePolicy(laidOver({ ...presets[preset], name: `${preset}, changed` }, overrides));
}

function isPreset(name: string): name is PresetName {
  return PRESET_NAMES.some((known) => known === name);
}

/** Groups are merged, anything else is replaced. Keys that the base does not have are kept, to be refused by name. */
function laidOver(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isGroup(base) || !isGroup(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) merged.set(key, laidOver(merged.get(key), value));
  return Object.fromEntries(merged);
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
