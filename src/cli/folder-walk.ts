import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Part, type Pattern, readPatterns } from "./pattern.ts";

/** Something found in a folder. */
export interface Found {
  /** As it was named: relative where the folder was. */
  readonly path: string;
  /** The folder that the search began in. */
  readonly base: string;
  readonly kind: "file" | "folder" | "neither" | "unreadable";
  /** Why it is unreadable. */
  readonly cause?: unknown;
}

/**
 * All files below a folder, by name. A link to a file is that file; a link to a folder is not followed, since it may
 * lead round in a circle. Hidden folders, links to folders, devices and pipes come as `neither`.
 */
export async function* filesBelow(folder: string, base = folder): AsyncGenerator<Found> {
  const entries = await entriesOf(folder);
  if ("cause" in entries) {
    yield { path: folder, base, kind: "unreadable", cause: entries.cause };
    return;
  }
  for (const entry of entries.all) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) yield { path, base, kind: (await isFile(entry, path)) ? "file" : "neither" };
    else if (entry.name.startsWith(".")) yield { path, base, kind: "neither" };
    else yield* filesBelow(path, base);
  }
}

/** All files and folders that a pattern stands for, by name. What cannot be read has nothing that matches. */
export async function* matching(text: string): AsyncGenerator<Found> {
  for (const { base, parts } of readPatterns(text)) yield* below(base, base, parts);
}

async function* below(folder: string, base: string, parts: Pattern["parts"]): AsyncGenerator<Found> {
  const [part, ...rest] = parts;
  if (part === undefined) return;
  if (part === "any-depth") {
    yield* anyDepth(folder, base, rest.length === 0 ? [() => true] : rest);
    return;
  }
  const entries = await entriesOf(folder);
  for (const entry of "all" in entries ? entries.all : []) {
    if (!part(entry.name)) continue;
    const path = folder === "." ? entry.name : join(folder, entry.name);
    if (rest.length > 0) {
      if (await isFolder(entry, path)) yield* below(path, base, rest);
    } else if (await isFolder(entry, path)) yield { path, base, kind: "folder" };
    else yield { path, base, kind: (await isFile(entry, path)) ? "file" : "neither" };
  }
}

/** The folder itself and all below it. Folders that match there are left out: their files come by themselves. */
async function* anyDepth(folder: string, base: string, rest: readonly Part[]): AsyncGenerator<Found> {
  for await (const found of below(folder, base, rest)) {
    if (found.kind !== "folder") yield found;
  }
  const entries = await entriesOf(folder);
  for (const entry of "all" in entries ? entries.all : []) {
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    yield* anyDepth(folder === "." ? entry.name : join(folder, entry.name), base, rest);
  }
}

async function entriesOf(folder: string): Promise<{ readonly all: readonly Dirent[] } | { readonly cause: unknown }> {
  try {
    const all = await readdir(folder, { withFileTypes: true });
    return { all: all.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (cause) {
    return { cause };
  }
}

async function isFile(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return (await stat(path).catch(() => null))?.isFile() === true;
}

async function isFolder(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (await stat(path).catch(() => null))?.isDirectory() === true;
}
