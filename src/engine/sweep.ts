import type { Spool } from "../domain/audio-source.ts";
import type { JobStore } from "../domain/store.ts";

/**
 * Drops the recordings that no job needs: a process that died between completing a job and dropping its recording left
 * it there, and so did one that died between taking a recording in and accepting its job. Whoever accepts that very
 * recording meanwhile finds it gone after adding the job, and takes it in again.
 */
export async function dropUnneeded(store: JobStore, spool: Spool): Promise<void> {
  for (const sha256 of await spool.held()) {
    if (!(await store.needsAudio(sha256))) await spool.drop(sha256);
  }
}
