import { setMaxListeners } from "node:events";
import { isOver } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { Policy } from "../domain/policy.ts";
import type { Provider } from "../domain/provider.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import type { AccountRow, JobStore } from "../domain/store.ts";
import type { Downloads } from "./download.ts";
import type { Accepted, House, Jobs, Recording, Watch, WorkEnd } from "./house.ts";
import { type Intake, isRepeatable, takeIn } from "./intake.ts";
import { type JobSet, jobSet } from "./job-set.ts";
import type { Means } from "./means.ts";
import { makeJob } from "./new-job.ts";
import { dropUnneeded } from "./sweep.ts";
import { tellEntries } from "./watching.ts";
import { Worker } from "./worker.ts";

/** Another process may be the worker, or may finish our jobs: how often we look, ms. */
const LOOK_EVERY_MS = 500;

/** So many who wait look as often as that; with more of them each looks less often, and a turn's end still tells them. */
const LOOKERS = 64;
const LOOK_AT_LEAST_EVERY_MS = 5_000;

/** Looking at a large run costs something: for each ms of it the watcher rests this many. */
const REST = 10;

/** A caller is kept waiting for a job that goes on by itself within this time; beyond it the job is told to be held. */
const PATIENCE_MS = 10 * 60_000;

export interface HouseParts {
  readonly means: Omit<Means, "onBytes">;
  /** How recordings behind an address are brought here. */
  readonly downloads: Downloads;
  readonly recogniser: Recogniser;
  readonly provider: Provider;
  readonly account: AccountRow;
  readonly policy: Policy;
  /** Jobs in hand at once. */
  readonly turns: number;
  /** Lets go of what `compose` opened. */
  readonly close: () => Promise<void>;
}

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
  #swept: Promise<void> | null = null;
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
    const { means, downloads, provider, account, policy } = this.#parts;
    this.#accountKnown ??= this.store.putAccount(account);
    await this.#accountKnown;
    const intake: Intake = { runtime: this.runtime, spool: means.spool, downloads, provider, policy };
    const taken = await takeIn(intake, recording, signal);
    const job = makeJob({ runtime: this.runtime, provider, account: account.name, policy }, taken, recording);
    const [accepted] = await this.store.add([job]);
    if (accepted === undefined) throw new Error("the store took a job and gave no answer");
    // A job with the same bytes may have ended just now and taken them with it.
    if (isRepeatable(recording) && !(await means.spool.holds(taken.audio))) await takeIn(intake, recording, signal);
    this.#worker?.poke();
    return accepted;
  }

  async work(named: Jobs, watch: Watch = {}): Promise<WorkEnd> {
    // Ten listeners on one signal are taken for a leak; here they are ten recordings.
    if (watch.signal !== undefined) setMaxListeners(0, watch.signal);
    const jobs = jobSet(this.store, named);
    const told = new AbortController();
    const telling = watch.onEntry === undefined ? null : await this.#tell(jobs, watch.onEntry, told.signal);
    if (watch.onBytes !== undefined) this.#byteWatchers.add(watch.onBytes);
    this.#waiting += 1;
    this.#startWorker();
    try {
      return await this.#untilOver(jobs, watch);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) await this.#endWorker();
      if (watch.onBytes !== undefined) this.#byteWatchers.delete(watch.onBytes);
      told.abort();
      await telling?.done;
    }
  }

  async #tell(
    jobs: JobSet,
    onEntry: NonNullable<Watch["onEntry"]>,
    ended: AbortSignal,
  ): Promise<{ done: Promise<void> }> {
    const after = await this.store.lastSeq();
    const tell = async (record: JournalRecord): Promise<void> => {
      if (await jobs.hasId(record.job)) onEntry(record);
    };
    return { done: tellEntries(this.store, this.runtime.clock, after, tell, ended) };
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
      this.#swept ??= dropUnneeded(this.store, this.#parts.means.spool);
      await this.#swept;
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

  async #untilOver(jobs: JobSet, { signal, accepting }: Watch): Promise<WorkEnd> {
    const { clock } = this.runtime;
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
        if (this.#broken !== null) throw this.#broken;
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
    return Math.min(LOOK_EVERY_MS * Math.max(1, this.#waiting / LOOKERS), LOOK_AT_LEAST_EVERY_MS);
  }

  async #rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted !== true) await this.runtime.clock.sleep(ms, signal).catch(() => undefined);
  }

  /** Whether any of the jobs is in hand, or will be without somebody's help and before long. */
  async #goesOnSoon(jobs: JobSet): Promise<boolean> {
    if (this.#worker?.holds((job) => jobs.has(job)) === true) return true;
    const horizon = this.runtime.clock.now() + PATIENCE_MS;
    for (const id of await jobs.unfinished()) {
      const job = await this.store.get(id);
      if (job === null || isOver(job.state)) return true;
      const { state, request } = job;
      const due = "due" in state ? state.due : null;
      const heldUntil = (await this.store.account(request.account))?.holdUntil ?? 0;
      if (due !== null && due <= horizon && heldUntil <= horizon) return true;
    }
    return false;
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

  async hint(remoteId: string): Promise<void> {
    const id = await this.store.jobOfRun(this.#parts.account.name, remoteId);
    if (id === null || this.#worker?.ring(id) === true) return;
    const job = await this.store.get(id);
    if (job?.state.status !== "open" || job.stage !== "wait") return;
    await this.store.wake({ id }, "the provider's webhook");
    this.#worker?.poke();
  }

  async cancel(id: string, reason: string): Promise<boolean> {
    const canceled = await this.store.cancel(id, reason);
    if (canceled) this.#worker?.drop(id);
    return canceled;
  }

  async close(): Promise<void> {
    await this.#endWorker();
    await this.#parts.downloads.close();
    await this.store.close();
    await this.#parts.close();
  }
}
