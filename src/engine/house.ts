import type { Delivery, JobStatus, TranscriptionOptions } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import type { Runtime } from "../domain/runtime.ts";
import type { JobStore } from "../domain/store.ts";

/** A recording somebody hands in: a path, or bytes. */
export type AudioInput = string | Uint8Array | AsyncIterable<Uint8Array>;

export interface Recording {
  readonly audio: AudioInput;
  /** For people; taken from the path when absent. */
  readonly name?: string;
  readonly options?: TranscriptionOptions;
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

/** What a door wants to hear while jobs are worked on. */
export interface Watch {
  /** Ends the watching: the jobs are kept. A submit on the wire is waited for up to five seconds. */
  readonly signal?: AbortSignal;
  /** Each journal entry, once it is committed. */
  readonly onEntry?: (record: JournalRecord) => void;
  /** Bytes of a running upload. */
  readonly onBytes?: (job: string, sent: number, total: number) => void;
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
   * Takes the recording into the spool, then the job into the store. Throws `AudioError` for a recording that cannot be
   * taken in and `StoreError` for a store that cannot take it.
   */
  accept(recording: Recording, signal?: AbortSignal): Promise<Accepted>;
  /**
   * Works until every job that `jobs` names is over or held. When another process is this store's worker it watches,
   * and takes over if that one goes away.
   */
  work(jobs: { readonly run: string } | { readonly id: string }, watch?: Watch): Promise<WorkEnd>;
  /** Lets go of everything; unfinished jobs stay in the store. */
  close(): Promise<void>;
}
