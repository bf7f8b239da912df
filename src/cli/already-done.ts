import { stat } from "node:fs/promises";
import type { Delivery } from "../domain/job.ts";
import type { Looked } from "./inputs.ts";
import type { Ends } from "./outputs.ts";

/**
 * Whether every file that an input ends in is there and none is older than the recording. An address has no age that
 * could be known beforehand, so there the files alone decide.
 *
 * @param isOfThis whether a file that is there came of the same question; default any did
 */
export async function isDone(
  { deliveries, alone }: Ends,
  looked: Looked | null,
  isOfThis: (file: Delivery) => Promise<boolean> = async () => true,
): Promise<boolean> {
  const since = looked?.changedAt ?? 0;
  if (await areThere(deliveries, since, Number.POSITIVE_INFINITY, isOfThis)) return true;
  if (alone === undefined) return false;
  // Its transcripts from before the others came bear the name that all of them would like. They are its own when they are
  // older than each of the others; to transcribe it again would be to pay for it again.
  const others = await Promise.all(alone.others.map((path) => stat(path).catch(() => null)));
  const cameAt = others.map((found) => found?.mtimeMs ?? 0);
  return areThere(alone.deliveries, since, Math.min(...cameAt), isOfThis);
}

/** Whether all are files, last written from `since` on and before `until`, wall time ms. */
async function areThere(
  deliveries: readonly Delivery[],
  since: number,
  until: number,
  isOfThis: (file: Delivery) => Promise<boolean>,
): Promise<boolean> {
  for (const delivery of deliveries) {
    const found = await stat(delivery.path).catch(() => null);
    if (found === null || !found.isFile() || found.mtimeMs < since || found.mtimeMs >= until) return false;
    if (!(await isOfThis(delivery))) return false;
  }
  return deliveries.length > 0;
}
