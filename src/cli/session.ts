import type { Extras } from "../compose.ts";
import { isOver, type Job, type JobStatus } from "../domain/job.ts";
import type { House } from "../engine/house.ts";
import { openLogFile } from "../engine/log-file.ts";
import type { Settings } from "../settings.ts";
import { EventStream } from "./events.ts";
import { type ExitCode, exitCodeOf } from "./exit-codes.ts";
import type { Refused } from "./inputs.ts";
import { paletteFor } from "./palette.ts";
import { Progress } from "./progress.ts";
import { shellWord } from "./shell-word.ts";
import { listenForStop, type Stop } from "./signals.ts";
import { type Outcome, outcomeOf, summaryLines } from "./summary.ts";
import type { Surroundings } from "./surroundings.ts";
import { openView, type View } from "./view.ts";

/** What one command that works on jobs has in hand, from acceptance to the summary. */
export interface Session {
  readonly house: House;
  readonly surroundings: Surroundings;
  readonly stop: Stop;
  /** Null without `--json`. */
  readonly events: EventStream | null;
  readonly progress: Progress;
  readonly view: View;
  /** Typed after a command so that it finds the same store, such as ` --store 'my jobs.db'`. */
  readonly storeFlag: string;
}

export interface SessionFlags {
  readonly json?: boolean | undefined;
  readonly store?: string | undefined;
  /** Path of a file. */
  readonly log?: string | undefined;
}

/** Opens a session, has the work done in it, and closes all that it opened, however the work ends. */
export async function inSession(
  surroundings: Surroundings,
  settings: Settings,
  flags: SessionFlags,
  work: (session: Session) => Promise<ExitCode>,
  extras: Extras = {},
): Promise<ExitCode> {
  const log = flags.log === undefined ? null : await openLogFile(flags.log);
  const house = await surroundings.openHouse(settings, log === null ? extras : { ...extras, logger: log.logger });
  const stop = listenForStop(surroundings.signals, surroundings.leave);
  const events = flags.json === true ? new EventStream(surroundings.terminal.out) : null;
  const progress = new Progress(house.runtime.clock.now());
  const { quiet = false, redrawn = true } = surroundings;
  const view = openView({ clock: house.runtime.clock, surroundings, stop, events, progress, quiet, redrawn });
  const storeFlag = flags.store === undefined ? "" : ` --store ${shellWord(flags.store)}`;
  try {
    return await work({ house, surroundings, stop, events, progress, view, storeFlag });
  } finally {
    await view.close();
    await house.close();
    log?.close();
    stop.release();
  }
}

export interface SessionJob {
  readonly id: string;
  readonly name: string;
}

export interface SessionEnd {
  readonly outcome: Outcome;
  readonly exitCode: ExitCode;
  readonly elapsedMs: number;
}

/** Works until every job is over or held, or the stop comes. Those that are held go on at once. */
export async function workOff(session: Session, jobs: readonly SessionJob[]): Promise<SessionEnd> {
  const { house, view } = session;
  const startedAt = house.runtime.clock.monotonic();
  for (const { id, name } of jobs) {
    const job = await house.store.get(id);
    if (job === null) continue;
    await letGo(house, job);
    view.join(id, { name, bytes: job.request.audio.bytes, state: job.state });
  }
  view.complete();
  await waitFor(session, jobs);
  return endOf(session, jobs, { startedAt, refused: 0, skipped: 0 });
}

/** Waits for jobs that another command may have accepted, and tells of them. */
export async function waitFor({ house, view }: Session, jobs: readonly SessionJob[]): Promise<void> {
  const standings: Standing[] = [];
  for await (const { id, request, state } of read(house, jobs)) {
    standings.push({ id, run: request.run, status: state.status });
  }
  const targets = targetsOf(standings, await unfinishedByRun(house, standings));
  await Promise.all(targets.map((target) => house.work(target, view.watch)));
}

