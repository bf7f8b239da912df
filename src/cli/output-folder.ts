import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import type { Delivery } from "../domain/job.ts";
import { printable } from "./printable.ts";

/** Makes the folder where it is missing and sees that it can be written to, before anything is paid for. Throws `SettingsError`. */
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

/**
 * Sees to the folder of an output file, and that no folder is in the file's place. Throws `SettingsError`.
 *
 * @param folders those that were seen to already; many files share one
 */
export async function prepareFile({ path }: Delivery, folders: Map<string, Promise<void>>): Promise<void> {
  const folder = dirname(path);
  const ready = folders.get(folder) ?? prepareFolder(folder);
  folders.set(folder, ready);
  await ready;
  if ((await stat(path).catch(() => null))?.isDirectory() !== true) return;
  throw new SettingsError(
    "settings/output-dir",
    `The transcript cannot be written to ${printable(path)}: a folder of that name is in the way.`,
    "Choose another folder with --output-dir.",
  );
}
