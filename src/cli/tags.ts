import { SettingsError } from "../domain/errors.ts";
import { printable } from "./printable.ts";

/**
 * `--tag name=value`, of jobs to come or of those that are looked for. Throws `SettingsError` for one without a name, and
 * for a name that is given twice.
 */
export function readTags(given: readonly string[]): Readonly<Record<string, string>> {
  const tags = new Map<string, string>();
  for (const pair of given) {
    const at = pair.indexOf("=");
    const key = pair.slice(0, Math.max(0, at)).trim();
    const what = JSON.stringify(printable(pair));
    if (key === "") throw new SettingsError("settings/tag", `--tag is ${what}.`, "Write --tag name=value.");
    if (tags.has(key))
      throw new SettingsError("settings/tag", `--tag ${printable(key)} is given twice.`, "Give it once.");
    tags.set(key, pair.slice(at + 1));
  }
  return Object.fromEntries(tags);
}
