import { createHash } from "node:crypto";
import { type FileHandle, mkdir, mkdtemp, open, readdir, rename, rm, stat, unlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { AudioRef, AudioSource, Spool } from "../domain/audio-source.ts";
import type { Clock } from "../domain/runtime.ts";
import { SharedSync } from "./shared-sync.ts";
import { diskTrouble, missingRecording, sourceTrouble } from "./spool-errors.ts";

/** A recording's file is named for its hash. */
const RECORDING = /^[0-9a-f]{64}$/;

/** What is still being written: a recording or a folder of somebody's work, by its writer's process id. */
const PART = /^(\d+)-\d+\.(?:part|work-\w+)$/;

/** A dead process's part is kept this long, ms: its id may by now be another's, and nobody is in a hurry. */
const PART_KEPT_MS = 24 * 60 * 60 * 1_000;

/** Bytes read at a time. */
const PIECE_BYTES = 64 * 1024;

/** Numbers the parts of this process, over all its spools. */
let partNumber = 0;

/**
 * Recordings in a folder, each under its SHA-256, so that the same bytes are kept once. A recording is written beside
 * its place, synced and renamed: it is whole, or not there. Uses constant memory whatever the length. The folder is
 * made when the first recording comes; only its owner may read it.
 */
export function fileSpool(folder: string, clock: Clock): Spool {
  return new FileSpool(resolve(folder), clock);
}

class FileSpool implements Spool {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #folderSync = new SharedSync(() => syncFolder(this.#folder));
  #ready: Promise<void> | null = null;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  async put(bytes: AsyncIterable<Uint8Array>, name: string, signal?: AbortSignal): Promise<AudioRef> {
    signal?.throwIfAborted();
    await this.#prepared();
    const part = await this.#openPart();
    try {
      const { sha256, size } = await this.#write(part.handle, pieces(bytes, name, signal));
      signal?.throwIfAborted();
      await this.#onDisk(() => rename(part.path, this.#place(sha256)));
      await this.#onDisk(() => this.#folderSync.done());
      return { sha256, bytes: size, name, durationMs: null };
    } catch (error) {
      await rm(part.path, { force: true });
      throw error;
    }
  }

  open(ref: AudioRef): AudioSource {
    const path = this.#place(ref.sha256);
    return { ref, path, open: () => readWhole(path, ref) };
  }

  async holds(ref: AudioRef): Promise<boolean> {
    const found = await stat(this.#place(ref.sha256)).catch(() => null);
    return found !== null && found.size === ref.bytes;
  }

  async drop(sha256: string): Promise<void> {
    const path = this.#place(sha256);
    await this.#onDisk(() => unlink(path).catch(unlessMissing));
  }

  async scratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
    await this.#prepared();
    partNumber += 1;
    const folder = await this.#onDisk(() => mkdtemp(join(this.#folder, `${process.pid}-${partNumber}.work-`)));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async heldSince(before: number): Promise<readonly string[]> {
    await this.#prepared();
    const files = await this.#onDisk(() => readdir(this.#folder));
    const held: string[] = [];
    for (const file of files.filter((name) => RECORDING.test(name))) {
      const found = await stat(this.#place(file)).catch(() => null);
      if (found !== null && found.mtimeMs < before) held.push(file);
    }
    return held;
  }

  /** Closes the handle, whatever happens. */
  async #write(handle: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }> {
    const hash = createHash("sha256");
    let size = 0;
    try {
      for await (const piece of bytes) {
        hash.update(piece);
        size += piece.byteLength;
        await this.#onDisk(() => handle.appendFile(piece));
      }
      await this.#onDisk(() => handle.sync());
    } finally {
      await handle.close();
    }
    return { sha256: hash.digest("hex"), size };
  }

  #place(sha256: string): string {
    if (!RECORDING.test(sha256)) throw new TypeError("not a SHA-256 in hex");
    return join(this.#folder, sha256);
  }

  async #openPart(): Promise<{ readonly path: string; readonly handle: FileHandle }> {
    for (;;) {
      partNumber += 1;
      const path = join(this.#folder, `${process.pid}-${partNumber}.part`);
      try {
        return { path, handle: await open(path, "wx", 0o600) };
      } catch (error) {
        // A dead process with our id has left one of that name.
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw diskTrouble(this.#folder, error);
      }
    }
  }

  #prepared(): Promise<void> {
    this.#ready ??= this.#onDisk(() => this.#prepare()).catch((error: unknown) => {
      this.#ready = null;
      throw error;
    });
    return this.#ready;
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const file of await readdir(this.#folder)) {
      const writer = PART.exec(file)?.[1];
      if (writer === undefined || isAlive(Number(writer))) continue;
      const path = join(this.#folder, file);
      const found = await stat(path).catch(() => null);
      if (found !== null && found.mtimeMs < this.#clock.now() - PART_KEPT_MS) {
        await rm(path, { recursive: true, force: true });
      }
    }
  }

  async #onDisk<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw diskTrouble(this.#folder, error);
    }
  }
}

/** The source's bytes; its trouble is named as its own, and an abort is noticed at once even while it is silent. */
async function* pieces(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await orAborted(source.next(), signal);
      if (step.done) return;
      yield step.value;
    }
  } catch (error) {
    throw signal?.aborted ? signal.reason : sourceTrouble(name, error);
  } finally {
    // Not awaited: a source that hangs would hold us with it.
    source.return?.().catch(() => {});
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/**
 * The end follows the last piece at once: there is no read to learn of it, and the file is closed by then. A server that
 * answers quickly would otherwise meet a body that still counts as being sent, and the connection would be thrown away.
 */
async function* readWhole(path: string, ref: AudioRef): AsyncGenerator<Uint8Array> {
  try {
    const file = await open(path, "r");
    try {
      for (let left = ref.bytes; left > 0; ) {
        const piece = Buffer.allocUnsafe(Math.min(left, PIECE_BYTES));
        const { bytesRead } = await file.read(piece);
        if (bytesRead === 0) return;
        left -= bytesRead;
        if (left === 0) await file.close();
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw missingRecording(ref.name, error);
  }
}

/** Makes a rename last through a power failure. Windows has no such call and no such need. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
