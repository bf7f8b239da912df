import { basename } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import type { Job } from "../domain/job.ts";
import type { JobStore, JobSummary } from "../domain/store.ts";
import { printable } from "./printable.ts";

const ID_PREFIX = "job_";

/** More jobs than this are not counted, when one is meant. */
const MANY = 1_000;

interface Found {
  readonly job: Job;
  /** Ids of older jobs that go by the same name. */
  readonly older: readonly string[];
}

/** By id, by the beginning of an id that only one has, or by the recording's name: then the newest. */
export async function findJob(store: JobStore, wanted: string): Promise<Found> {
  const exact = await store.get(wanted);
  if (exact !== null) return { job: exact, older: [] };
  const byId = await beginningWith(store, wanted);
  if (byId.length > 1) throw ambiguous(wanted, byId);
  // A job keeps its recording's name as it may be shown, which is not always as it is typed.
  const called = printable(wanted);
  const named = called === "" ? [] : await store.list({ name: called });
  const byName = named.filter(({ name }) => name === called || basename(name) === called);
  const matching = byId.length === 1 ? byId : byName.toSorted((a, b) => b.createdAt - a.createdAt);
  const [first, ...older] = matching;
  const job = first === undefined ? null : await store.get(first.id);
  if (job !== null) return { job, older: older.map(({ id }) => id) };
  throw new SettingsError(
    "settings/job",
    `There is no job ${printable(wanted)} in this store.`,
    "Give a job's id, the beginning of one, or the recording's name; another store is named with --store.",
  );
}

/** Ids stand in order, so those that begin alike follow upon what they begin with. */
async function beginningWith(store: JobStore, wanted: string): Promise<readonly JobSummary[]> {
  if (wanted === "") return [];
  const beginning = wanted.startsWith(ID_PREFIX) ? wanted : `${ID_PREFIX}${wanted}`;
  const next = await store.list({ after: beginning, limit: MANY });
  return next.filter(({ id }) => id.startsWith(beginning));
}

function ambiguous(wanted: string, jobs: readonly JobSummary[]): SettingsError {
  const some = jobs.slice(0, 5).map(({ id, name }) => `${id} (${printable(name)})`);
  return new SettingsError(
    "settings/job",
    `${printable(wanted)} is the beginning of ${jobs.length === MANY ? `${MANY} jobs or more` : `${jobs.length} jobs`}.`,
    `Give more of it: ${some.join(", ")}${jobs.length > some.length ? ", …" : ""}`,
  );
}
