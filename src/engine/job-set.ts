import { isOver, type Job, type JobStatus } from "../domain/job.ts";
import type { JobStore } from "../domain/store.ts";
import type { Jobs } from "./house.ts";

type Counts = Record<JobStatus, number>;

/** The jobs that somebody waits for, as far as the store can tell them apart. */
export interface JobSet {
  /** Whether it is one of them. */
  has(job: Job): boolean;
  /** The same by its id alone. Reads a job's row once. */
  hasId(id: string): Promise<boolean>;
  /** False when a turn of that job is none of ours for certain. */
  mayHave(id: string): boolean;
  counts(): Promise<Readonly<Counts>>;
  /** Ids of those that are open or parked, as far as was looked. */
  unfinished(): Promise<readonly string[]>;
}

/** The set that `jobs` names. */
export function jobSet(store: JobStore, jobs: Jobs): JobSet {
  return "run" in jobs ? new RunJobs(store, jobs.run) : new NamedJobs(store, "id" in jobs ? [jobs.id] : jobs.ids);
}

/** All jobs of a run, also those that are accepted later. */
class RunJobs implements JobSet {
  readonly #store: JobStore;
  readonly #run: string;
  readonly #known = new Map<string, boolean>();

  constructor(store: JobStore, run: string) {
    this.#store = store;
    this.#run = run;
  }

  has(job: Job): boolean {
    return job.request.run === this.#run;
  }

  async hasId(id: string): Promise<boolean> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const job = await this.#store.get(id);
    const ours = job !== null && this.has(job);
    this.#known.set(id, ours);
    return ours;
  }

  mayHave(id: string): boolean {
    return this.#known.get(id) ?? true;
  }

  counts(): Promise<Readonly<Counts>> {
    return this.#store.counts(this.#run);
  }

  async unfinished(): Promise<readonly string[]> {
    const rows = await this.#store.list({ run: this.#run, statuses: ["open", "parked"] });
    return rows.map(({ id }) => id);
  }
}

/** Jobs by their ids. One that is over stays over, and is looked at once. */
class NamedJobs implements JobSet {
  readonly #store: JobStore;
  readonly #ids: ReadonlySet<string>;
  readonly #left: Set<string>;
  readonly #over: Counts = { open: 0, parked: 0, completed: 0, failed: 0, canceled: 0 };

  constructor(store: JobStore, ids: readonly string[]) {
    this.#store = store;
    this.#ids = new Set(ids);
    this.#left = new Set(ids);
  }

  has(job: Job): boolean {
    return this.#ids.has(job.id);
  }

  async hasId(id: string): Promise<boolean> {
    return this.#ids.has(id);
  }

  mayHave(id: string): boolean {
    return this.#ids.has(id);
  }

  async counts(): Promise<Readonly<Counts>> {
    const unfinished = { open: 0, parked: 0 };
    for (const id of [...this.#left]) {
      const state = (await this.#store.get(id))?.state;
      if (state?.status === "open" || state?.status === "parked") {
        unfinished[state.status] += 1;
        continue;
      }
      // Two waits may be looking at once: only the first of them counts it.
      if (this.#left.delete(id) && state !== undefined && isOver(state)) this.#over[state.status] += 1;
    }
    return { ...this.#over, ...unfinished };
  }

  async unfinished(): Promise<readonly string[]> {
    return [...this.#left];
  }
}
