import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { AudioError } from "../domain/errors.ts";

/** Bytes that can be looked at anywhere. Reads past the end give fewer bytes, never an error. */
export interface Bytes {
  readonly size: number;
  /** At most `length` bytes from `position` on; valid until the next call. */
  at(position: number, length: number): Buffer;
}

/** One page of cache serves the many small looks of a walk; larger looks are read by themselves. */
const PAGE = 64 * 1024;
/** A look far from the last one is mostly the only one there: a header between large parts that are skipped. */
const FIRST_LOOK = 4096;
/** No walker looks at more at once. */
const LARGEST_LOOK = 1024 * 1024;

/** A look reads what is there now: a file that shrank gives fewer bytes. */
export class FileBytes implements Bytes {
  readonly size: number;
  readonly #file: number;
  readonly #modified: number;
  readonly #page = Buffer.allocUnsafe(PAGE);
  #pageFrom = -1;
  #pageLength = 0;
  /** Bytes that were read from the file so far. */
  read = 0;

  /** @throws AudioError when the path is no regular file or cannot be read. */
  constructor(path: string) {
    this.#file = open(path);
    const { size, mtimeMs } = fstatSync(this.#file);
    this.size = size;
    this.#modified = mtimeMs;
  }

  at(position: number, length: number): Buffer {
    const wanted = Math.min(length, LARGEST_LOOK, Math.max(0, this.size - position));
    if (wanted <= 0 || position < 0) return Buffer.alloc(0);
    if (wanted > PAGE / 4) return this.#readAt(Buffer.allocUnsafe(wanted), position);
    const within = position >= this.#pageFrom && position + wanted <= this.#pageFrom + this.#pageLength;
    if (this.#pageFrom < 0 || !within) {
      const near = position >= this.#pageFrom && position <= this.#pageFrom + this.#pageLength;
      const ahead = near ? PAGE : Math.max(FIRST_LOOK, wanted);
      this.#pageLength = this.#readAt(this.#page.subarray(0, ahead), position).length;
      this.#pageFrom = position;
    }
    const from = position - this.#pageFrom;
    return this.#page.subarray(from, Math.min(from + wanted, this.#pageLength));
  }

  /** Whether somebody wrote to the file since it was opened. */
  changed(): boolean {
    const { size, mtimeMs } = fstatSync(this.#file);
    return size !== this.size || mtimeMs !== this.#modified;
  }

  close(): void {
    closeSync(this.#file);
  }

  #readAt(into: Buffer, position: number): Buffer {
    let got = 0;
    while (got < into.length) {
      const read = readSync(this.#file, into, got, into.length - got, position + got);
      if (read === 0) break;
      got += read;
    }
    this.read += got;
    return into.subarray(0, got);
  }
}

/** Bytes that are in memory already. */
export function bytesOf(buffer: Uint8Array): Bytes {
  const all = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return {
    size: all.length,
    at: (position, length) => all.subarray(Math.max(0, position), Math.max(0, position + length)),
  };
}

/** A pipe would block as it is opened and a device may act on it: only what is a regular file is opened. */
function open(path: string): number {
  try {
    const found = statSync(path);
    if (found.isDirectory()) {
      throw new AudioError("audio/folder", `${path} is a folder`, "name the files in it, such as folder/*.mp3");
    }
    if (!found.isFile()) throw notRegular(path);
    // The path may have become a pipe since: opened without blocking it is found out instead of waited for.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(file).isFile()) return file;
    closeSync(file);
    throw notRegular(path);
  } catch (error) {
    throw error instanceof AudioError ? error : unreadable(path, error as NodeJS.ErrnoException);
  }
}

function notRegular(path: string): AudioError {
  return new AudioError("audio/not-a-file", `${path} is not a regular file`, "give the path of a recording");
}

/** What is thrown when the machine refuses to give a file's bytes. */
export function unreadable(path: string, error: NodeJS.ErrnoException): AudioError {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return new AudioError("audio/missing", `${path} does not exist`, "check the path", { cause: error });
  }
  const why = error.code === "EACCES" ? "permission denied" : error.message;
  return new AudioError("audio/unreadable", `${path} cannot be read: ${why}`, "check its permissions", {
    cause: error,
  });
}
