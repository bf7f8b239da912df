import { setMaxListeners } from "node:events";
import type { AccountDescription } from "../domain/account.ts";
import { linkOf, linksOf } from "../domain/chain.ts";
import { isOver } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { Policy } from "../domain/policy.ts";
import type { Provider } from "../domain/provider.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import type { JobStore } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";
import type { AccountKeys } from "./account-keys.ts";
import type { Reception } from "./arrival-desk.ts";
import type { CallbackOf } from "./callbacks.ts";
import { type Chain, requireChain } from "./chain.ts";
import type { Downloads } from "./download.ts";
import type { Accepted, House, Jobs, Recording, Watch, WorkEnd } from "./house.ts";
import { type Intake, isRepeatable, takeIn } from "./intake.ts";
import { type JobSet, jobSet } from "./job-set.ts";
import type { Means } from "./means.ts";
import { makeJob } from "./new-job.ts";
import { Observing, type OnEntry } from "./observing.ts";
import { onlyOnce } from "./only-once.ts";
import { type RemoteRemoval, removeRemote } from "./remove-remote.ts";
import { anew, isUncertain, type Reopening } from "./reopen.ts";
import { dropUnneeded } from "./sweep.ts";
import { Waiters } from "./waiters.ts";
import { tellEntries } from "./watching.ts";
import { Worker } from "./worker.ts";

const NOTHING_ASKED = { options: {}, providerOptions: {} };

/** Another process may be the worker: how often we ask for its place, ms. */
const LOOK_EVERY_MS = 500;

export interface HouseParts {
  readonly means: Omit<Means, "onBytes">;
  /** Told of every entry of the store, once it is committed, while anybody waits for jobs. */
  readonly onEntry?: OnEntry;
  /** The trace of whoever calls at that moment. Default none. */
  readonly callersTrace?: () => string | undefined;
  /** How recordings behind an address are brought here. */
  readonly downloads: Downloads;
  readonly recogniser: Recogniser;
  readonly provider: Provider;
  readonly account: AccountDescription;
  /** Where jobs go on that the provider cannot do. Default nowhere. */
  readonly others?: Chain["links"][number][];
  /** Options that these may lack. Default none. */
  readonly mayLose?: Chain["mayLose"];
  /** Where the accounts' keys may change while they are worked for; absent where they cannot. */
  readonly keys?: Pick<AccountKeys, "begin" | "watch">;
  readonly policy: Policy;
  /** The tag whose values share the account's slots; null, and by default, for none. */
  readonly fairBy?: string | null;
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
  readonly #waiters: Waiters;
  #worker: Worker | null = null;
  /** The worker's life: it works as long as somebody waits for jobs, so that an idle process may end. */
  #shift: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;
  #waiting = 0;
  readonly #observing: Observing;
  readonly #swept: () => Promise<void>;
  readonly #accountKnown: () => Promise<void>;

  constructor(parts: HouseParts) {
    this.#parts = parts;
    this.store = parts.means.store;
    this.runtime = parts.means.runtime;
    this.recogniser = parts.recogniser;
    this.#name = this.runtime.ids.next("worker");
    const { store, runtime } = this;
    this.#waiters = new Waiters(store, runtime.clock, () => this.#worker);
    this.#observing = new Observing(store, runtime.clock, parts.onEntry);
    this.#swept = onlyOnce(() => dropUnneeded(store, parts.means.spool, runtime.clock.now()));
    // Lets go of an account that an earlier process held if this one comes with another key.
    this.#accountKnown = onlyOnce(() => parts.keys?.begin() ?? store.describeAccount(parts.account));
    this.#means = {
      ...parts.means,
      onBytes: (job, sent, total) => {
        for (const tell of this.#byteWatchers) tell(job, sent, total);
      },
    };
  }

