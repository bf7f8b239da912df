import { readFile } from "node:fs/promises";
import { SettingsError } from "../domain/errors.ts";
import { printable } from "./printable.ts";

/** The names typed and those of the list. Throws `SettingsError` where there is none, or standard input is asked twice. */
export async function inputNames(
  names: readonly string[],
  fromFile: string | undefined,
  stdin: (() => AsyncIterable<Uint8Array>) | undefined,
): Promise<readonly string[]> {
  if (fromFile === undefined && names.length === 0) {
    const remedy = "Name files, folders, patterns or addresses, - for standard input, or a list with --from-file.";
    throw new SettingsError("settings/no-input", "No recording is named.", remedy);
  }
  if (fromFile === undefined) return names;
  if (fromFile === "-" && names.includes("-")) throw askedTwice();
  const listed = await namesFrom(fromFile, stdin?.() ?? nothing());
  if (fromFile === "-" && listed.includes("-")) throw askedTwice();
  return [...names, ...listed];
}

function askedTwice(): SettingsError {
  const message = "Standard input cannot be both a recording and the list of --from-file.";
  return new SettingsError("settings/from-file", message, "Put one of them into a file.");
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/**
 * The names of `--from-file`, one a line; blank lines and those that begin with # are left out. A list that holds NUL
 * bytes, as `find -print0` writes it, is taken apart there instead: its names may hold line ends.
 *
 * @param stdin what `-` stands for
 */
async function namesFrom(list: string, stdin: AsyncIterable<Uint8Array>): Promise<string[]> {
  const text = list === "-" ? await textOf(stdin) : await fileText(list);
  if (text.includes("\0")) return text.split("\0").filter((name) => name !== "");
  return text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
}

async function fileText(path: string): Promise<string> {
  try {
    return withoutMark(await readFile(path, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "no reason given";
    throw new SettingsError(
      "settings/from-file",
      `The list ${printable(path)} of --from-file cannot be read (${why}).`,
      "Name a text file with one recording a line, or - for standard input.",
      { cause },
    );
  }
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return withoutMark(Buffer.concat(pieces).toString("utf8"));
}

/** Some editors begin a text with a byte order mark, which would become part of the first name. */
function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, "");
}
