import { isOver } from "../domain/job.ts";
import type { Policy } from "../domain/policy.ts";
import type { Provider } from "../domain/provider.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import type { AccountRow, JobStore } from "../domain/store.ts";
import type { Accepted, House, Recording, Watch, WorkEnd } from "./house.ts";
import { makeJob, takeIn } from "./intake.ts";
import type { Means } from "./means.ts";
import { tellEntries } from "./watching.ts";
import { Worker } from "./worker.ts";

/** Another process may be the worker, or may finish our jobs: how often we look, ms. */
const LOOK_EVERY_MS = 500;

/** Looking at a large run costs something: for each ms of it the watcher rests this many. */
const REST = 10;

/** A caller is kept waiting for a job that goes on by itself within this time; beyond it the job is told to be held. */
const PATIENCE_MS = 10 * 60_000;

export interface HouseParts {
  readonly means: Omit<Means, "onBytes">;
  readonly recogniser: Recogniser;
  readonly provider: Provider;
  readonly account: AccountRow;
  readonly policy: Policy;
  /** Jobs in hand at once. */
  readonly turns: number;
  /** Lets go of what `compose` opened. */
  readonly close: () => Promise<void>;
}

type Jobs = { readonly run: string } | { readonly id: string };

/** The house over one store: takes jobs in, has at most one worker, and tells when a set of jobs is done. */
export class LiveHouse implements House {
  readonly store: JobStore;
  readonly runtime: Means["runtime"];
  readonly recogniser: Recogniser;
  readonly #parts: HouseParts;
  readonly #means: Means;
  readonly #name: string;
  readonly #byteWatchers = new Set<NonNullable<Watch["onBytes"]>>();
  readonly #checks = new Set<(job: string) => void>();
  #worker: Worker | null = null;
  /** The worker's life: it works as long as somebody waits for jobs, so that an idle process may end. */
  #shift: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;
  #waiting = 0;
  #broken: unknown = null;
  #accountKnown: Promise<void> | null = null;

  constructor(parts: HouseParts) {
    this.#parts = parts;
    this.store = parts.means.store;
    this.runtime = parts.means.runtime;
    this.recogniser = parts.recogniser;
    this.#name = this.runtime.ids.next("worker");
    this.#means = {
      ...parts.means,
      onBytes: (job, sent, total) => {
        for (const tell of this.#byteWatchers) tell(job, sent, total);
      },
    };
  }

  async accept(recording: Recording, signal?: AbortSignal): Promise<Accepted> {
    const { means, provider, account, policy } = this.#parts;
    this.#accountKnown ??= this.store.putAccount(account);
    await this.#accountKnown;
    const audio = await takeIn(means.spool, recording.audio, recording.name, signal);
    const job = makeJob({ runtime: this.runtime, provider, account: account.name, policy }, audio, recording);
    const [accepted] = await this.store.add([job]);
    if (accepted === undefined) throw new Error("the store took a job and gave no answer");
    // A job with the same bytes may have ended just now and taken them with it.
    const readable = typeof recording.audio === "string" || recording.audio instanceof Uint8Array;
    if (readable && !(await means.spool.holds(audio)))
      await takeIn(means.spool, recording.audio, recording.name, signal);
    this.#worker?.poke();
    return accepted;
  }

  async work(jobs: Jobs, watch: Watch = {}): Promise<WorkEnd> {
    const told = new AbortController();
    const telling = watch.onEntry === undefined ? null : await this.#tell(jobs, watch.onEntry, told.signal);
    if (watch.onBytes !== undefined) this.#byteWatchers.add(watch.onBytes);
    this.#waiting += 1;
    this.#startWorker();
    try {
      return await this.#untilOver(jobs, watch.signal);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) await this.#endWorker();
      if (watch.onBytes !== undefined) this.#byteWatchers.delete(watch.onBytes);
      told.abort();
      await telling?.done;
    }
  }

