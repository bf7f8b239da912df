import type { Job } from "../domain/job.ts";
import type { House } from "../engine/house.ts";
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
}

/** Opens a session, has the work done in it, and closes all that it opened, however the work ends. */
export async function inSession(
  surroundings: Surroundings,
  settings: Settings,
  flags: SessionFlags,
  work: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const house = await surroundings.openHouse(settings);
  const stop = listenForStop(surroundings.signals, surroundings.leave);
  const events = flags.json === true ? new EventStream(surroundings.terminal.out) : null;
  const progress = new Progress(house.runtime.clock.now());
  const view = openView({ clock: house.runtime.clock, surroundings, stop, events, progress });
  const storeFlag = flags.store === undefined ? "" : ` --store ${shellWord(flags.store)}`;
  try {
    return await work({ house, surroundings, stop, events, progress, view, storeFlag });
  } finally {
    await view.close();
    await house.close();
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

/**
 * Works until every job is over or held, or the stop comes. Those that are held go on at once: whoever starts the
 * command again may have mended what held them.
 */
export async function workOff(
  session: Session,
  jobs: readonly SessionJob[],
  refused: readonly Refused[],
): Promise<SessionEnd> {
  const { house, stop, progress, view } = session;
  const startedAt = house.runtime.clock.monotonic();
  await letGo(house, await look(house, jobs));
  const before = await look(house, jobs);

  const names = new Map(jobs.map(({ id, name }) => [id, name]));
  for (const { id, request, state } of before) {
    progress.add(id, { name: names.get(id) ?? id, bytes: request.audio.bytes, state });
  }
  const targets = targetsOf(before, await unfinishedByRun(house, before));
  await Promise.all(targets.map((target) => house.work(target, view.watch)));

  const after = await look(house, jobs);
  for (const { id, state } of after) progress.settle(id, state);
  await view.close();
  const outcome = await outcomeOf(house.store, after);
  const keyRefused = outcome.held.some(({ fault }) => fault.class === "auth");
  const exitCode = exitCodeOf({ counts: outcome.counts, refused: refused.length, keyRefused, stoppedBy: stop.by() });
  return { outcome, exitCode, elapsedMs: house.runtime.clock.monotonic() - startedAt };
}

/** Tells how it ended: to a person on standard error, or to a program as the last event. */
export function tellEnd(session: Session, end: SessionEnd, refused: readonly Refused[]): void {
  const { surroundings, events, storeFlag } = session;
  const { terminal } = surroundings;
  const { outcome, exitCode, elapsedMs } = end;
  const resume = outcome.unfinishedRuns.map((run) => `tenuto resume ${run}${storeFlag}`);
  events?.summary({
    ...outcome.counts,
    refused: refused.length,
    failures: outcome.failures,
    held: outcome.held,
    resume,
    elapsedMs: Math.round(elapsedMs),
    exitCode,
  });
  const lines = summaryLines(outcome, elapsedMs, `tenuto show${storeFlag}`, paletteFor(terminal.errColor));
  if (resume.length > 0) lines.push("Everything is kept. To go on:", ...resume.map((command) => `  ${command}`));
  terminal.err.write(`${lines.join("\n")}\n`);
}

async function look(house: House, jobs: readonly SessionJob[]): Promise<Job[]> {
  const found: Job[] = [];
  for (const { id } of jobs) {
    const job = await house.store.get(id);
    if (job !== null) found.push(job);
  }
  return found;
}

async function letGo(house: House, jobs: readonly Job[]): Promise<void> {
  const unfinished = jobs.filter(({ state }) => state.status === "open" || state.status === "parked");
  for (const name of new Set(unfinished.map(({ request }) => request.account))) {
    const account = await house.store.account(name);
    if (account !== null && account.holdUntil !== null) {
      await house.store.putAccount({ ...account, holdUntil: null, reason: null });
    }
  }
  for (const { id, state } of unfinished) {
    if (state.status === "parked") await house.store.wake({ id }, "asked for again");
  }
}

async function unfinishedByRun(house: House, jobs: readonly Job[]): Promise<Map<string, number>> {
  const unfinished = new Map<string, number>();
  for (const run of new Set(jobs.map(({ request }) => request.run))) {
    const { open, parked } = await house.store.counts(run);
    unfinished.set(run, open + parked);
  }
  return unfinished;
}

type Target = { readonly run: string } | { readonly id: string };

/**
 * What to wait for. A run of which all unfinished jobs are ours is waited for as a whole; of another one, which an
 * earlier command made of more recordings, only our jobs are.
 */
export function targetsOf(jobs: readonly Job[], unfinished: ReadonlyMap<string, number>): Target[] {
  const ours = jobs.filter(({ state }) => state.status === "open" || state.status === "parked");
  const byRun = new Map<string, Job[]>();
  for (const job of ours) byRun.set(job.request.run, [...(byRun.get(job.request.run) ?? []), job]);
  return [...byRun].flatMap(([run, members]): Target[] =>
    members.length === unfinished.get(run) ? [{ run }] : members.map(({ id }) => ({ id })),
  );
}
