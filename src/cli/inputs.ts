import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { AudioError } from "../domain/errors.ts";
import { printable } from "./printable.ts";

/** A recording the command was given. */
export interface Input {
  /** Absolute. */
  readonly path: string;
  /** As it was typed; harmless on a terminal. */
  readonly name: string;
  /** What its output files are named for. */
  readonly stem: string;
  readonly bytes: number;
}

export interface Refused {
  readonly name: string;
  readonly error: AudioError;
}

export interface Inputs {
  readonly good: readonly Input[];
  readonly refused: readonly Refused[];
}

/** Looks at every input before any is taken in. The same one named twice is taken once. */
export async function lookAt(names: readonly string[]): Promise<Inputs> {
  const good = new Map<string, Input>();
  const refused: Refused[] = [];
  for (const name of names) {
    try {
      const input = await file(name);
      good.set(input.path, input);
    } catch (error) {
      if (!(error instanceof AudioError)) throw error;
      refused.push({ name: printable(name), error });
    }
  }
  return { good: [...good.values()], refused };
}

async function file(name: string): Promise<Input> {
  if (/^https?:\/\//i.test(name)) {
    // A query may carry a signature, so what is told of an address ends before it.
    const shown = name.split(/[?#]/)[0] ?? name;
    throw bad("audio/url", shown, "is an address, and only files are taken", "Download it and name the file.");
  }
  const path = resolve(name);
  let found: Awaited<ReturnType<typeof stat>>;
  try {
    found = await stat(path);
    if (found.isFile()) await access(path, constants.R_OK);
  } catch (error) {
    throw unreadable(name, error);
  }
  if (found.isDirectory()) {
    throw bad("audio/folder", name, "is a folder", `Name its files instead, such as ${printable(name)}/*.mp3.`);
  }
  if (!found.isFile()) {
    throw bad("audio/not-a-file", name, "is a device or pipe", "Save the recording to a file first and name that.");
  }
  if (found.size === 0) {
    throw bad("audio/empty", name, "is empty (0 bytes)", "Record or export it again; there is nothing to transcribe.");
  }
  return { path, name: printable(name), stem: stemOf(basename(path)), bytes: found.size };
}

function unreadable(name: string, cause: unknown): AudioError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return bad("audio/missing", name, "does not exist", "Check the spelling and the folder.", cause);
    case "EACCES":
    case "EPERM":
      return bad(
        "audio/unreadable",
        name,
        "may not be read by you",
        `Allow it with chmod +r, or ask its owner.`,
        cause,
      );
    case "ENAMETOOLONG":
      return bad("audio/missing", name, "is a longer name than a file can have", "Check the spelling.", cause);
    default:
      return bad(
        "audio/unreadable",
        name,
        `cannot be read (${code || "no reason given"})`,
        "Copy it elsewhere.",
        cause,
      );
  }
}

function bad(code: string, name: string, what: string, remedy: string, cause?: unknown): AudioError {
  return new AudioError(code, `${printable(name) || "An empty name"} ${what}.`, remedy, { cause });
}

/** The name without its last ending; a name that is all ending, such as `.mp3`, stays whole. */
function stemOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}
