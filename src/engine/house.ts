import type { Delivery, JobRequest, JobStatus, TranscriptionOptions } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import type { Runtime } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";
import type { Reception } from "./arrival-desk.ts";
import type { CallbackOf } from "./callbacks.ts";
import type { RemoteRemoval } from "./remove-remote.ts";
import type { Reopening } from "./reopen.ts";

/**
 * A recording somebody hands in: a path, an http, https or file address, bytes (a `Buffer` is some), a `Blob` or `File`,
 * or a stream of bytes (Node's, the web's, or any async iterable). A stream is read once.
 */
export type AudioInput = string | URL | Uint8Array | Blob | AsyncIterable<Uint8Array>;

export interface Recording {
  readonly audio: AudioInput;
  /** For people; taken from the path when absent. */
  readonly name?: string;
  /** What is wanted of it. Default `transcription`. */
  readonly kind?: JobRequest["kind"];
  readonly options?: TranscriptionOptions;
  /** Has the provider fetch the recording from its address, rather than us. Default false. */
  readonly passUrl?: boolean;
  /** Passed on to the provider untouched. */
  readonly providerOptions?: Readonly<Record<string, unknown>>;
  readonly deliveries?: readonly Delivery[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Groups the jobs of one command. */
  readonly run: string;
}

export interface Accepted {
  readonly id: string;
  /** True when the same request was under way already. */
  readonly attached: boolean;
}

/** Jobs to wait for: all of a run, also those accepted while they are waited for, or some by their ids. */
export type Jobs = { readonly run: string } | { readonly id: string } | { readonly ids: readonly string[] };

/** What a door wants to hear while jobs are worked on. */
export interface Watch {
  /** Ends the watching: the jobs are kept. A submit on the wire is waited for up to five seconds. */
  readonly signal?: AbortSignal;
  /** Each journal entry, once it is committed. */
  readonly onEntry?: (record: JournalRecord) => void;
  /** Bytes of a running upload. */
  readonly onBytes?: (job: string, sent: number, total: number) => void;
  /**
   * Settles when no more jobs of the run will be accepted. Until then the work is not done, however many are over: so a
   * long list is worked on from its first recording.
   */
  readonly accepting?: Promise<unknown>;
}

/** `done`: all jobs are over. `held`: what is left is parked. `stopped`: the signal came first. */
export interface WorkEnd {
  readonly why: "done" | "held" | "stopped";
  readonly counts: Readonly<Record<JobStatus, number>>;
}

/** A working house, as `compose` puts it together. */
export interface House {
  readonly store: JobStore;
  readonly runtime: Runtime;
  readonly recogniser: Recogniser;
  /**
   * Takes the recording into the spool, then the job into the store. A recording behind an address is fetched first.
   * Throws `AudioError` for a recording that cannot be taken in, `StoreError` for a store that cannot take it, and the
   * signal's reason.
   */
  accept(recording: Recording, signal?: AbortSignal): Promise<Accepted>;
  /**
   * Works until every job that `jobs` names is over or held. When another process is this store's worker it watches,
   * and takes over if that one goes away. Each call counts as one who waits; many may wait under one signal.
   */
  work(jobs: Jobs, watch?: Watch): Promise<WorkEnd>;
  /**
   * The provider says that one of its runs has come on: its job asks now instead of at its next poll. Only a hint, since
   * anybody may send it: an id that nobody knows, or whose job is parked or over, changes nothing.
   */
  hint(remoteId: string): Promise<void>;
  /**
   * A result came to an address that was made for it: it is kept before this resolves, and its job takes it now. One that
   * nobody needs any more is dropped, and one that makes no sense is not kept. Throws `StoreError`.
   */
  arrive(run: CallbackOf, body: string): Promise<Reception>;
  /** Ends a job that is not over, and stops what is under way for it here. False when it was over already. */
  cancel(id: string, reason: string): Promise<boolean>;
  /**
   * Has a job go on that failed, was canceled or is held: with all its attempts again, the same held recording, and
   * nothing that was paid for done twice.
   */
  reopen(id: string, reason: string): Promise<Reopening>;
  /** Deletes at the provider all that it has of the job; what is here stays. */
  removeRemote(id: string, signal: AbortSignal): Promise<readonly RemoteRemoval[]>;
  /** Lets go of everything; unfinished jobs stay in the store. */
  close(): Promise<void>;
}
