import type { AccountDescription, AccountHold, AccountRow } from "../domain/account.ts";
import type { AccountStanding } from "../domain/account-store.ts";
import type { Arrival } from "../domain/arrival.ts";
import type { BreakerStage, BreakerState } from "../domain/breaker.ts";
import { StoreError } from "../domain/errors.ts";
import type { Job, JobStatus } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { PatternQuery, PatternSums } from "../domain/patterns.ts";
import type { Clock } from "../domain/runtime.ts";
import type { Spending } from "../domain/spending.ts";
import type { Claim, JobQuery, JobStore, JobSummary, Save } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";
import type { Transcript } from "../domain/transcript.ts";
import { Accounts, type Part } from "./accounts.ts";
import { Arrivals } from "./arrivals.ts";
import { Changes } from "./changes.ts";
import { Claiming } from "./claiming.ts";
import { GroupCommit } from "./group-commit.ts";
import { Policies } from "./policies.ts";
import { Reads } from "./reads.ts";
import { type Database, loadSqlite } from "./sqlite-driver.ts";
import { storeTrouble } from "./sqlite-errors.ts";
import { gather, openStoreFile } from "./sqlite-file.ts";
import { transactionOf } from "./sqlite-transaction.ts";
import { Statements } from "./statements.ts";
import { WorkerLock } from "./worker-lock.ts";

export interface SqliteStoreOptions {
  /** The store's file; made, with its folder, when there is none. Only its owner may read it. */
  readonly path: string;
  readonly clock: Clock;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Opens the durable store of one machine. What it has acknowledged survives the end of the process and of the power.
 * Any number of processes may add and read; one works, by `takeWorkerLock`. Throws a StoreError when the file is
 * damaged, newer than this version, locked or not writable, or when this machine has no sound SQLite.
 */
export async function openSqliteStore({ path, clock }: SqliteStoreOptions): Promise<JobStore> {
  const Database = await loadSqlite();
  return new SqliteStore(openStoreFile(Database, path), new WorkerLock(Database, path, clock), path, clock);
}

/** Changes go through the group commit, reads go straight to the tables. */
class SqliteStore implements JobStore {
  readonly #database: Database;
  readonly #lock: WorkerLock;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #accounts: Accounts;
  readonly #claiming: Claiming;
  readonly #reads: Reads;
  readonly #arrivals: Arrivals;
  readonly #changes: Changes;
  readonly #group: GroupCommit;
  #open = true;

  constructor(database: Database, lock: WorkerLock, path: string, clock: Clock) {
    this.#database = database;
    this.#lock = lock;
    this.#path = path;
    this.#clock = clock;
    const statements = new Statements(database);
    const policies = new Policies();
    this.#accounts = new Accounts(statements);
    this.#claiming = new Claiming(statements, this.#accounts);
    this.#reads = new Reads(statements, policies);
    this.#arrivals = new Arrivals(statements);
    this.#changes = new Changes(statements, policies, this.#reads, this.#claiming);
    this.#group = new GroupCommit(transactionOf(statements), clock);
  }

  get commits(): number {
    return this.#group.commits;
  }

  add(jobs: readonly Job[]): Promise<readonly { readonly id: string; readonly attached: boolean }[]> {
    return this.#change((now) => jobs.map((job) => this.#changes.add(job, now)));
  }

  claim(
    limit: number,
    worker: string,
    leaseMs: number,
    shunned: ReadonlySet<string> = NONE,
  ): Promise<readonly Claim[]> {
    return this.#change((now) => this.#changes.claim(limit, worker, now, now + leaseMs, shunned));
  }

  save(save: Save): Promise<boolean> {
    return this.#change(() => this.#changes.save(save));
  }

  extend(
    claims: readonly { readonly id: string; readonly turn: number }[],
    leaseMs: number,
  ): Promise<readonly string[]> {
    return this.#change((now) => this.#changes.extend(claims, now + leaseMs));
  }

  wake(
    query: { readonly run?: string; readonly id?: string; readonly account?: string },
    reason: string,
  ): Promise<number> {
    return this.#change((now) => this.#changes.wake(query, reason, now));
  }

  cancel(id: string, reason: string): Promise<boolean> {
    return this.#change((now) => this.#changes.cancel(id, reason, now));
  }

  reopen(job: Job, submissions: readonly Submission[], reason: string): Promise<boolean> {
    return this.#change((now) => this.#changes.reopen(job, submissions, reason, now));
  }

  remove(id: string): Promise<boolean> {
    return this.#change(() => this.#changes.remove(id));
  }

  get(id: string): Promise<Job | null> {
    return this.#read(() => this.#reads.job(id)?.job ?? null);
  }

  list(query: JobQuery): Promise<readonly JobSummary[]> {
    return this.#read(() => this.#reads.list(query));
  }

  counts(run?: string): Promise<Readonly<Record<JobStatus, number>>> {
    return this.#read(() => this.#reads.counts(run));
  }

