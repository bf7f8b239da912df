import { stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { AudioError } from "../domain/errors.ts";
import { isRecordingName } from "./endings.ts";
import { type Found, filesBelow, matching } from "./folder-walk.ts";
import { bad, type Input, look, type Refused, unreadable } from "./inputs.ts";
import { hasWildcard } from "./pattern.ts";
import { printable } from "./printable.ts";

/** What the command line's names stand for. */
export interface Gathered {
  readonly inputs: readonly Input[];
  readonly refused: readonly Refused[];
  /** Files of folders that are no recordings by their names. */
  readonly passedOver: readonly string[];
}

/** What one name stands for; a recording found in a folder or by a pattern knows where that began. */
type Piece =
  | { readonly kind: "input"; readonly input: Input; readonly root: string | null }
  | { readonly kind: "refused"; readonly refused: Refused }
  | { readonly kind: "passed-over"; readonly name: string };

type Check = (path: string, name: string) => Promise<unknown>;

/** Names looked at side by side: most of that time is the disk's. */
const AT_ONCE = 64;

/**
 * Finds the recordings that files, folders, patterns, addresses and `-` stand for, in the order named and each file
 * once. Nothing is opened yet, so that ten thousand cost next to nothing.
 *
 * @param check throws `AudioError` for a named file that is not taken. Default: also for an empty one.
 */
export async function gather(names: readonly string[], check: Check = look): Promise<Gathered> {
  const inputs = new Map<string, { readonly input: Input; readonly root: string | null }>();
  const refused: Refused[] = [];
  const passedOver: string[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const found = await Promise.all(names.slice(from, from + AT_ONCE).map((name) => piecesOf(name, check)));
    for (const piece of found.flat()) {
      if (piece.kind === "refused") refused.push(piece.refused);
      else if (piece.kind === "passed-over") passedOver.push(piece.name);
      else {
        const key = keyOf(piece.input);
        if (!inputs.has(key)) inputs.set(key, piece);
      }
    }
  }
  const roots = new Set([...inputs.values()].flatMap(({ root }) => root ?? []));
  return { inputs: [...inputs.values()].map((one) => placed(one, roots.size > 1)), refused, passedOver };
}

/** One folder's content lies in the output folder as it lies there; of several each keeps its own name. */
function placed({ input, root }: { input: Input; root: string | null }, several: boolean): Input {
  return root === null || !several ? input : { ...input, below: join(basename(root), input.below) };
}

function keyOf({ origin }: Input): string {
  switch (origin.kind) {
    case "file":
      return origin.path;
    case "address":
      return origin.url;
    case "standard-input":
      return "-";
    default:
      return origin satisfies never;
  }
}

async function piecesOf(name: string, check: Check): Promise<Piece[]> {
  try {
    if (name === "-") return [alone(standardInput)];
    if (/^https?:\/\//i.test(name)) return [alone(addressed(name))];
    const there = await stat(name).catch((error: unknown) => ({ error }));
    if ("error" in there) return hasWildcard(name) ? await matched(name) : [refusedPiece(name, there.error)];
    if (there.isDirectory()) return await collected(filesBelow(name));
    await check(name, name);
    return [alone(fileInput(name, ""))];
  } catch (error) {
    if (!(error instanceof AudioError)) throw error;
    return [{ kind: "refused", refused: { name: shownName(name), error } }];
  }
}

function alone(input: Input): Piece {
  return { kind: "input", input, root: null };
}

function refusedPiece(name: string, cause: unknown): Piece {
  return { kind: "refused", refused: { name: printable(name), error: unreadable(name, cause) } };
}

async function matched(pattern: string): Promise<Piece[]> {
  // Who writes out an ending wants just those files.
  const pieces = await collected(matching(pattern), /\.\w+$/.test(pattern));
  if (pieces.length > 0) return pieces;
  throw bad("audio/no-match", pattern, "matches nothing", "Check the pattern and the folder it begins in.");
}

/** @param asked takes files whatever they are called */
async function collected(all: AsyncIterable<Found>, asked = false): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for await (const { path, base, kind, cause } of all) {
    if (kind === "unreadable") pieces.push(refusedPiece(path, cause));
    else if (kind === "folder") pieces.push(...(await collected(rebased(filesBelow(path), base))));
    else if (kind === "neither" || !(asked || isRecordingName(basename(path)))) {
      pieces.push({ kind: "passed-over", name: printable(path) });
    } else {
      const below = relative(base, dirname(path));
      pieces.push({ kind: "input", input: fileInput(path, below), root: resolve(base) });
    }
  }
  return pieces;
}

async function* rebased(all: AsyncIterable<Found>, base: string): AsyncGenerator<Found> {
  for await (const found of all) yield { ...found, base };
}

function fileInput(path: string, below: string): Input {
  return { origin: { kind: "file", path: resolve(path) }, name: printable(path), file: basename(resolve(path)), below };
}

const standardInput: Input = {
  origin: { kind: "standard-input" },
  name: "standard input",
  file: "stdin",
  below: "",
};

function addressed(url: string): Input {
  if (!URL.canParse(url)) throw bad("audio/url", shownName(url), "is no address", "Check how it is written.");
  return { origin: { kind: "address", url }, name: shownName(url), file: fileOf(new URL(url)), below: "" };
}

/** A query may carry a signature and a user a password, so what is told of an address has neither. */
function shownName(name: string): string {
  if (!/^https?:\/\//i.test(name)) return printable(name);
  if (!URL.canParse(name)) return printable((name.split(/[?#]/)[0] ?? "").replace(/\/\/[^/]*@/, "//"));
  const { protocol, host, pathname } = new URL(name);
  return printable(`${protocol}//${host}${pathname}`);
}

/** The last part of the path, as a file may be called; the host where there is none. */
function fileOf({ hostname, pathname }: URL): string {
  const last = pathname.split("/").at(-1) ?? "";
  const name = decoded(last).replace(/[/\\\0]/g, "_");
  return name === "" || name === "." || name === ".." ? hostname : name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
