import type { Assessment } from "../domain/assessment.ts";
import type { Job, TranscriptionOptions } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { JobQuery, JobSummary } from "../domain/store.ts";
import type { Transcript } from "../domain/transcript.ts";
import type { Stats } from "./figures.ts";
import type { AudioInput } from "./house.ts";
import type { StatsQuery } from "./stats-query.ts";
import type { SupportBundle } from "./support/bundle.ts";

export interface SubmitOptions extends TranscriptionOptions {
  /** For people, and for the journal. Default: the file's name, an address's last part or host, or `recording`. */
  readonly name?: string;
  /**
   * True has the provider fetch the recording from the address that was handed in. Default false: it is fetched here
   * first, so that a retry does not hang on a link that expires. Throws `settings/pass-url` for anything but an address,
   * and for a provider that fetches nothing.
   */
  readonly passUrl?: boolean;
  /** Sent to the provider as they are, and winning over the neutral options. They may hold credentials. Default none. */
  readonly providerOptions?: Readonly<Record<string, unknown>>;
  /** Kept with the job for whoever asks later. Default none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Ends the taking in: nothing was accepted then. An accepted job is ended by `cancel`. */
  readonly signal?: AbortSignal;
}

/** A transcript with what the provider says of how it was said. */
export interface AssessedTranscript extends Transcript {
  readonly assessment: Assessment;
}

export interface AssessOptions extends Omit<TranscribeOptions, "script"> {
  /** The sentence that was to be said, or several of which one was. Absent for free speech, where the provider can. */
  readonly script?: string | readonly string[];
}

export interface TranscribeOptions extends Omit<SubmitOptions, "signal"> {
  /**
   * Ends the call and cancels its job, unless another call (`transcribe`, or a handle's `result`) waits for the same. A
   * transcript that is there already is returned all the same.
   */
  readonly signal?: AbortSignal;
}

export interface WaitOptions {
  /** Ends the wait with its reason; the job goes on. */
  readonly signal?: AbortSignal;
}

/** An accepted job. It is worked on as long as this process lives and the library is not closed, waited for or not. */
export interface JobHandle {
  /** Finds the job again: `tenuto.job(id)`, also in a later process where the store is a file. */
  readonly id: string;
  /** True when the same recording with the same options was under way already, and this is its job. */
  readonly attached: boolean;
  /**
   * Waits for the transcript. May be called any number of times.
   *
   * Throws `TranscriptionFailed` when there cannot be one, `TranscriptionHeld` when nothing goes on by itself within ten
   * minutes (the job is kept), `TranscriptionCanceled`, the signal's reason, and `library/closed` when the library is
   * closed first.
   */
  result(options?: WaitOptions): Promise<Transcript>;
  /**
   * The job's journal from its first entry on, each entry as soon as it is committed (looked for every 100 ms). Ends when
   * the job is over or held, when the signal aborts, and when the library is closed.
   */
  events(options?: WaitOptions): AsyncIterable<JournalRecord>;
  /**
   * Ends the job. False when it was over already. What the provider has begun it may still finish and charge for.
   * `reason` is for the journal; default `canceled by its owner`.
   */
  cancel(reason?: string): Promise<boolean>;
  /** The job as it stands: its request, stage, attempts and state. Throws `library/no-job` once the store has lost it. */
  read(): Promise<Job>;
}

/** The library. `await using` closes it. */
export interface Tenuto {
  /** False when the jobs live in memory only, and end with the process. */
  readonly durable: boolean;
  /**
   * Holds the recording until there is a transcript.
   *
   * Throws `TranscriptionFailed` when there cannot be one, with the fault, the attempts and the provider's ids;
   * `TranscriptionHeld` when it waits for somebody to act (a key, a top-up); `AudioError` for a recording that cannot be
   * taken in; and the signal's reason when that aborts.
   */
  transcribe(audio: AudioInput, options?: TranscribeOptions): Promise<Transcript>;
  /**
   * How somebody spoke: words and their sounds with times and scores, and figures of fluency. Held like a transcription.
   * With the provider `local` it needs a script and no account; its scores compare within one recording only.
   *
   * Throws as `transcribe` does, and `SettingsError` `settings/kind` for a provider that does not assess,
   * `settings/script` for a script without words or with more than it takes.
   */
  assess(audio: AudioInput, options?: AssessOptions): Promise<AssessedTranscript>;
  /**
   * Takes the recording in and returns once it is safe: hashed, on the disk, its job in the store. The work goes on by
   * itself. Throws `AudioError`, `StoreError`, and the signal's reason.
   */
  submit(audio: AudioInput, options?: SubmitOptions): Promise<JobHandle>;
  /** The handle of an earlier job; null when the store knows none by that id. Asking for its result goes on with it. */
  job(id: string): Promise<JobHandle | null>;
  /** Jobs of the store in the order of their making. Default: all; `limit` and `after` give pages. */
  jobs(query?: JobQuery): Promise<readonly JobSummary[]>;
  /**
   * How much patience was needed: shares of jobs that were done at the first attempt and at later ones, faults by stage,
   * hour and code, the time and audio that they cost, and each policy's figures side by side. Default: of all that the
   * store has. Throws `SettingsError` `settings/time` and `settings/by`.
   */
  stats(query?: StatsQuery): Promise<Stats>;
  /**
   * Goes on with every job that is not over, or with those of one run: held ones are woken and held accounts let go, as
   * whoever calls this may have mended the reason. Returns their handles; the work goes on by itself.
   */
  resume(query?: { readonly run?: string }): Promise<readonly JobHandle[]>;
  /**
   * All that a provider's support asks for about a job, whatever became of it: the ids of its runs and requests, the exact
   * message, times, what was sent and how often, and what such a support has one check first, each answered for this
   * recording. Keys, private addresses, values of provider options, tags, folders and what was said are left out. Sends
   * nothing. Throws `library/no-job` for an id that the store does not know.
   */
  support(id: string): Promise<SupportBundle>;
  /**
   * Stops at the next safe point (a submit on the wire is waited for, five seconds at most) and lets go of the store.
   * Calls that wait, or still take a recording in, end with `library/closed`. Unfinished jobs of a durable store go on at
   * the next start.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
