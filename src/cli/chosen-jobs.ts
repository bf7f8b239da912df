import { SettingsError } from "../domain/errors.ts";
import type { JobStatus } from "../domain/job.ts";
import type { JobQuery, JobStore } from "../domain/store.ts";
import { findJob } from "./find-job.ts";
import { printable } from "./printable.ts";

/** A job as it was chosen. */
export interface Chosen {
  readonly id: string;
  /** Harmless on a terminal. */
  readonly name: string;
  readonly status: JobStatus;
}

/** Jobs that were named, each by its id, the beginning of one, or its recording. The same one is chosen once. */
export async function namedJobs(store: JobStore, names: readonly string[]): Promise<readonly Chosen[]> {
  const chosen = new Map<string, Chosen>();
  for (const name of names) {
    const { job } = await findJob(store, name);
    chosen.set(job.id, { id: job.id, name: printable(job.request.audio.name), status: job.state.status });
  }
  return [...chosen.values()];
}

/** All jobs that a query finds. */
export async function queriedJobs(store: JobStore, query: JobQuery): Promise<readonly Chosen[]> {
  return (await store.list(query)).map(({ id, name, status }) => ({ id, name: printable(name), status }));
}

const WHERE_RUNS_ARE_TOLD = "tenuto jobs --json tells each job's run; another store is named with --store.";

/** Throws `SettingsError`, with `remedy`, for a run that nobody made. */
export async function requireRun(store: JobStore, run: string, remedy = WHERE_RUNS_ARE_TOLD): Promise<void> {
  if ((await store.list({ run, limit: 1 })).length > 0) return;
  throw new SettingsError("settings/run", `There is no run ${printable(run)} in this store.`, remedy);
}

/** Throws `SettingsError` unless exactly one way of choosing was taken. */
export function requireOneChoice(command: string, ways: Readonly<Record<string, boolean>>): void {
  const taken = Object.entries(ways).filter(([, isTaken]) => isTaken);
  if (taken.length === 1) return;
  const all = Object.keys(ways).join(" or ");
  const what = taken.length === 0 ? "was not told which jobs are meant" : "was told in two ways which jobs are meant";
  throw new SettingsError("settings/choice", `tenuto ${command} ${what}.`, `Give ${all}.`);
}
