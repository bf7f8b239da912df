import { setMaxListeners } from "node:events";
import { TenutoError } from "../domain/errors.ts";
import { isOver, type Job } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { JobQuery, JobSummary } from "../domain/store.ts";
import type { Transcript } from "../domain/transcript.ts";
import type { AudioInput, House, Jobs, Recording } from "./house.ts";
import { jobEvents } from "./job-events.ts";
import { orAborted } from "./or-aborted.ts";
import { noJob, outcomeOf } from "./outcome.ts";
import type { JobHandle, SubmitOptions, Tenuto, TranscribeOptions, WaitOptions } from "./tenuto.ts";

const CANCELED = "canceled by its owner";
const LEFT = "the caller went away";

/**
 * The library over a house that is opened by the first call. States: *unopened*, *open*, *closed* for good. Each job
 * that somebody submitted or waits for has one wait in the house, whoever else asks for it.
 */
export class LiveTenuto implements Tenuto {
  readonly durable: boolean;
  readonly #open: () => Promise<House>;
  readonly #closing = new AbortController();
  readonly #waits = new Map<string, Promise<unknown>>();
  /** How many calls of `transcribe` wait for each job. */
  readonly #callers = new Map<string, number>();
  /** Calls that still read from the store. */
  readonly #calls = new Set<Promise<unknown>>();
  #house: Promise<House> | null = null;

  constructor(open: () => Promise<House>, durable: boolean) {
    this.#open = open;
    this.durable = durable;
    setMaxListeners(0, this.#closing.signal);
  }

  transcribe(audio: AudioInput, options: TranscribeOptions = {}): Promise<Transcript> {
    return this.#call(async (house) => {
      const { id } = await accept(house, audio, options);
      this.#callers.set(id, this.#callersOf(id) + 1);
      try {
        const gone = await orAborted(this.#waitFor(house, id), options.signal).then(
          () => false,
          (error: unknown) => (options.signal?.aborted === true ? true : Promise.reject(error)),
        );
        if (gone && (await this.#leave(house, id))) throw options.signal?.reason;
        return await this.#outcome(house, id);
      } finally {
        this.#callers.set(id, this.#callersOf(id) - 1);
        if (this.#callersOf(id) === 0) this.#callers.delete(id);
      }
    }, options.signal);
  }

  submit(audio: AudioInput, options: SubmitOptions = {}): Promise<JobHandle> {
    return this.#call(async (house) => {
      const { id, attached } = await accept(house, audio, options);
      void this.#waitFor(house, id);
      return this.#handle(id, attached);
    }, options.signal);
  }

  job(id: string): Promise<JobHandle | null> {
    return this.#call(async (house) => ((await house.store.get(id)) === null ? null : this.#handle(id, true)));
  }

  jobs(query: JobQuery = {}): Promise<readonly JobSummary[]> {
    return this.#call((house) => house.store.list(query));
  }

  resume({ run }: { readonly run?: string } = {}): Promise<readonly JobHandle[]> {
    return this.#call(async (house) => {
      const { store } = house;
      const unfinished = await store.list({ ...(run === undefined ? {} : { run }), statuses: ["open", "parked"] });
      const jobs = await Promise.all(unfinished.map(({ id }) => store.get(id)));
      const accounts = await Promise.all(
        [...new Set(jobs.flatMap((job) => job?.request.account ?? []))].map((name) => store.account(name)),
      );
      for (const account of accounts) {
        if (account !== null && account.holdUntil !== null) {
          await store.putAccount({ ...account, holdUntil: null, reason: null });
        }
      }
      const parked = unfinished.filter(({ status }) => status === "parked");
      await Promise.all(parked.map(({ id }) => store.wake({ id }, "resumed")));
      const ids = unfinished.map(({ id }) => id);
      void this.#waitFor(house, house.runtime.ids.next("resume"), { ids });
      return ids.map((id) => this.#handle(id, true));
    });
  }

  async close(): Promise<void> {
    this.#closing.abort(closed());
    const house = await this.#house?.catch(() => null);
    await Promise.allSettled([...this.#waits.values(), ...this.#calls]);
    this.#house = null;
    await house?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #handle(id: string, attached: boolean): JobHandle {
    return {
      id,
      attached,
      result: ({ signal } = {}) =>
        this.#call(async (house) => {
          await orAborted(this.#waitFor(house, id), signal);
          return this.#outcome(house, id);
        }, signal),
      events: (options = {}) => this.#events(id, options),
      cancel: (reason = CANCELED) => this.#call((house) => house.cancel(id, reason)),
      read: () => this.#call((house) => read(house, id)),
    };
  }

  async *#events(id: string, { signal }: WaitOptions): AsyncGenerator<JournalRecord> {
    const house = await this.#opened();
    const ended = new AbortController();
    const end = (): void => ended.abort();
    void orAborted(this.#waitFor(house, id), signal).then(end, end);
    try {
      for await (const record of jobEvents(house.store, house.runtime.clock, id, ended.signal)) {
        signal?.throwIfAborted();
        yield record;
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
    } finally {
      end();
    }
  }

  /** Ends when the job is over or held, or the library is closed. */
  #waitFor(house: House, name: string, jobs: Jobs = { id: name }): Promise<unknown> {
    const known = this.#waits.get(name);
    if (known !== undefined) return known;
    const wait = house.work(jobs, { signal: this.#closing.signal }).finally(() => this.#waits.delete(name));
    this.#waits.set(name, wait);
    // Whoever asks for the result hears of it; nobody may.
    wait.catch(() => undefined);
    return wait;
  }

  async #outcome(house: House, id: string): Promise<Transcript> {
    const job = await read(house, id);
    if (!isOver(job.state)) this.#closing.signal.throwIfAborted();
    return outcomeOf(house.store, id);
  }

  #callersOf(id: string): number {
    return this.#callers.get(id) ?? 0;
  }

  /** The job goes with its last caller: others may have asked for the same. False when it is over already. */
  async #leave(house: House, id: string): Promise<boolean> {
    if (this.#callersOf(id) === 1) return house.cancel(id, LEFT);
    return !isOver((await read(house, id)).state);
  }

  #opened(): Promise<House> {
    this.#closing.signal.throwIfAborted();
    this.#house ??= this.#open();
    return this.#house;
  }

  /** Closing waits for the call, so that it ends with its own words and not with those of a closed store. */
  async #call<T>(work: (house: House) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (signal !== undefined) setMaxListeners(0, signal);
    const call = this.#opened().then(work);
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }
}

function accept(house: House, audio: AudioInput, options: SubmitOptions): ReturnType<House["accept"]> {
  const { name, passUrl, providerOptions, tags, signal, ...neutral } = options;
  const recording: Recording = {
    audio,
    options: neutral,
    run: house.runtime.ids.next("run"),
    ...(name === undefined ? {} : { name }),
    ...(passUrl === undefined ? {} : { passUrl }),
    ...(providerOptions === undefined ? {} : { providerOptions }),
    ...(tags === undefined ? {} : { tags }),
  };
  return house.accept(recording, signal);
}

async function read(house: House, id: string): Promise<Job> {
  const job = await house.store.get(id);
  if (job === null) throw noJob(id);
  return job;
}

function closed(): TenutoError {
  const remedy = "keep it open until its calls have ended; jobs of a durable store go on at the next start";
  return new TenutoError("library/closed", "the library is closed", remedy);
}