interface EndingParts {
  /** By the monotonic clock, ms. */
  readonly startedAt: number;
  readonly refused: number;
  readonly skipped: number;
}

/** How it all stands at the end. Leaves the display as it is. */
export async function endOf(
  { house, stop, progress, view }: Session,
  jobs: readonly SessionJob[],
  { startedAt, refused, skipped }: EndingParts,
): Promise<SessionEnd> {
  for await (const { id, state } of read(house, jobs)) progress.settle(id, state);
  await view.close();
  const outcome = await outcomeOf(house.store, read(house, jobs));
  const keyRefused = outcome.held.some(({ fault }) => fault.class === "auth");
  const { counts } = outcome;
  const exitCode = exitCodeOf({ counts, refused, skipped, keyRefused, stoppedBy: stop.by() });
  return { outcome, exitCode, elapsedMs: house.runtime.clock.monotonic() - startedAt };
}

/** Tells how it ended: to a person on standard error, or to a program as the last event. */
export function tellEnd(session: Session, end: SessionEnd, refused: readonly Refused[], skipped = 0): void {
  const { surroundings, events, storeFlag } = session;
  const { terminal, quiet = false } = surroundings;
  const { outcome, exitCode, elapsedMs } = end;
  const resume = outcome.unfinishedRuns.map((run) => `tenuto resume ${run}${storeFlag}`);
  events?.summary({
    ...outcome.counts,
    refused: refused.length,
    skipped,
    failures: outcome.failures,
    held: outcome.held,
    resume,
    elapsedMs: Math.round(elapsedMs),
    exitCode,
  });
  const lines = summaryLines({ outcome, skipped, refused: refused.length, elapsedMs }, `tenuto show${storeFlag}`, {
    palette: paletteFor(terminal.errColor),
    quiet,
  });
  if (resume.length > 0) lines.push("Everything is kept. To go on:", ...resume.map((command) => `  ${command}`));
  if (lines.length > 0) terminal.err.write(`${lines.join("\n")}\n`);
}

/** One after the other, so that ten thousand are never in memory at once. */
async function* read(house: House, jobs: readonly SessionJob[]): AsyncGenerator<Job> {
  for (const { id } of jobs) {
    const job = await house.store.get(id);
    if (job !== null) yield job;
  }
}

/** A job that is held goes on at once: whoever starts the command again may have mended what held it. */
export async function letGo(house: House, { id, state, request }: Job): Promise<void> {
  if (isOver(state)) return;
  const account = await house.store.account(request.account);
  if (account !== null && account.holdUntil !== null) {
    await house.store.putAccount({ ...account, holdUntil: null, reason: null });
  }
  if (state.status === "parked") await house.store.wake({ id }, "asked for again");
}

/** What is waited for needs no more of a job than this. */
export interface Standing {
  readonly id: string;
  readonly run: string;
  readonly status: JobStatus;
}

async function unfinishedByRun(house: House, jobs: readonly Standing[]): Promise<Map<string, number>> {
  const unfinished = new Map<string, number>();
  for (const run of new Set(jobs.map(({ run }) => run))) {
    const { open, parked } = await house.store.counts(run);
    unfinished.set(run, open + parked);
  }
  return unfinished;
}

type Target = { readonly run: string } | { readonly ids: readonly string[] };

/**
 * What to wait for. A run of which all unfinished jobs are ours is waited for as a whole; of another one, which an
 * earlier command made of more recordings, only our jobs are.
 */
export function targetsOf(jobs: readonly Standing[], unfinished: ReadonlyMap<string, number>): Target[] {
  const byRun = new Map<string, string[]>();
  for (const { id, run, status } of jobs) {
    if (status !== "open" && status !== "parked") continue;
    const ids = byRun.get(run);
    if (ids === undefined) byRun.set(run, [id]);
    else ids.push(id);
  }
  return [...byRun].map(([run, ids]): Target => (ids.length === unfinished.get(run) ? { run } : { ids }));
}
