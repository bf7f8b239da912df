import type { JobStore } from "../domain/store.ts";

/** Entries of the journal that are read at once. */
const PAGE = 1_000;

/** Kinds that are told apart: beyond it, the words change every time and the newest are left out. */
const MOST_KINDS = 500;

/** A fault that the catalogue did not know when a job met it, as often as it was met in the same words. */
export interface UnknownFault {
  readonly code: string;
  /** Where the first of its jobs met it. */
  readonly provider: string | null;
  /** HTTP status; null where there was no reply. */
  readonly status: number | null;
  /** The words as they were kept, secrets removed. */
  readonly text: string;
  readonly times: number;
  readonly jobs: number;
  /** Wall time of the first and of the newest, ms. */
  readonly first: number;
  readonly last: number;
}

interface Kind {
  readonly code: string;
  readonly status: number | null;
  readonly text: string;
  readonly jobs: Set<string>;
  /** Of the first of them, counted from 1. */
  readonly submission: number;
  readonly first: number;
  times: number;
  last: number;
}

/** The unknown faults in a store's journal, the most frequent first. Reads all of it, a page at a time. */
export async function unknownFaults(store: JobStore): Promise<readonly UnknownFault[]> {
  const kinds = new Map<string, Kind>();
  for (let after = 0; ; ) {
    const page = await store.events(after, PAGE);
    for (const { job, entry } of page) {
      if (entry.type !== "fault" || entry.fault.words === undefined) continue;
      const { code, words } = entry.fault;
      const status = entry.exchange?.status ?? null;
      const key = JSON.stringify([code, status, words.toLowerCase().replace(/\d+/g, "0")]);
      const kind = kinds.get(key) ?? {
        code,
        status,
        text: words,
        jobs: new Set(),
        submission: entry.submission,
        first: entry.at,
        times: 0,
        last: entry.at,
      };
      kind.times += 1;
      kind.last = entry.at;
      kind.jobs.add(job);
      if (kinds.has(key) || kinds.size < MOST_KINDS) kinds.set(key, kind);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    after = last.seq;
  }
  const found: UnknownFault[] = [];
  for (const { jobs, submission, ...kind } of kinds.values()) {
    const [job = ""] = jobs;
    found.push({ ...kind, provider: await providerOf(store, job, submission), jobs: jobs.size });
  }
  return found.sort((a, b) => b.times - a.times || b.last - a.last);
}

/** What struck before there was a submission struck at the first link of its chain. */
async function providerOf(store: JobStore, job: string, submission: number): Promise<string | null> {
  const made = (await store.submissions(job)).find(({ number }) => number === submission);
  return made?.provider ?? (await store.get(job))?.request.providers[0] ?? null;
}
