import { createReadStream, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AudioError } from "../domain/errors.ts";
import type { Downloads } from "./download.ts";
import type { AudioInput } from "./house.ts";

/** Bytes read at a time: large enough that hashing and writing dominate, small enough to hold hundreds. */
const READ_BYTES = 256 * 1024;

/** Whatever is written like an address is one, also of a kind that is not fetched: taken for a path it would be told. */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]+:\/\/|data:)/i;

/** What somebody handed in, told apart. */
export type Source =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "web"; readonly url: URL }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "blob"; readonly blob: Blob }
  /** Can be read once. */
  | { readonly kind: "stream"; readonly stream: AsyncIterable<unknown> };

/** Throws `audio/url` for an address of another kind and `audio/not-bytes` for what is no recording in any form. */
export function sourceOf(input: AudioInput): Source {
  if (typeof input === "string" && !ADDRESS.test(input)) return { kind: "file", path: input };
  if (typeof input === "string" || input instanceof URL) return addressed(input);
  if (input instanceof Uint8Array) return { kind: "bytes", bytes: input };
  if (input instanceof Blob) return { kind: "blob", blob: input };
  if (typeof input === "object" && input !== null && Symbol.asyncIterator in input) {
    return { kind: "stream", stream: input };
  }
  throw notBytes(`a value of the type ${input === null ? "null" : typeof input}`);
}

function addressed(address: string | URL): Source {
  if (!URL.canParse(String(address)))
    throw new AudioError("audio/url", "the address is none", "check how it is written");
  const url = new URL(String(address));
  return url.protocol === "file:" ? { kind: "file", path: fileURLToPath(url) } : { kind: "web", url };
}

function notBytes(what: string): AudioError {
  const remedy = "hand in a path, an address, bytes, a Blob, or a stream of bytes";
  return new AudioError("audio/not-bytes", `${what} is not a recording`, remedy);
}

/** For people. Of an address no more than a file's name or the host: what else stands in it may be a credential. */
export function labelOf(source: Source): string {
  switch (source.kind) {
    case "file":
      return basename(source.path);
    case "web": {
      const last = source.url.pathname.split("/").at(-1) ?? "";
      return /^[\w .()-]{1,100}\.\w{2,4}$/.test(last) ? last : source.url.host;
    }
    case "blob":
      return "name" in source.blob && typeof source.blob.name === "string" ? source.blob.name : "recording";
    case "bytes":
    case "stream":
      return "recording";
    default:
      return source satisfies never;
  }
}

/**
 * The recording's bytes; nothing is held open until they are read. Throws `AudioError` for a file that is missing, empty
 * or none. Reading throws `AudioError` for one that cannot be read or that changes meanwhile, for an address that cannot
 * be fetched (see `Downloads.open`), and for a stream of something else than bytes.
 */
export async function open(
  source: Source,
  fetching: Downloads,
  signal?: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  switch (source.kind) {
    case "file":
      return openFile(source.path);
    case "web":
      return fetching.open(source.url, signal);
    case "bytes":
      return once(source.bytes);
    case "blob":
      return onlyBytes(source.blob.stream());
    case "stream":
      return onlyBytes(source.stream);
    default:
      return source satisfies never;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A Node stream that was given an encoding yields texts, which no longer hold the recording's bytes. */
async function* onlyBytes(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) {
    if (piece instanceof Uint8Array) yield piece;
    else if (piece instanceof ArrayBuffer) yield new Uint8Array(piece);
    else throw notBytes(`a stream that yields a ${typeof piece}`);
  }
}

async function openFile(path: string): Promise<AsyncIterable<Uint8Array>> {
  const found = await stat(resolve(path)).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) throw unreadable(path, found);
  if (found.isDirectory()) {
    throw new AudioError("audio/folder", `${path} is a folder`, "name the files in it, such as folder/*.mp3");
  }
  if (!found.isFile()) {
    throw new AudioError("audio/not-a-file", `${path} is not a regular file`, "give the path of a recording");
  }
  if (found.size === 0) {
    throw new AudioError("audio/empty", `${path} is empty: there is no audio in it`, "check how the file was written");
  }
  return unchanged(path, found);
}

/** Opened only now, since nobody would close what nobody reads. */
async function opened(path: string, size: number): Promise<AsyncIterable<Uint8Array>> {
  // The stream takes this much memory for each read, whatever there is to read: of a small file that would be garbage.
  const stream = createReadStream(resolve(path), { highWaterMark: Math.min(READ_BYTES, size) });
  await new Promise<void>((resolved, failed) => {
    stream.once("open", () => resolved());
    stream.once("error", (error) => failed(unreadable(path, error)));
  });
  return stream;
}

/** A recording that is still being written would be paid for without its end. */
async function* unchanged(path: string, before: Stats): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of await opened(path, before.size)) {
    size += piece.byteLength;
    // One that grows as fast as it is read would never end.
    if (size > before.size) break;
    yield piece;
  }
  // One that was taken away meanwhile was read to its end all the same.
  const after = await stat(resolve(path)).catch(() => before);
  if (size === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs) return;
  const remedy = "hand it in again once nothing writes to it any more";
  throw new AudioError("audio/changing", `${path} changed while it was taken in`, remedy);
}

function unreadable(path: string, error: NodeJS.ErrnoException): AudioError {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return new AudioError("audio/missing", `${path} does not exist`, "check the path", { cause: error });
  }
  const why = error.code === "EACCES" ? "permission denied" : error.message;
  return new AudioError("audio/unreadable", `${path} cannot be read: ${why}`, "check its permissions", {
    cause: error,
  });
}
