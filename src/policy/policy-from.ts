import { SettingsError } from "../domain/errors.ts";
import type { Policy } from "../domain/policy.ts";
import type { PlaceOf } from "./figures.ts";
import { laidOver, type Overrides } from "./laid-over.ts";
import { PRESET_NAMES, type PresetName, presets } from "./presets.ts";
import { validatePolicy } from "./validate.ts";

/**
 * The policy somebody asked for: a preset (`default` unless named) with their own figures laid over it.
 *
 * @param overrides checked here, so it may come from a file; what is left out or `undefined` keeps the preset's value
 * @param placeOf says where the overrides stand in a file
 * @throws SettingsError `settings/preset` for a name that is none, `settings/policy` for figures that cannot be used
 */
export function policyFrom(wanted: {
  readonly preset?: string | undefined;
  readonly overrides?: Overrides | undefined;
  readonly placeOf?: PlaceOf | undefined;
}): Policy {
  const { preset = "default", overrides, placeOf } = wanted;
  if (!isPreset(preset)) {
    throw new SettingsError(
      "settings/preset",
      `There is no preset named "${preset}".`,
      `Use one of ${PRESET_NAMES.join(", ")}.`,
    );
  }
  if (overrides === undefined) return presets[preset];
  return validatePolicy(laidOver({ ...presets[preset], name: `${preset}, changed` }, overrides), placeOf);
}

function isPreset(name: string): name is PresetName {
  return PRESET_NAMES.some((known) => known === name);
}
