import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { SettingsError } from "../domain/errors.ts";
import { key as checked } from "./checks.ts";
import { quoted } from "./told.ts";

/** A file that holds a key and nothing else. */
export interface KeyFile {
  /** Absolute. */
  readonly path: string;
  /** The setting that named it, with its place. */
  readonly from: string;
}

/** A longer file holds something else. */
const MOST_BYTES = 4_096;

/** Others who may read or write a file. */
const OTHERS = 0o077;

const REMEDY = "Put the key alone into that file, and let nobody but you read it.";

/**
 * What reads the key of a file: once while the file stays as it is, and anew when it changes. While it is away or empty,
 * as when somebody writes it anew, the key that stood there before still counts: a provider that takes it no more says so.
 *
 * @throws SettingsError `settings/key-file` from what comes back, for a file that no key can be read from, or that others
 *   may read; `settings/key` for what cannot be a key. None of them shows it.
 */
export function keyFileReader(file: KeyFile): () => Promise<string> {
  let known: { readonly key: string; readonly mark: string } | null = null;
  return async () => {
    const found = await stat(file.path).catch(() => null);
    if (known !== null && (found === null || found.size === 0)) return known.key;
    const mark = found === null ? "" : `${found.ino} ${found.size} ${found.mtimeMs}`;
    if (known?.mark !== mark) known = { key: await keyIn(file, found), mark };
    return known.key;
  };
}

async function keyIn({ path, from }: KeyFile, found: Stats | null): Promise<string> {
  const refusal = (why: string, remedy = REMEDY): SettingsError =>
    new SettingsError("settings/key-file", `${from}: ${quoted(path)} ${why}.`, remedy);
  if (found === null) throw refusal("is not there");
  if (!found.isFile()) throw refusal("is no file");
  if (process.platform !== "win32" && (found.mode & OTHERS) !== 0) {
    throw refusal("holds a key, and others on this machine may read it", `chmod 600 ${path}`);
  }
  if (found.size > MOST_BYTES) throw refusal(`has ${found.size} bytes, which no key has`);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    throw refusal(`cannot be read (${code})`);
  });
  const value = text.trim();
  if (value === "") throw refusal("is empty");
  return checked({ value, from: `${from}: ${quoted(path)}` });
}