  submissions(job: string): Promise<readonly Submission[]> {
    return this.#read(() => this.#reads.submissions(job));
  }

  journal(job: string): Promise<readonly JournalRecord[]> {
    return this.#read(() => this.#reads.journal(job));
  }

  lastSeq(): Promise<number> {
    return this.#read(() => this.#reads.lastSeq());
  }

  events(after: number, limit: number): Promise<readonly JournalRecord[]> {
    return this.#read(() => this.#reads.events(after, limit));
  }

  result(job: string): Promise<Transcript | null> {
    return this.#read(() => this.#reads.result(job));
  }

  nextDue(shunned: ReadonlySet<string> = NONE): Promise<number | null> {
    return this.#read(() => this.#claiming.firstDue(this.#clock.now(), shunned));
  }

  needsAudio(sha256: string): Promise<boolean> {
    return this.#read(() => this.#reads.needsAudio(sha256));
  }

  knownRemoteIds(account: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#read(() => this.#reads.knownRemoteIds(account, ids));
  }

  jobOfRun(account: string, remoteId: string): Promise<string | null> {
    return this.#read(() => this.#reads.jobOfRun(account, remoteId));
  }

  patterns(query: PatternQuery): Promise<PatternSums> {
    return this.#read(() => this.#reads.patterns(query, this.#clock.now()));
  }

  async describeAccount(description: AccountDescription): Promise<void> {
    await this.#inParts((now) => this.#accounts.describe(description, now));
  }

  holdAccount(name: string, hold: AccountHold): Promise<void> {
    return this.#change((now) => this.#accounts.hold(name, hold, now));
  }

  tryAccount(name: string): Promise<void> {
    return this.#change((now) => this.#accounts.try(name, now));
  }

  releaseAccount(name: string, reason: string): Promise<number> {
    return this.#inParts((now) => this.#accounts.release(name, reason, now));
  }

  learn(name: string, slots: number | null): Promise<void> {
    return this.#change(() => this.#accounts.learn(name, slots));
  }

  account(name: string): Promise<AccountRow | null> {
    return this.#read(() => this.#accounts.one(name));
  }

  accounts(): Promise<readonly AccountStanding[]> {
    return this.#read(() => this.#accounts.all());
  }

  slotsTaken(name: string): Promise<number> {
    return this.#read(() => this.#accounts.slotsTaken(name));
  }

  breakers(account: string): Promise<Partial<Record<BreakerStage, BreakerState>>> {
    return this.#read(() => this.#accounts.breakers(account));
  }

  putBreaker(account: string, stage: BreakerStage, state: BreakerState): Promise<void> {
    return this.#change(() => this.#accounts.putBreaker(account, stage, state));
  }

  speeds(account: string): Promise<Readonly<Record<string, string>>> {
    return this.#read(() => this.#accounts.speeds(account));
  }

  putSpeed(account: string, model: string, data: string): Promise<void> {
    return this.#change(() => this.#accounts.putSpeed(account, model, data));
  }

  spend(account: string, at: number, amounts: Partial<Spending>): Promise<void> {
    return this.#change(() => this.#accounts.spend(account, at, amounts));
  }

  spent(account: string, since: number): Promise<Spending> {
    return this.#read(() => this.#accounts.spent(account, since));
  }

  putArrival(arrival: Arrival): Promise<boolean> {
    return this.#change(() => this.#arrivals.put(arrival));
  }

  arrival(job: string, submission: number): Promise<Arrival | null> {
    return this.#read(() => this.#arrivals.one(job, submission));
  }

  arrivalSecret(fresh: string): Promise<string> {
    return this.#change(() => this.#arrivals.secret(fresh));
  }

  async takeWorkerLock(worker: string): Promise<boolean> {
    const lock = await this.#read(() => this.#lock.take(worker));
    if (lock === "taken") await this.#change((now) => this.#changes.letGo(now));
    return lock !== "refused";
  }

  /** Commits what was asked for before. The lock goes last: nobody shall take over while something is still written. */
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#group.drained();
    gather(this.#database);
    this.#database.close();
    this.#lock.release();
  }

  /** Commit by commit, with others between them. How many were woken. */
  async #inParts(change: (now: number) => Part): Promise<number> {
    for (let woken = 0; ; ) {
      const part = await this.#change(change);
      woken += part.woken;
      if (part.isLast) return woken;
    }
  }

  #change<T>(change: (now: number) => T): Promise<T> {
    return this.#guarded(() => this.#group.run(() => change(this.#clock.now())));
  }

  #read<T>(look: () => T): Promise<T> {
    return this.#guarded(look);
  }

  async #guarded<T>(work: () => T | Promise<T>): Promise<T> {
    if (!this.#open) {
      throw new StoreError("store/closed", `The store ${this.#path} is closed.`, "Open it again to go on.");
    }
    try {
      return await work();
    } catch (error) {
      throw storeTrouble(this.#path, error);
    }
  }
}
