import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import { prepareFile, prepareFolder } from "./output-folder.ts";
import { printable } from "./printable.ts";

/** Where a bundle goes: all of it into a folder, one form of it into a file, or one form to standard output. */
export type SupportPlaces =
  | { readonly kind: "folder"; readonly page: string; readonly json: string; readonly sample: string }
  | { readonly kind: "file"; readonly path: string; readonly form: "page" | "json" }
  | { readonly kind: "printed" };

/** Which form a place is a file for, by its ending; null for a folder. */
export function namesFile(said: string): "page" | "json" | null {
  const ending = extname(said).toLowerCase();
  return ending === ".md" ? "page" : ending === ".json" ? "json" : null;
}

/** `-o x.md` and `-o x.json` name a file, anything else a folder; it is made. Throws `SettingsError` for what cannot be written. */
export async function supportPlaces(said: string | undefined, job: string): Promise<SupportPlaces> {
  if (said === undefined) return { kind: "printed" };
  const form = namesFile(said);
  if (form !== null) {
    const path = resolve(said);
    await prepareFile({ path, format: "txt" }, new Map());
    return { kind: "file", path, form };
  }
  await prepareFolder(said);
  const at = (end: string): string => join(resolve(said), `tenuto-support-${job}${end}`);
  return { kind: "folder", page: at(".md"), json: at(".json"), sample: at("-sample.flac") };
}

/** Writes a file beside its place and renames it, so that it is whole or not there. Throws `SettingsError`. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    const file = await open(part, "w");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no reason given";
    throw new SettingsError(
      "settings/output-dir",
      `The bundle cannot be written to ${printable(path)} (${code}).`,
      "Choose another place with --output, where there is room and you may write.",
      { cause },
    );
  }
}
