import { setMaxListeners } from "node:events";
import { linkOf } from "../domain/chain.ts";
import { TenutoError } from "../domain/errors.ts";
import { isOver, type Job, type JobRequest } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { JobQuery, JobSummary } from "../domain/store.ts";
import type { Transcript } from "../domain/transcript.ts";
import { Callers } from "./callers.ts";
import type { Stats } from "./figures.ts";
import type { Accepted, AudioInput, House, Jobs, Recording } from "./house.ts";
import { jobEvents } from "./job-events.ts";
import { onlyOnce } from "./only-once.ts";
import { orAborted } from "./or-aborted.ts";
import { noJob, outcomeOf } from "./outcome.ts";
import { type StatsQuery, statsIn } from "./stats-query.ts";
import type { SupportBundle } from "./support/bundle.ts";
import { gatherSupport, type SupportDesk } from "./support/gather.ts";
import { versionsHere } from "./support/versions.ts";
import type {
  AssessedTranscript,
  AssessOptions,
  JobHandle,
  SubmitOptions,
  Tenuto,
  TranscribeOptions,
  WaitOptions,
} from "./tenuto.ts";
import { underSignals } from "./under-signals.ts";

const CANCELED = "canceled by its owner";
const LEFT = "the caller went away";

/** Where nobody says more of providers than their names. */
const BARE_DESK: SupportDesk = {
  secrets: [],
  folders: [],
  provider: () => null,
  versions: () => versionsHere(null),
};

/**
 * The library over a house that is opened by the first call. States: *unopened*, *open*, *closed* for good. Each job
 * that somebody submitted or waits for has one wait in the house, whoever else asks for it.
 */
export class LiveTenuto implements Tenuto {
  readonly durable: boolean;
  readonly #house: () => Promise<House>;
  readonly #desk: SupportDesk;
  /** Null while nobody has called. */
  #opening: Promise<House> | null = null;
  readonly #closing = new AbortController();
  readonly #waits = new Map<string, Promise<unknown>>();
  readonly #callers = new Callers();
  /** Calls that still read from the store. */
  readonly #calls = new Set<Promise<unknown>>();

  constructor(open: () => Promise<House>, durable: boolean, desk: SupportDesk = BARE_DESK) {
    this.#house = onlyOnce(open);
    this.#desk = desk;
    this.durable = durable;
    setMaxListeners(0, this.#closing.signal);
  }

  transcribe(audio: AudioInput, options: TranscribeOptions = {}): Promise<Transcript> {
    return this.#resultOf((house) => this.#accept(house, audio, options), options.signal);
  }

  async assess(audio: AudioInput, { script, ...others }: AssessOptions = {}): Promise<AssessedTranscript> {
    const said = script === undefined ? {} : { script: typeof script === "string" ? [script] : script };
    const options = { ...others, ...said };
    const transcript = await this.#resultOf(
      (house) => this.#accept(house, audio, options, "assessment"),
      others.signal,
    );
    const { assessment } = transcript;
    if (assessment === undefined) throw new Error("a job was to assess and brought a transcript only");
    return { ...transcript, assessment };
  }

  #resultOf(accept: (house: House) => Promise<Accepted>, signal: AbortSignal | undefined): Promise<Transcript> {
    return this.#call(async (house) => {
      const { id } = await accept(house);
      return this.#callers.waiting(id, async () => {
        const gone = await orAborted(this.#waitFor(house, id), signal).then(
          () => false,
          (error: unknown) => (signal?.aborted === true ? true : Promise.reject(error)),
        );
        if (gone && (await this.#leave(house, id))) throw signal?.reason;
        return this.#outcome(house, id);
      });
    }, signal);
  }

  submit(audio: AudioInput, options: SubmitOptions = {}): Promise<JobHandle> {
    return this.#call(async (house) => {
      const { id, attached } = await this.#accept(house, audio, options);
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

  stats(query: StatsQuery = {}): Promise<Stats> {
    return this.#call((house) => statsIn(house.store, query));
  }

  resume({ run }: { readonly run?: string } = {}): Promise<readonly JobHandle[]> {
    return this.#call(async (house) => {
      const { store } = house;
      const unfinished = await store.list({ ...(run === undefined ? {} : { run }), statuses: ["open", "parked"] });
      const jobs = await Promise.all(unfinished.map(({ id }) => store.get(id)));
      for (const account of new Set(jobs.flatMap((job) => (job === null ? [] : linkOf(job).account))))
        await store.tryAccount(account);
      const parked = unfinished.filter(({ status }) => status === "parked");
      await Promise.all(parked.map(({ id }) => store.wake({ id }, "resumed")));
      const ids = unfinished.map(({ id }) => id);
      void this.#waitFor(house, house.runtime.ids.next("resume"), { ids });
      return ids.map((id) => this.#handle(id, true));
    });
  }

  support(id: string): Promise<SupportBundle> {
    return this.#call(async ({ store, runtime }) => {
      const gathered = await gatherSupport(store, id, this.#desk, runtime.clock.now());
      if (gathered === null) throw noJob(id);
      return gathered.bundle;
    });
  }

  async close(): Promise<void> {
    this.#closing.abort(closed());
    const house = await this.#opening?.catch(() => null);
    await Promise.allSettled([...this.#waits.values(), ...this.#calls]);
    this.#opening = null;
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
        this.#call(
          (house) =>
            this.#callers.waiting(id, async () => {
              await orAborted(this.#waitFor(house, id), signal);
              return this.#outcome(house, id);
            }),
          signal,
        ),
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
        if (signal?.aborted === true) return;
        yield record;
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
    } finally {
      end();
    }
  }

  /** Taking a recording in may last an hour, or for ever: closing ends it as the caller's own signal does. */
  #accept(
    house: House,
    audio: AudioInput,
    options: SubmitOptions,
    kind: JobRequest["kind"] = "transcription",
  ): Promise<Accepted> {
    const recording = { ...recordingOf(audio, options, house.runtime.ids.next("run")), kind };
    const signals = [this.#closing.signal, ...(options.signal === undefined ? [] : [options.signal])];
    return underSignals(signals, (signal) => house.accept(recording, signal));
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
    return outcomeOf(house.store, id, house.runtime.clock.now());
  }

  /** The job goes with its last caller: others may have asked for the same. False when it is over already. */
  async #leave(house: House, id: string): Promise<boolean> {
    if (this.#callers.of(id) === 1) return house.cancel(id, LEFT);
    return !isOver((await read(house, id)).state);
  }

  #opened(): Promise<House> {
    this.#closing.signal.throwIfAborted();
    this.#opening = this.#house();
    return this.#opening;
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

function recordingOf(audio: AudioInput, options: SubmitOptions, run: string): Recording {
  const { name, passUrl, providerOptions, tags, signal: _signal, ...neutral } = options;
  return {
    audio,
    options: neutral,
    run,
    ...(name === undefined ? {} : { name }),
    ...(passUrl === undefined ? {} : { passUrl }),
    ...(providerOptions === undefined ? {} : { providerOptions }),
    ...(tags === undefined ? {} : { tags }),
  };
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
