import { linkOf, mayGoElsewhere } from "../domain/chain.ts";
import { isOver } from "../domain/job.ts";
import type { Clock } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import type { Watch, WorkEnd } from "./house.ts";
import type { JobSet } from "./job-set.ts";
import type { Worker } from "./worker.ts";

/** Another process may finish our jobs: how often we look, ms. */
const LOOK_EVERY_MS = 500;

/** So many who wait look as often as that; with more of them each looks less often, and a turn's end still tells them. */
const LOOKERS = 64;
const LOOK_AT_LEAST_EVERY_MS = 5_000;

/** Looking at a large run costs something: for each ms of it the watcher rests this many. */
const REST = 10;

/** A caller is kept waiting for a job that goes on by itself within this time; beyond it the job is told to be held. */
const PATIENCE_MS = 10 * 60_000;

/**
 * All who wait for jobs of one house. Each looks at its own jobs when a turn of theirs has ended here, and now and then
 * besides; a look finds them done, held, or still going on.
 */
export class Waiters {
  readonly #store: JobStore;
  readonly #clock: Clock;
  readonly #worker: () => Worker | null;
  readonly #checks = new Set<(job: string) => void>();
  #broken: { readonly error: unknown } | null = null;

  constructor(store: JobStore, clock: Clock, worker: () => Worker | null) {
    this.#store = store;
    this.#clock = clock;
    this.#worker = worker;
  }

  /** Whoever waits for that job looks at once. */
  turnEnded(job: string): void {
    for (const check of this.#checks) check(job);
  }

  /** A worker begins: what ended the one before it may be over. */
  workerBegins(): void {
    this.#broken = null;
  }

  /** The worker has ended with an error: so does everybody who waits, at the next look. */
  broken(error: unknown): void {
    this.#broken = { error };
  }

  /** Throws what ended the worker, and what the store throws. */
  async untilOver(jobs: JobSet, { signal, accepting }: Watch): Promise<WorkEnd> {
    const clock = this.#clock;
    let look = new AbortController();
    let complete = accepting === undefined;
    const onStop = (): void => look.abort();
    const onComplete = (): void => {
      complete = true;
      look.abort();
    };
    accepting?.then(onComplete, onComplete);
    const check = (job: string): void => {
      if (jobs.mayHave(job)) look.abort();
    };
    this.#checks.add(check);
    signal?.addEventListener("abort", onStop);
    try {
      for (;;) {
        look = new AbortController();
        const startedAt = clock.monotonic();
        if (this.#broken !== null) throw this.#broken.error;
        const isComplete = complete;
        const counts = await jobs.counts();
        if (signal?.aborted === true) return { why: "stopped", counts };
        if (isComplete) {
          if (counts.open + counts.parked === 0) return { why: "done", counts };
          if (!(await this.#goesOnSoon(jobs))) return { why: "held", counts };
        }
        const costMs = clock.monotonic() - startedAt;
        await this.#rest(costMs * REST, signal);
        await clock.sleep(this.#lookEveryMs(), look.signal).catch(() => undefined);
      }
    } finally {
      signal?.removeEventListener("abort", onStop);
      this.#checks.delete(check);
    }
  }

  /** Between two looks that nothing brought about. Many who wait share what looking may cost. */
  #lookEveryMs(): number {
    return Math.min(LOOK_EVERY_MS * Math.max(1, this.#checks.size / LOOKERS), LOOK_AT_LEAST_EVERY_MS);
  }

  async #rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted !== true) await this.#clock.sleep(ms, signal).catch(() => undefined);
  }

  /** Whether any of the jobs is in hand, or will be without somebody's help and before long. */
  async #goesOnSoon(jobs: JobSet): Promise<boolean> {
    if (this.#worker()?.holds((job) => jobs.has(job)) === true) return true;
    const horizon = this.#clock.now() + PATIENCE_MS;
    for (const id of await jobs.unfinished()) {
      const job = await this.#store.get(id);
      if (job === null || isOver(job.state)) return true;
      const { state } = job;
      const due = "due" in state ? state.due : null;
      // Held or not, one that has another link goes on there.
      const heldUntil = mayGoElsewhere(job) ? 0 : ((await this.#store.account(linkOf(job).account))?.holdUntil ?? 0);
      if (due !== null && due <= horizon && heldUntil <= horizon) return true;
    }
    return false;
  }
}
