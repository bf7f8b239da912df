import type { JournalEntry, JournalRecord } from "../../domain/journal.ts";

/** What somebody waits for who is told of a job in the same trace; what goes on later has a trace of its own, ms. */
export const SOON_MS = 3_600_000;

/** `held`: it goes on when somebody has acted, or in more than an hour. */
export type StretchOutcome = "completed" | "failed" | "canceled" | "held";

/**
 * What happened to a job without a long pause. A job has one stretch as a rule, and one more each time that it is held or
 * that somebody has it go on after its end.
 */
export interface Stretch {
  /** Counted from 0. */
  readonly number: number;
  readonly records: readonly JournalRecord[];
  readonly outcome: StretchOutcome;
}

/** How the stretch ends that this entry is the last of; null where it goes on. The entry alone says so. */
export function endsStretch(entry: JournalEntry): StretchOutcome | null {
  switch (entry.type) {
    case "completed":
    case "failed":
    case "canceled":
      return entry.type;
    case "fault": {
      const { verdict } = entry;
      if (!("delayMs" in verdict)) return null;
      return verdict.delayMs === null || verdict.delayMs > SOON_MS ? "held" : null;
    }
    case "held-up":
      return entry.until - entry.at > SOON_MS ? "held" : null;
    default:
      return null;
  }
}

/** A job's whole journal in its stretches, without one that is not over. */
export function stretchesOf(journal: readonly JournalRecord[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let records: JournalRecord[] = [];
  for (const record of journal) {
    records.push(record);
    const outcome = endsStretch(record.entry);
    if (outcome === null) continue;
    stretches.push({ number: stretches.length, records, outcome });
    records = [];
  }
  return stretches;
}
