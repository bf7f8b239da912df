import { basename } from "node:path";
import { SettingsError } from "../domain/errors.ts";
import type { Job } from "../domain/job.ts";
import type { JobStore, JobSummary } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { printable } from "./printable.ts";
import type { Surroundings } from "./surroundings.ts";
import { sizeOf } from "./terminal.ts";
import { drawTimeline } from "./timeline.ts";

export interface ShowFlags {
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
}

const ID_PREFIX = "job_";

/** More jobs than this are not counted, when one is meant. */
const MANY = 1_000;

/** `tenuto show <job>`: the life of a job, drawn to scale, or as JSON. */
export async function show(wanted: string, flags: ShowFlags, surroundings: Surroundings): Promise<ExitCode> {
  const { terminal } = surroundings;
  const room = await surroundings.openStore(surroundings.settingsFor({ store: flags.store }));
  try {
    const { job, older } = await findJob(room.store, wanted);
    const submissions = await room.store.submissions(job.id);
    const journal = await room.store.journal(job.id);
    if (flags.json === true) {
      const told = { job: openly(job), submissions: submissions.map(withoutPrivate), journal };
      terminal.out.write(`${JSON.stringify(told, null, 2)}\n`);
    } else {
      const { columns } = sizeOf(terminal.out);
      terminal.out.write(`${drawTimeline(job, submissions, journal, columns, terminal.outColor)}\n`);
    }
    if (older.length > 0) terminal.err.write(`Older jobs of that name: ${older.join(", ")}\n`);
    return EXIT.done;
  } finally {
    await room.close();
  }
}

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

function withoutPrivate({ private: _private, ...rest }: Submission): Omit<Submission, "private"> {
  return rest;
}

/** Options of a provider may hold a secret, such as what is to be sent to a webhook. */
const SECRET = /auth|secret|token|password|credential|api_?key/i;

/** The job as it may be shown to anybody. */
export function openly(job: Job): Job {
  return { ...job, request: { ...job.request, providerOptions: masked(job.request.providerOptions) } };
}

function masked(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, maskedValue(key, value)]));
}

function maskedValue(key: string, value: unknown): unknown {
  if (SECRET.test(key)) return "[hidden]";
  if (Array.isArray(value)) return value.map((item) => maskedValue("", item));
  return typeof value === "object" && value !== null ? masked(Object.fromEntries(Object.entries(value))) : value;
}
