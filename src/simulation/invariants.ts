import type { Job } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";

/** What the provider's double must be able to tell of all runs. */
export interface BillersView {
  readonly billedTwice: readonly unknown[];
  readonly repliesTooEarly: number;
}

export interface Remains {
  readonly jobs: readonly Job[];
  readonly journal: readonly JournalRecord[];
  readonly ledger: BillersView;
  /** Processes that died: what a dead one was told, its successor cannot know. */
  readonly deaths: number;
}

/** What must hold however the run went. Empty when all does. */
export function violations({ jobs, journal, ledger, deaths }: Remains): readonly string[] {
  const byJob = groupByJob(journal);
  return [
    ...(ledger.billedTwice.length > 0 ? [`billed twice: ${JSON.stringify(ledger.billedTwice)}`] : []),
    ...(ledger.repliesTooEarly > 0 && deaths === 0
      ? [`${ledger.repliesTooEarly} requests came earlier than a hint allowed`]
      : []),
    ...jobs.flatMap(neitherOverNorDue),
    ...jobs.flatMap(brokenByUs),
    ...[...byJob].flatMap(([job, records]) => [...uncertainThenSent(job, records), ...hintUndercut(job, records)]),
  ];
}

function groupByJob(journal: readonly JournalRecord[]): Map<string, JournalRecord[]> {
  const groups = new Map<string, JournalRecord[]>();
  for (const record of journal) {
    const group = groups.get(record.job);
    if (group === undefined) groups.set(record.job, [record]);
    else group.push(record);
  }
  return groups;
}

function neitherOverNorDue(job: Job): string[] {
  const { state } = job;
  const lost = state.status === "open" && !Number.isFinite(state.due);
  return lost ? [`${job.id} is open and never due`] : [];
}

/** A job that a mistake of ours has stopped. */
function brokenByUs({ id, state }: Job): string[] {
  const isOurs = "fault" in state && state.fault.code === "tenuto/mistake";
  return isOurs ? [`${id} broke the engine: ${state.fault.message}`] : [];
}

/** After an intent whose outcome is unknown, no further intent before two empty look-ups. */
function uncertainThenSent(job: string, records: readonly JournalRecord[]): string[] {
  let uncertain = false;
  let empty = 0;
  const found: string[] = [];
  for (const { entry, seq } of records) {
    if (entry.type === "intent") {
      if (uncertain && empty < 2) found.push(`${job} was submitted at ${seq} while an earlier submit was uncertain`);
      uncertain = true;
      empty = 0;
    } else if (entry.type === "looked-up") {
      if (entry.found === null) empty += 1;
      else uncertain = false;
    } else if (entry.type === "attempt" && entry.stage === "submit") {
      uncertain = false;
    } else if (entry.type === "fault" && entry.stage === "submit") {
      uncertain = entry.fault.certainty === "unknown";
    }
  }
  return found;
}

/** Nothing of a job is sent before the time that the provider last asked it to wait for. */
function hintUndercut(job: string, records: readonly JournalRecord[]): string[] {
  let notBefore = 0;
  const found: string[] = [];
  for (const { entry, seq } of records) {
    const sentAt = entry.type === "attempt" || entry.type === "fault" ? (entry.exchange?.at ?? null) : null;
    if (sentAt !== null && sentAt < notBefore)
      found.push(`${job} sent at ${seq}, ${notBefore - sentAt} ms before a hint allowed`);
    if (entry.type === "fault") notBefore = entry.fault.notBefore ?? 0;
  }
  return found;
}