  async accept(recording: Recording, signal?: AbortSignal): Promise<Accepted> {
    const { means, downloads, provider, policy, fairBy = null } = this.#parts;
    requireChain(this.#chain, recording);
    await this.#accountKnown();
    // What is accepted before anybody waits is told as well.
    await this.#observing.begin();
    const intake: Intake = { runtime: this.runtime, spool: means.spool, downloads, provider, policy };
    const taken = await takeIn(intake, recording, signal);
    const trace = this.#parts.callersTrace?.();
    const making = { runtime: this.runtime, chain: this.#chain, policy, fairBy, trace };
    const job = makeJob({ ...making, prepares: means.recordings !== undefined }, taken, recording);
    const [accepted] = await this.store.add([job]);
    if (accepted === undefined) throw new Error("the store took a job and gave no answer");
    // A job with the same bytes may have ended just now and taken them with it.
    if (isRepeatable(recording) && !(await means.spool.holds(taken.audio))) await takeIn(intake, recording, signal);
    this.#worker?.poke();
    return accepted;
  }

  get #chain(): Chain {
    const { provider, account, others = [], mayLose = [] } = this.#parts;
    return { links: [{ provider, account: account.name, providerOptions: {} }, ...others], mayLose };
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
      return await this.#waiters.untilOver(jobs, watch);
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
    const done = tellEntries(this.store, this.runtime.clock, after, tell, ended);
    // Whoever watches hears of it when the work ends; until then nobody listens.
    done.catch(() => undefined);
    return { done };
  }

  #startWorker(): void {
    if (this.#shift !== null) return;
    const stop = new AbortController();
    const observed = new AbortController();
    const observing = this.#observing.until(observed.signal);
    this.#waiters.workerBegins();
    const ended = this.#beWorker(stop.signal).finally(() => {
      observed.abort();
      return observing;
    });
    this.#shift = { stop, ended };
  }

  /** Becomes the store's worker as soon as no other process is. */
  async #beWorker(stop: AbortSignal): Promise<void> {
    try {
      while (!(await this.store.takeWorkerLock(this.#name))) await this.runtime.clock.sleep(LOOK_EVERY_MS, stop);
      await this.#observing.worksNow();
      await this.#swept();
      const hands = { name: this.#name, turns: this.#parts.turns };
      this.#worker = new Worker(this.#means, hands, (job) => this.#waiters.turnEnded(job));
      void this.#parts.keys?.watch(stop);
      await this.#worker.run(stop);
      await this.#means.gates.settle();
    } catch (error) {
      if (!stop.aborted) this.#waiters.broken(error);
    } finally {
      this.#worker = null;
    }
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
    const id = await this.#jobOfRun(remoteId);
    if (id === null || this.#worker?.ring(id) === true) return;
    const job = await this.store.get(id);
    if (job?.state.status !== "open" || job.stage !== "wait") return;
    await this.store.wake({ id }, "the provider's webhook");
    this.#worker?.poke();
  }

  async arrive({ job: id, submission: number }: CallbackOf, body: string): Promise<Reception> {
    const submission = (await this.store.submissions(id)).find((one) => one.number === number);
    if (submission === undefined) return "unneeded";
    const provider = this.#means.providers.get(submission.provider);
    if (provider?.client.arrived?.(body, NOTHING_ASKED) == null) return "unreadable";
    const at = this.runtime.clock.now();
    if (!(await this.store.putArrival({ job: id, submission: number, at, body }))) return "unneeded";
    if (this.#worker?.ring(id) === true) return "kept";
    const state = (await this.store.get(id))?.state.status;
    if (state === "open" || state === "parked") await this.store.wake({ id }, "its result came");
    this.#worker?.poke();
    return "kept";
  }

  /** Whether the result of the newest submission has come, so that it shows by it what became of that. */
  async #hasCome(submissions: readonly Submission[]): Promise<boolean> {
    const newest = submissions.at(-1);
    return newest !== undefined && (await this.store.arrival(newest.job, newest.number)) !== null;
  }

  /** Whose run it is, at whichever link. */
  async #jobOfRun(remoteId: string): Promise<string | null> {
    for (const { account } of this.#chain.links) {
      const id = await this.store.jobOfRun(account, remoteId);
      if (id !== null) return id;
    }
    return null;
  }

  async cancel(id: string, reason: string): Promise<boolean> {
    const canceled = await this.store.cancel(id, reason);
    if (canceled) this.#worker?.drop(id);
    return canceled;
  }

  async reopen(id: string, reason: string): Promise<Reopening> {
    const { spool, providers } = this.#parts.means;
    const job = await this.store.get(id);
    if (job === null) return { kind: "unknown" };
    if (job.state.status === "completed") return { kind: "completed" };
    const submissions = await this.store.submissions(id);
    const canLookUp =
      providers.get(linkOf(job).provider)?.client.lookup !== undefined || (await this.#hasCome(submissions));
    if (!isOver(job.state) && (canLookUp || !submissions.slice(-1).some(isUncertain))) {
      await this.store.wake({ id }, reason);
      this.#worker?.poke();
      return { kind: "woken" };
    }
    // Held since nobody can tell what became of its submit: whoever asks for another try takes that upon themselves.
    if (!isOver(job.state)) await this.cancel(id, reason);
    const stages = providers.get(linksOf(job.request)[0].provider)?.facts.stages ?? [];
    const next = anew(job, submissions, { stages, canLookUp }, this.runtime.clock.now());
    if (next.needsRecording && !(await spool.holds(job.request.audio))) return { kind: "recording-gone" };
    if (!(await this.store.reopen(next.job, next.submissions, reason))) return { kind: "asked-again" };
    this.#worker?.poke();
    return { kind: "reopened" };
  }

  async removeRemote(id: string, signal: AbortSignal): Promise<readonly RemoteRemoval[]> {
    const job = await this.store.get(id);
    return job === null ? [] : removeRemote(this.#means, job, await this.store.submissions(id), signal);
  }

  async close(): Promise<void> {
    await this.#endWorker();
    await this.#parts.downloads.close();
    await this.store.close();
    await this.#parts.close();
  }
}
