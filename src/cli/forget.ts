import type { StoreRoom } from "../compose-store.ts";

/** Forgets a job that is over, and drops its recording where no other job may need it. False when it is not over. */
export async function forget({ store, spool }: Pick<StoreRoom, "store" | "spool">, id: string): Promise<boolean> {
  const job = await store.get(id);
  if (job === null || !(await store.remove(id))) return false;
  const { sha256 } = job.request.audio;
  if (job.request.audioUrl === undefined && !(await store.needsAudio(sha256))) await spool.drop(sha256);
  return true;
}
