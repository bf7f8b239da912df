import type { JournalRecord } from "../domain/journal.ts";
import type { Clock } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";

const LOOK_EVERY_MS = 100;
const PAGE = 500;

/**
 * Tells of each journal entry once it is committed, whichever process wrote it. Resolves after `ended` and after all
 * that was written until then is told.
 */
export async function tellEntries(
  store: JobStore,
  clock: Clock,
  after: number,
  tell: (record: JournalRecord) => Promise<void>,
  ended: AbortSignal,
): Promise<void> {
  let last = after;
  for (;;) {
    const wasEnded = ended.aborted;
    const records = await store.events(last, PAGE);
    for (const record of records) await tell(record);
    last = records.at(-1)?.seq ?? last;
    if (records.length === PAGE) continue;
    if (wasEnded) return;
    await clock.sleep(LOOK_EVERY_MS, ended).catch(() => undefined);
  }
}
