import { isOver, type JobState } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import { type ActiveRow, JobProgress, type Standing } from "./job-progress.ts";

/** One picture of the whole, ready to be drawn. */
export interface Frame {
  readonly all: number;
  readonly completed: number;
  readonly failed: number;
  readonly held: number;
  readonly sentBytes: number;
  readonly allBytes: number;
  readonly retries: number;
  /** Null as long as there is nothing to tell it from. */
  readonly leftMs: number | null;
  /** Those in trouble first, then in the order in which they began. */
  readonly active: readonly ActiveRow[];
}

/** An estimate from less than this is a guess. */
const SHORTEST_EXPERIENCE_MS = 2_000;

/** Follows all jobs of a command, and draws a picture of the whole from where each stands. */
export class Progress {
  readonly #jobs = new Map<string, JobProgress>();
  /** In the order in which they began. */
  readonly #active = new Set<JobProgress>();
  readonly #startedAt: number;
  #doneBefore = 0;
  #toCome = 0;

  /** @param startedAt wall time, ms */
  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** Makes a job known. One that is over already counts as done and teaches nothing about speed. */
  add(id: string, job: { readonly name: string; readonly bytes: number; readonly state: JobState }): void {
    if (this.#jobs.has(id)) return;
    if (isOver(job.state)) this.#doneBefore += weight(job.bytes);
    this.#jobs.set(id, new JobProgress(job));
    this.settle(id, job.state);
  }

  /** How many jobs will be made known yet: they count, and until then nobody can say how long it takes. */
  expect(toCome: number): void {
    this.#toCome = toCome;
  }

  /** Null for a job that was not made known. */
  nameOf(id: string): string | null {
    return this.#jobs.get(id)?.name ?? null;
  }

  sent(id: string, bytes: number): void {
    this.#follow(id, (job) => job.send(bytes));
  }

  observe({ job: id, entry }: JournalRecord): void {
    this.#follow(id, (job) => job.observe(entry));
  }

  /** Where a job really stands, for what was not seen happening. */
  settle(id: string, state: JobState): void {
    this.#follow(id, (job) => job.settle(state));
  }

  /** @param now wall time, ms */
  frame(now: number): Frame {
    const count: Record<Standing, number> = { completed: 0, failed: 0, canceled: 0, held: 0, waiting: 0, active: 0 };
    let sentBytes = 0;
    let allBytes = 0;
    let retries = 0;
    let done = 0;
    let all = 0;
    for (const job of this.#jobs.values()) {
      count[job.standing] += 1;
      sentBytes += job.sent;
      allBytes += job.bytes;
      retries += job.retries;
      // What is held does not go on within this run, so it belongs to neither side of the estimate.
      if (job.standing !== "held") all += weight(job.bytes);
      if (job.isOver()) done += weight(job.bytes);
    }
    return {
      all: this.#jobs.size + this.#toCome,
      completed: count.completed,
      failed: count.failed + count.canceled,
      held: count.held,
      sentBytes,
      allBytes,
      retries,
      leftMs: this.#toCome > 0 ? null : this.#left(now - this.#startedAt, done - this.#doneBefore, all - done),
      active: [...this.#active].map((job) => job.row(now)).sort(troubleFirst),
    };
  }

  #left(elapsed: number, done: number, rest: number): number | null {
    if (rest === 0) return 0;
    return done <= 0 || elapsed < SHORTEST_EXPERIENCE_MS ? null : (elapsed * rest) / done;
  }

  #follow(id: string, change: (job: JobProgress) => void): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    change(job);
    if (job.standing === "active") this.#active.add(job);
    else this.#active.delete(job);
  }
}

/** Ten files of 1 kB take longer than one of 10 kB: a job counts as some bytes even when it has next to none. */
function weight(bytes: number): number {
  return bytes + 250_000;
}

function troubleFirst(a: ActiveRow, b: ActiveRow): number {
  return Number(b.lastFault !== null) - Number(a.lastFault !== null);
}
