import { linksOf } from "../domain/chain.ts";
import { isOver, type Job, type JobStatus } from "../domain/job.ts";
import type { House } from "../engine/house.ts";
import { readJobs, type Session, type SessionJob } from "./session.ts";
import { endOf, type SessionEnd } from "./session-end.ts";

/**
 * Works until every job is over or held, or the stop comes. Those that are held go on at once.
 *
 * @param refused how many were meant besides and could not be worked on
 */
export async function workOff(session: Session, jobs: readonly SessionJob[], refused = 0): Promise<SessionEnd> {
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
  return endOf(session, jobs, { startedAt, refused, skipped: 0 });
}

/** Waits for jobs that another command may have accepted, and tells of them. */
export async function waitFor({ house, view }: Session, jobs: readonly SessionJob[]): Promise<void> {
  const standings: Standing[] = [];
  for await (const { id, request, state } of readJobs(house, jobs)) {
    standings.push({ id, run: request.run, status: state.status });
  }
  const targets = targetsOf(standings, await unfinishedByRun(house, standings));
  await Promise.all(targets.map((target) => house.work(target, view.watch)));
}

/** A job that is held goes on at once: whoever starts the command again may have mended what held it. */
export async function letGo(house: House, { id, state, request }: Job): Promise<void> {
  if (isOver(state)) return;
  for (const { account } of linksOf(request)) await house.store.tryAccount(account);
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
