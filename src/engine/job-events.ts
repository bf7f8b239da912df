import type { JournalRecord } from "../domain/journal.ts";
import type { Clock } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";

const LOOK_EVERY_MS = 100;

/** One job's journal from its start, as it grows. Ends after `ended` and after all that was written until then is told. */
export async function* jobEvents(
  store: JobStore,
  clock: Clock,
  job: string,
  ended: AbortSignal,
): AsyncGenerator<JournalRecord> {
  let last = 0;
  for (;;) {
    const wasEnded = ended.aborted;
    const fresh = (await store.journal(job)).filter(({ seq }) => seq > last);
    last = fresh.at(-1)?.seq ?? last;
    yield* fresh;
    if (wasEnded) return;
    await clock.sleep(LOOK_EVERY_MS, ended).catch(() => undefined);
  }
}
