import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import type { Delivery } from "../domain/job.ts";
import { FORMATS, type Format } from "../domain/transcript.ts";
import type { Input } from "./inputs.ts";
import { printable } from "./printable.ts";

/** `-f txt,srt -f json`: each format once, in the order given; `txt` when none is. */
export function readFormats(given: readonly string[]): readonly Format[] {
  const wanted = given.flatMap((list) => list.split(",")).map((name) => name.trim().toLowerCase());
  const formats = wanted.map((name) => {
    const found = FORMATS.find((format) => format === name);
    if (found !== undefined) return found;
    throw new SettingsError(
      "settings/format",
      `--format is ${JSON.stringify(printable(name))}.`,
      `Use ${FORMATS.join(", ")}, several with commas.`,
    );
  });
  return formats.length === 0 ? ["txt"] : [...new Set(formats)];
}

/**
 * Which files each input ends in; in the order of the inputs. Two inputs that would write one file are refused before
 * anything is accepted: the second transcript would quietly replace the first, and both are paid for.
 */
export function planOutputs(inputs: readonly Input[], folder: string, formats: readonly Format[]): Delivery[][] {
  const owners = new Map<string, string>();
  const sources = new Set(inputs.map(({ path }) => sameFile(path)));
  return inputs.map((input) =>
    formats.map((format) => {
      const path = join(resolve(folder), `${input.stem}.${format}`);
      const owner = owners.get(sameFile(path));
      if (owner !== undefined) {
        throw new SettingsError(
          "settings/output-clash",
          `${owner} and ${input.name} would both be written to ${printable(path)}.`,
          "Rename one of them, or transcribe them into different folders.",
        );
      }
      if (sources.has(sameFile(path))) {
        throw new SettingsError(
          "settings/output-clash",
          `The transcript of ${input.name} would replace ${printable(path)}, which is one of the inputs.`,
          "Choose another folder with --output-dir.",
        );
      }
      owners.set(sameFile(path), input.name);
      return { path, format };
    }),
  );
}

/** Makes the folder where it is missing and sees that it can be written to, before anything is paid for. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(resolve(folder), { recursive: true });
    await access(resolve(folder), constants.W_OK);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no reason given";
    const why = code === "EEXIST" || code === "ENOTDIR" ? "a file of that name is in the way" : code;
    throw new SettingsError(
      "settings/output-dir",
      `The folder ${printable(folder)} of --output-dir cannot be written to (${why}).`,
      "Choose another folder, or make this one writable.",
      { cause },
    );
  }
}

/** Many file systems ignore case and spell accents in two ways: names that differ only so are taken for one. */
function sameFile(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
