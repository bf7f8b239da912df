import { SettingsError } from "../domain/errors.ts";
import { FORMATS, type Format } from "../domain/transcript.ts";
import { printable } from "./printable.ts";

/** `-f txt,srt -f json`: each format once, in the order given; `all` is every one, `txt` what there is without. Throws `SettingsError`. */
export function readFormats(given: readonly string[]): readonly Format[] {
  const wanted = given.flatMap((list) => list.split(",")).map((name) => name.trim().toLowerCase());
  const formats = wanted.flatMap((name) => {
    if (name === "all") return FORMATS;
    const found = FORMATS.find((format) => format === name);
    if (found !== undefined) return found;
    throw new SettingsError(
      "settings/format",
      `--format is ${JSON.stringify(printable(name))}.`,
      `Use ${FORMATS.join(", ")}, several with commas, or all.`,
    );
  });
  return formats.length === 0 ? ["txt"] : [...new Set(formats)];
}
