import { linksOf } from "../../domain/chain.ts";
import type { JournalEntry, JournalRecord } from "../../domain/journal.ts";
import type { Link } from "../../domain/link.ts";
import type { Submission } from "../../domain/submission.ts";
import type { JobFile } from "./shareable.ts";

/** What happened to a job at one link of its chain. */
export interface Visit {
  readonly link: Link;
  readonly submissions: readonly Submission[];
  readonly journal: readonly JournalRecord[];
}

/** An entry of one type, with its number. */
export interface Noted<T extends JournalEntry["type"]> {
  readonly seq: number;
  readonly entry: Extract<JournalEntry, { type: T }>;
}

/** The entries of one type, in order. */
export function notedAs<T extends JournalEntry["type"]>(
  journal: readonly JournalRecord[],
  type: T,
): readonly Noted<T>[] {
  return journal.flatMap(({ seq, entry }) => (isOf(entry, type) ? [{ seq, entry }] : []));
}

function isOf<T extends JournalEntry["type"]>(
  entry: JournalEntry,
  type: T,
): entry is Extract<JournalEntry, { type: T }> {
  return entry.type === type;
}

/**
 * The job's journal, link by link, in the order in which they were first tried; at least the link where it begins. What a
 * run is named in belongs to the provider of the run. Everything else belongs to where the job was: it moves along its
 * chain with `went-on`, and one that was over and goes on begins at its first link again.
 */
export function visitsOf({ job, submissions, journal }: JobFile): readonly Visit[] {
  const [first] = linksOf(job.request);
  let here: Link = first;
  let isOver = false;
  const found = new Map<string, { link: Link; journal: JournalRecord[] }>();
  const at = (link: Link): JournalRecord[] => {
    const known = found.get(keyOf(link)) ?? { link, journal: [] };
    found.set(keyOf(link), known);
    return known.journal;
  };
  at(first);
  for (const record of journal) {
    const { entry } = record;
    if (entry.type === "woken" && isOver) here = first;
    isOver = entry.type === "failed" || entry.type === "canceled" || (isOver && entry.type !== "woken");
    at(runOf(entry, submissions) ?? here).push(record);
    if (entry.type === "went-on") here = entry.to;
    if (entry.type === "went-on") at(here);
  }
  return [...found.values()].map(({ link, journal: own }) => ({
    link,
    submissions: submissions.filter((one) => keyOf(one) === keyOf(link)),
    journal: own,
  }));
}

/** The link of the run that an entry is about; null where it may be about none. */
function runOf(entry: JournalEntry, submissions: readonly Submission[]): Link | null {
  if (!("submission" in entry)) return null;
  // Before there is a run of its own, what is noted at a link names the run before it.
  if ("stage" in entry && entry.stage !== "submit" && entry.stage !== "wait") return null;
  const run = submissions.find(({ number }) => number === entry.submission);
  return run === undefined ? null : { provider: run.provider, account: run.account };
}

function keyOf({ provider, account }: Link): string {
  return JSON.stringify([provider, account]);
}
