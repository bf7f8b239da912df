import type { Spool } from "../domain/audio-source.ts";
import type { JobStore } from "../domain/store.ts";

/**
 * Between the taking in of a recording and the acceptance of its job lie milliseconds, ms. One that is younger than this
 * may be in somebody's hands, also another process's, and a stream cannot be taken in twice.
 */
const STRAY_AFTER_MS = 10 * 60_000;

/**
 * Drops the recordings that no job needs: a process that died between completing a job and dropping its recording left
 * it there, and so did one that died between taking a recording in and accepting its job. One that cannot be dropped stays
 * until the next time.
 */
export async function dropUnneeded(store: JobStore, spool: Spool, now: number): Promise<void> {
  for (const sha256 of await spool.heldSince(now - STRAY_AFTER_MS)) {
    if (!(await store.needsAudio(sha256))) await spool.drop(sha256).catch(() => undefined);
  }
}
