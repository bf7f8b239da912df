import { createHash } from "node:crypto";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Recogniser } from "../domain/recogniser.ts";
import type { Clock } from "../domain/runtime.ts";
import type { TakenRecording } from "../domain/wire-form.ts";
import type { Hearing } from "./speech.ts";
import type { Texts } from "./texts.ts";
import type { Twin } from "./twin.ts";

/** Recordings recognised side by side: each takes a processor of its own. */
const LISTENERS = 2;
/** One recording may take a recogniser so long; then it counts as not heard. */
const LISTENING_LIMIT_MS = 10 * 60_000;

/** What an ear needs of a twin. */
type Listened = Pick<Twin, "wants" | "heard">;

/**
 * Reads recordings through and tells a twin what is in them: from a folder of texts, else by a recogniser, else not at
 * all. Only a recogniser makes it keep a copy of a recording, in a temporary file that is gone once it was heard.
 */
export interface Ear {
  /** Hash and size of the bytes; a service that scores has a look at them as well. */
  take(bytes: AsyncIterable<Uint8Array>): Promise<TakenRecording>;
  /** Begins with whatever the twin wants to know; it is told when that is known. */
  attend(twin: Listened): void;
  /** Stops listening and removes every file. */
  close(): Promise<void>;
}

export interface EarOptions {
  readonly clock: Clock;
  /** Lent by the house; one whose programs are missing is not used. Default none. */
  readonly recogniser?: Recogniser;
  /** Asked before any recogniser. Default none. */
  readonly texts?: Texts;
}

/** Nobody listens: every recording is known at once not to have been heard. */
export function deafEar(clock: Clock): Ear {
  return {
    take: async (bytes) => readThrough(bytes, async () => {}),
    attend: (twin) => {
      for (const sha256 of twin.wants()) twin.heard(sha256, null, clock.now());
    },
    close: async () => {},
  };
}

/** An ear with what there is to listen with; a deaf one where that is nothing. To be closed. */
export async function openEar({ clock, recogniser, texts }: EarOptions): Promise<Ear> {
  const helper = recogniser !== undefined && (await recogniser.missing()).length === 0 ? recogniser : null;
  if (helper === null && texts === undefined) return deafEar(clock);
  const folder = helper === null ? null : await mkdtemp(join(tmpdir(), "tenuto-twin-"));
  const copies = new Map<string, string>();
  const finished = new Set<string>();
  const waiting: { sha256: string; twin: Listened }[] = [];
  const closing = new AbortController();
  const listening = new Set<Promise<void>>();
  let taken = 0;

  async function listen(sha256: string): Promise<Hearing> {
    const text = texts === undefined ? null : await texts(sha256);
    if (text !== null) return { ok: true, text, words: [], durationMs: null };
    const copy = copies.get(sha256);
    if (copy === undefined || helper === null) return null;
    const heard = await helper.recognise(copy, { timeoutMs: LISTENING_LIMIT_MS, signal: closing.signal });
    // Trouble of this machine says nothing about the recording.
    return heard.ok || heard.code === "NOT_AUDIO" ? heard : null;
  }

  async function listenOn(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { sha256, twin } = next;
      const hearing = await listen(sha256);
      finished.add(sha256);
      await forget(sha256);
      if (!closing.signal.aborted) twin.heard(sha256, hearing, clock.now());
    }
  }

  async function forget(sha256: string): Promise<void> {
    const copy = copies.get(sha256);
    copies.delete(sha256);
    if (copy !== undefined) await rm(copy, { force: true });
  }

  return {
    async take(bytes) {
      if (folder === null) return readThrough(bytes, async () => {});
      const path = join(folder, String(taken++));
      const { keep, ...taking } = await spooled(bytes, path);
      if (keep && !copies.has(taking.sha256) && !finished.has(taking.sha256)) copies.set(taking.sha256, path);
      else await rm(path, { force: true });
      return taking;
    },
    attend(twin) {
      waiting.push(...twin.wants().map((sha256) => ({ sha256, twin })));
      while (waiting.length > 0 && listening.size < LISTENERS) {
        const work = listenOn().finally(() => listening.delete(work));
        listening.add(work);
      }
    },
    async close() {
      waiting.length = 0;
      closing.abort(new Error("the twin is closing"));
      await Promise.all(listening);
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readThrough(
  bytes: AsyncIterable<Uint8Array>,
  each: (piece: Uint8Array) => Promise<void>,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const piece of bytes) {
    hash.update(piece);
    size += piece.byteLength;
    await each(piece);
  }
  return { sha256: hash.digest("hex"), bytes: size };
}

/** A copy that cannot be written is given up, and the upload goes on: then nobody listens to it. */
async function spooled(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
): Promise<{ sha256: string; bytes: number; keep: boolean }> {
  let file: FileHandle | null = await open(path, "wx", 0o600).catch(() => null);
  let whole = false;
  try {
    const taking = await readThrough(bytes, async (piece) => {
      try {
        await file?.writeFile(piece);
      } catch {
        await file?.close();
        file = null;
      }
    });
    whole = true;
    return { ...taking, keep: file !== null };
  } finally {
    await file?.close();
    if (!whole) await rm(path, { force: true });
  }
}
