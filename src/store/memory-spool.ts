import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AudioRef, Spool } from "../domain/audio-source.ts";
import { missingRecording, sourceTrouble } from "./spool-errors.ts";

/** Recordings in memory, for tests and simulations: it holds all their bytes at once. */
export function memorySpool(now: () => number = () => 0): Spool {
  const recordings = new Map<string, Uint8Array>();
  const heldFrom = new Map<string, number>();
  return {
    async put(bytes, name, signal) {
      const pieces: Uint8Array[] = [];
      try {
        for await (const piece of bytes) {
          signal?.throwIfAborted();
          pieces.push(piece);
        }
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        throw sourceTrouble(name, error);
      }
      signal?.throwIfAborted();
      const whole = Buffer.concat(pieces);
      const sha256 = createHash("sha256").update(whole).digest("hex");
      recordings.set(sha256, whole);
      heldFrom.set(sha256, now());
      return { sha256, bytes: whole.byteLength, name, durationMs: null };
    },
    open: (ref) => ({ ref, path: null, open: () => read(recordings.get(ref.sha256), ref) }),
    async holds(ref) {
      return recordings.get(ref.sha256)?.byteLength === ref.bytes;
    },
    async drop(sha256) {
      recordings.delete(sha256);
      heldFrom.delete(sha256);
    },
    async scratch(work) {
      const folder = await mkdtemp(join(tmpdir(), "tenuto-"));
      try {
        return await work(folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async heldSince(before) {
      return [...heldFrom].flatMap(([sha256, from]) => (from < before ? [sha256] : []));
    },
  };
}

async function* read(whole: Uint8Array | undefined, ref: AudioRef): AsyncGenerator<Uint8Array> {
  if (whole === undefined) throw missingRecording(ref.name, new Error("dropped"));
  yield whole;
}