  async #tell(
    jobs: Jobs,
    onEntry: NonNullable<Watch["onEntry"]>,
    ended: AbortSignal,
  ): Promise<{ done: Promise<void> }> {
    const after = await this.store.lastSeq();
    const ids =
      "id" in jobs ? new Set([jobs.id]) : new Set((await this.store.list({ run: jobs.run })).map(({ id }) => id));
    const done = tellEntries(
      this.store,
      this.runtime.clock,
      after,
      (record) => ids.has(record.job) && onEntry(record),
      ended,
    );
    return { done };
  }

  #startWorker(): void {
    if (this.#shift !== null) return;
    const stop = new AbortController();
    this.#shift = { stop, ended: this.#beWorker(stop.signal) };
  }

  /** Becomes the store's worker as soon as no other process is. */
  async #beWorker(stop: AbortSignal): Promise<void> {
    try {
      while (!(await this.store.takeWorkerLock(this.#name))) await this.runtime.clock.sleep(LOOK_EVERY_MS, stop);
      const tellChecks = (job: string): void => {
        for (const check of this.#checks) check(job);
      };
      this.#worker = new Worker(this.#means, { name: this.#name, turns: this.#parts.turns }, tellChecks);
      await this.#worker.run(stop);
    } catch (error) {
      if (!stop.aborted) this.#broken = error;
    } finally {
      this.#worker = null;
    }
  }

  async #untilOver(jobs: Jobs, signal: AbortSignal | undefined): Promise<WorkEnd> {
    const { clock } = this.runtime;
    let look = new AbortController();
    const check = (job: string): void => {
      if (!("id" in jobs) || jobs.id === job) look.abort();
    };
    this.#checks.add(check);
    try {
      for (;;) {
        look = new AbortController();
        const startedAt = clock.monotonic();
        if (this.#broken !== null) throw this.#broken;
        const counts = await this.#countsOf(jobs);
        if (signal?.aborted === true) return { why: "stopped", counts };
        if (counts.open + counts.parked === 0) return { why: "done", counts };
        if (!(await this.#goesOnSoon(jobs))) return { why: "held", counts };
        const either = signal === undefined ? look.signal : AbortSignal.any([look.signal, signal]);
        await clock.sleep((clock.monotonic() - startedAt) * REST, signal).catch(() => undefined);
        await clock.sleep(LOOK_EVERY_MS, either).catch(() => undefined);
      }
    } finally {
      this.#checks.delete(check);
    }
  }

  async #countsOf(jobs: Jobs): Promise<WorkEnd["counts"]> {
    if ("run" in jobs) return this.store.counts(jobs.run);
    const job = await this.store.get(jobs.id);
    const none = { open: 0, parked: 0, completed: 0, failed: 0, canceled: 0 };
    return job === null ? none : { ...none, [job.state.status]: 1 };
  }

  /** Whether any of the jobs is in hand, or will be without somebody's help and before long. */
  async #goesOnSoon(jobs: Jobs): Promise<boolean> {
    if (this.#worker !== null && this.#worker.active > 0) return true;
    const horizon = this.runtime.clock.now() + PATIENCE_MS;
    for (const id of await this.#unfinished(jobs)) {
      const job = await this.store.get(id);
      if (job === null || isOver(job.state)) return true;
      const { state, request } = job;
      const due = "due" in state ? state.due : null;
      const heldUntil = (await this.store.account(request.account))?.holdUntil ?? 0;
      if (due !== null && due <= horizon && heldUntil <= horizon) return true;
    }
    return false;
  }

  async #unfinished(jobs: Jobs): Promise<readonly string[]> {
    if ("id" in jobs) return [jobs.id];
    const rows = await this.store.list({ run: jobs.run, statuses: ["open", "parked"] });
    return rows.map(({ id }) => id);
  }

  /** Turns in hand end at their next safe point; a submit on the wire is waited for. */
  async #endWorker(): Promise<void> {
    const shift = this.#shift;
    if (shift === null) return;
    shift.stop.abort();
    await shift.ended;
    if (this.#shift === shift) this.#shift = null;
    if (this.#waiting > 0) this.#startWorker();
  }

  async close(): Promise<void> {
    await this.#endWorker();
    await this.store.close();
    await this.#parts.close();
  }
}
