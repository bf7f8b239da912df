import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { AudioError, type TenutoError } from "../domain/errors.ts";
import { printable } from "./printable.ts";

/** Where a recording comes from. */
export type Origin =
  /** The path is absolute. */
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "address"; readonly url: string }
  | { readonly kind: "standard-input" };

/** A recording the command was given. */
export interface Input {
  readonly origin: Origin;
  /** As it was typed, or as it lies below what was typed; harmless on a terminal. */
  readonly name: string;
  /** The file's name, which its transcripts are named for. */
  readonly file: string;
  /** Where its transcripts lie below the output folder; empty for the folder itself. */
  readonly below: string;
}

export interface Refused {
  readonly name: string;
  readonly error: TenutoError;
}

/** A file as it lies on the disk now. */
export interface Looked {
  readonly bytes: number;
  /** When it was last changed, wall time ms. */
  readonly changedAt: number;
}

/** Looks at a recording before it is taken in. Throws `AudioError` for what can be none. */
export async function look(path: string, name: string): Promise<Looked> {
  const found = await lookAtFile(path, name);
  if (found.bytes > 0) return found;
  throw bad("audio/empty", name, "is empty (0 bytes)", "Record or export it again; there is nothing to transcribe.");
}

/** The same for whoever only looks into it: an empty file has something to be told as well. Throws `AudioError`. */
export async function lookAtFile(path: string, name: string): Promise<Looked> {
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
    throw bad("audio/not-a-file", name, "is a device or pipe", "Save the recording to a file first, or pipe it to -.");
  }
  return { bytes: found.size, changedAt: found.mtimeMs };
}

/** What the machine said about a file or folder that cannot be read, in words. */
export function unreadable(name: string, cause: unknown): AudioError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return name.includes("\ufffd")
        ? bad("audio/missing", name, "has a name that is not in UTF-8", "Rename it.", cause)
        : bad("audio/missing", name, "does not exist", "Check the spelling and the folder.", cause);
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

/** An error that says of an input what is the matter with it: `what` goes on from its name, without a full stop. */
export function bad(code: string, name: string, what: string, remedy: string, cause?: unknown): AudioError {
  return new AudioError(code, `${printable(name) || "An empty name"} ${what}.`, remedy, { cause });
}
