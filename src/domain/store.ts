import type { AccountStore } from "./account-store.ts";
import type { ArrivalStore } from "./arrival.ts";
import type { Job, JobStatus } from "./job.ts";
import type { JournalEntry, JournalRecord } from "./journal.ts";
import type { PatternStore } from "./patterns.ts";
import type { Submission } from "./submission.ts";
import type { Transcript } from "./transcript.ts";

/** A job in a worker's hands. */
export interface Claim {
  readonly job: Job;
  readonly submissions: readonly Submission[];
  /** The fence: one up at every claim. A save with an older turn is refused. */
  readonly turn: number;
  /** Wall time at which the claim lapses and anyone may take the job, ms. */
  readonly leaseUntil: number;
  /** True for one that was handed out past its account's hold or without a slot of it: it may go on elsewhere, and nothing else. */
  readonly onlyElsewhere?: boolean;
}

/** One job's change, all or nothing. */
export interface Save {
  readonly turn: number;
  readonly job: Job;
  /** Only those that changed. */
  readonly submissions: readonly Submission[];
  readonly entries: readonly JournalEntry[];
  readonly result?: Transcript;
  /** It goes on at another link: the slot of the account where it was is free. Only with `holdUntil` null. */
  readonly moves?: boolean;
  /** Keeps the claim until then; null lets the job go (its `due` then says when it may be claimed). */
  readonly holdUntil: number | null;
}

export interface JobQuery {
  readonly run?: string;
  readonly statuses?: readonly JobStatus[];
  readonly provider?: string;
  /** All of them, each with this value. */
  readonly tags?: Readonly<Record<string, string>>;
  /** A part of the recording's name, letter for letter. */
  readonly name?: string;
  /** The code of the fault that a job failed by or is held by. */
  readonly fault?: string;
  /** Only what was over before this wall time, ms. */
  readonly endedBefore?: number;
  readonly limit?: number;
  /** Default false: in the order of their ids, which is that of their making. */
  readonly newestFirst?: boolean;
  /** What comes after this id in that order: the next page. */
  readonly after?: string;
}

export interface JobSummary {
  readonly id: string;
  readonly run: string;
  readonly name: string;
  readonly status: JobStatus;
  readonly stage: string;
  readonly provider: string;
  readonly createdAt: number;
  /** Null while it is not over. */
  readonly endedAt: number | null;
  /** The code of the fault that it failed by or is held by; null when there is none. */
  readonly fault: string | null;
}

/**
 * Durable jobs. One record, one clock, one fence: the row is the state, so every run is a resume. All stores pass the
 * suite in `testing/store-suite.ts`. Times come from the clock that the store was made with.
 */
export interface JobStore extends AccountStore, ArrivalStore, PatternStore {
  /**
   * Accepts jobs, each due at once. An unfinished job with the same key is attached to instead: its id comes back with
   * `attached: true` and nothing is written.
   */
  add(jobs: readonly Job[]): Promise<readonly { readonly id: string; readonly attached: boolean }[]>;
  /**
   * Takes up to `limit` due jobs in order of due time, for `leaseMs`. A job that holds no slot of its account yet takes
   * one, and is passed over while the account is held or has no slot free.
   *
   * An account's free slots go to the share (`JobRequest.share`) that holds the fewest of them, of several to the one
   * that was given one longest ago, and within a share by due time. Of more than 256 waiting shares each claim looks at
   * some, in turn.
   *
   * Of an account that is held those are claimed that may go on elsewhere: with links left in their chain, and before
   * anything of them was accepted. Of one that is `shunned` the same where it has no slot free. They take no slot.
   *
   * An account whose hold is over and which has learned of one slot is on trial: one job of it at a time is in hand. It
   * is one with a slot where there is one that is due, and of several that with the least to lose: one whose run is only
   * asked after, else that with the fewest bytes of audio. At least the 256 that were due first are looked at.
   */
  claim(limit: number, worker: string, leaseMs: number, shunned?: ReadonlySet<string>): Promise<readonly Claim[]>;
  /** False when the fence refused it: the job is someone else's now and the caller drops everything. */
  save(save: Save): Promise<boolean>;
  /** Prolongs leases; returns the ids that were still held under that turn. */
  extend(
    claims: readonly { readonly id: string; readonly turn: number }[],
    leaseMs: number,
  ): Promise<readonly string[]>;
  /** Parked or waiting jobs become due now. Finished ones are left alone. Returns how many. */
  wake(
    query: { readonly run?: string; readonly id?: string; readonly account?: string },
    reason: string,
  ): Promise<number>;
  /** Ends a job that is not finished; a worker that holds it is fenced off. False when it was over already. */
  cancel(id: string, reason: string): Promise<boolean>;
  /**
   * A failed or canceled job goes on as `job` says, due at once; whoever still holds it is fenced off. False when it is
   * neither, or when an unfinished job has its key: two of them would pay twice.
   */
  reopen(job: Job, submissions: readonly Submission[], reason: string): Promise<boolean>;
  /** Forgets a job that is over, with its submissions, its journal and its result. False when it is not over, or unknown. */
  remove(id: string): Promise<boolean>;

  get(id: string): Promise<Job | null>;
  list(query: JobQuery): Promise<readonly JobSummary[]>;
  counts(run?: string): Promise<Readonly<Record<JobStatus, number>>>;
  submissions(job: string): Promise<readonly Submission[]>;
  journal(job: string): Promise<readonly JournalRecord[]>;
  /** The newest entry's `seq`; 0 when there is none. */
  lastSeq(): Promise<number>;
  /** Entries of all jobs after `seq`, oldest first. */
  events(after: number, limit: number): Promise<readonly JournalRecord[]>;
  result(job: string): Promise<Transcript | null>;
  /** Earliest wall time at which something can be claimed; null when nothing waits. */
  nextDue(shunned?: ReadonlySet<string>): Promise<number | null>;
  /** Whether a job needs the recording with this hash, or may: a failed one may be tried again. */
  needsAudio(sha256: string): Promise<boolean>;
  /** The remote ids that submissions of this job's account know, among `ids`. */
  knownRemoteIds(account: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The job that has a submission of this account with this remote id; null when none has. */
  jobOfRun(account: string, remoteId: string): Promise<string | null>;

  /**
   * Becomes this store's one worker. Taking the lock makes the jobs that a dead worker held due at once. False while
   * another live process has it.
   */
  takeWorkerLock(worker: string): Promise<boolean>;
  /** Transactions committed so far: what the benchmark counts. */
  readonly commits: number;
  close(): Promise<void>;
}
