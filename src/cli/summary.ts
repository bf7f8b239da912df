import type { Fault } from "../domain/fault.ts";
import type { Job, JobStatus } from "../domain/job.ts";
import type { JobStore } from "../domain/store.ts";
import { supportLine } from "../domain/support-words.ts";
import { type Elsewhere, elsewhereLines, NOWHERE_ELSE, withElsewhereOf } from "./elsewhere.ts";
import type { Refused } from "./inputs.ts";
import type { Palette } from "./palette.ts";
import { printable } from "./printable.ts";
import { counted, duration } from "./quantities.ts";
import { NOTHING_SAVED, type Saved, savedLine, withSavedBy } from "./saved.ts";

/** A job without a transcript: it failed, or it is held. */
export interface Trouble {
  readonly job: string;
  readonly name: string;
  readonly fault: Fault;
  /** Why it stands there. */
  readonly reason: string;
  /** Tries made over all stages; polls that only looked are none. */
  readonly attempts: number;
  readonly remoteIds: readonly string[];
}

/** How the jobs of one command stand at its end. */
export interface Outcome {
  readonly counts: Readonly<Record<JobStatus, number>>;
  readonly failures: readonly Trouble[];
  readonly held: readonly Trouble[];
  /** What looking into recordings before they were sent kept from being paid for. */
  readonly saved: Saved;
  /** Recordings that a later link of a chain did. */
  readonly elsewhere: Elsewhere;
  /** Runs that have unfinished jobs. */
  readonly unfinishedRuns: readonly string[];
}

/** @param jobs one after the other, so that ten thousand are never in memory at once */
export async function outcomeOf(store: JobStore, jobs: Iterable<Job> | AsyncIterable<Job>): Promise<Outcome> {
  const counts: Record<JobStatus, number> = { open: 0, parked: 0, completed: 0, failed: 0, canceled: 0 };
  const failures: Trouble[] = [];
  const held: Trouble[] = [];
  const unfinishedRuns = new Set<string>();
  let saved = NOTHING_SAVED;
  let elsewhere = NOWHERE_ELSE;
  for await (const job of jobs) {
    const { state } = job;
    counts[state.status] += 1;
    saved = withSavedBy(saved, job);
    elsewhere = withElsewhereOf(elsewhere, job);
    if (state.status === "open" || state.status === "parked") unfinishedRuns.add(job.request.run);
    if (state.status === "failed") failures.push(await troubleOf(store, job, state.fault, state.fault.message));
    if (state.status === "parked") held.push(await troubleOf(store, job, state.fault, state.reason));
  }
  return { counts, failures, held, saved, elsewhere, unfinishedRuns: [...unfinishedRuns] };
}

/** Gathers from the store what is told of a job without a transcript. */
export async function troubleOf(store: JobStore, { id, request }: Job, fault: Fault, reason: string): Promise<Trouble> {
  const journal = await store.journal(id);
  const submissions = await store.submissions(id);
  const attempts = journal.filter(({ entry }) =>
    entry.type === "attempt" ? entry.stage !== "wait" : entry.type === "fault",
  );
  return {
    job: id,
    name: printable(request.audio.name),
    fault,
    reason,
    attempts: attempts.length,
    remoteIds: submissions.flatMap(({ remoteId }) => (remoteId === null ? [] : [remoteId])),
  };
}

/** One line for each input that could not be taken in, with what to do. */
export function refusedLines(refused: readonly Refused[], palette: Palette): string[] {
  return refused.map(({ error }) => `${palette.bad("tenuto:")} ${sentence(error.message)} ${sentence(error.remedy)}`);
}

/** What the house says of a recording has neither a capital nor a full stop, as is usual for a library's errors. */
function sentence(text: string): string {
  const shown = printable(text);
  // A word and not a name, which stands there as it is.
  const begun = /^[a-z]+ /.test(shown) ? shown.charAt(0).toUpperCase() + shown.slice(1) : shown;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

export interface Summary {
  readonly outcome: Outcome;
  /** Inputs whose transcripts were there already. */
  readonly skipped: number;
  /** Inputs that could not be taken in. */
  readonly refused: number;
  readonly elapsedMs: number;
}

/** @property quiet leaves out what went well */
export interface Telling {
  readonly palette: Palette;
  /** What names the store in a command, such as ` --store jobs.db`. Default nothing. */
  readonly storeFlag?: string;
  readonly quiet?: boolean;
}

/** What a person is told at the end. `show` is the command that shows a job, without its id. */
export function summaryLines(summary: Summary, show: string, telling: Telling): string[] {
  const { palette, quiet = false, storeFlag = "" } = telling;
  const { outcome, skipped, refused, elapsedMs } = summary;
  const { counts, failures, held } = outcome;
  const saved = savedLine(outcome.saved);
  const idle = failures.length + held.length + skipped + refused === 0;
  const parts = [
    counts.completed > 0 || idle ? palette.good(`${counts.completed} done`) : "",
    skipped > 0 ? palette.calm(`${skipped} skipped`) : "",
    refused > 0 ? palette.bad(`${refused} refused`) : "",
    counts.failed > 0 ? palette.bad(`${counts.failed} failed`) : "",
    counts.canceled > 0 ? palette.warn(`${counts.canceled} canceled`) : "",
    counts.parked > 0 ? palette.warn(`${counts.parked} held`) : "",
    counts.open > 0 ? palette.warn(`${counts.open} not finished`) : "",
  ].filter((part) => part !== "");
  return [
    ...failures.flatMap((trouble) => [
      ...troubleLines(trouble, palette.bad("failed"), show, palette),
      palette.calm(`  ${supportLine(trouble.job, storeFlag)}`),
      "",
    ]),
    ...held.flatMap((trouble) => [...troubleLines(trouble, palette.warn("held"), show, palette), ""]),
    ...(quiet ? [] : [`${parts.join(", ")} in ${duration(elapsedMs)}`]),
    ...(quiet ? [] : elsewhereLines(outcome.elsewhere).map(palette.warn)),
    ...(quiet || saved === null ? [] : [palette.calm(saved)]),
  ];
}

function troubleLines(trouble: Trouble, word: string, show: string, palette: Palette): string[] {
  const { job, name, fault, reason, attempts, remoteIds } = trouble;
  const ids = remoteIds.length === 0 ? "" : `; at the provider: ${remoteIds.map(printable).join(", ")}`;
  // A reason is often the fault's own message or advice, which nobody wants to read twice.
  const told = new Set([fault.message, reason, fault.advice].map((text) => `  ${printable(text)}`));
  return [
    `${word} ${palette.strong(name)}  ${fault.code}`,
    ...told,
    palette.calm(`  ${counted(attempts, "attempt")}${ids}; ${show} ${job}`),
  ];
}
