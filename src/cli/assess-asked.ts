import { readFile, stat } from "node:fs/promises";
import { SettingsError } from "../domain/errors.ts";
import { printable } from "./printable.ts";

export interface ScriptFlags {
  readonly script?: readonly string[] | undefined;
  readonly scriptFile?: readonly string[] | undefined;
}

/** No text of so few words is longer; a larger file is something else, such as the recording itself. */
const MOST_BYTES = 100_000;

/**
 * The sentences of which one was said: each `--script` and each file is one; empty for free speech. Throws `SettingsError`
 * for one that is empty or cannot be read.
 */
export async function readScript({ script = [], scriptFile = [] }: ScriptFlags): Promise<readonly string[]> {
  const typed = script.map((text) => sentence(text, "--script"));
  const files: string[] = [];
  for (const path of scriptFile) files.push(sentence(await fileText(path), `The script ${printable(path)}`));
  return [...new Set([...typed, ...files])];
}

function sentence(text: string, from: string): string {
  // Line ends of a file are no ends of sentences: it is wrapped as its editor liked.
  const plain = text
    .replace(/^\ufeff/, "")
    .normalize("NFC")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  if (!/[\p{L}\p{N}]/u.test(plain))
    throw bad(`${from} has no words.`, "Write what was to be said; without --script the speech is free.");
  if (plain.includes("\ufffd")) throw bad(`${from} has characters that are no text.`, "Save it as UTF-8.");
  return plain;
}

async function fileText(path: string): Promise<string> {
  const cannot = (why: string, cause?: unknown): SettingsError => {
    const remedy = "Name a text file with what was to be said, or type it after --script.";
    return bad(`The script ${printable(path)} of --script-file ${why}.`, remedy, cause);
  };
  const found = await stat(path).catch((cause: unknown) => {
    throw cannot(`cannot be read (${reasonOf(cause)})`, cause);
  });
  if (!found.isFile()) throw cannot("is no file");
  if (found.size > MOST_BYTES) throw cannot("is too long to be one");
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw cannot(`cannot be read (${reasonOf(cause)})`, cause);
  });
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "no reason given";
}

function bad(message: string, remedy: string, cause?: unknown): SettingsError {
  return new SettingsError("settings/script", message, remedy, { cause });
}
