import type { AccountDescription, AccountHold, AccountRow } from "../domain/account.ts";
import type { AccountStanding } from "../domain/account-store.ts";
import type { Arrival } from "../domain/arrival.ts";
import type { BreakerStage, BreakerState } from "../domain/breaker.ts";
import { isOver, type Job, type JobState, type JobStatus } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { PatternQuery, PatternSums } from "../domain/patterns.ts";
import type { Clock } from "../domain/runtime.ts";
import type { Spending } from "../domain/spending.ts";
import type { Claim, JobQuery, JobStore, JobSummary, Save } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";
import type { Transcript } from "../domain/transcript.ts";
import { NEW_KEY } from "./account-rules.ts";
import { GroupCommit } from "./group-commit.ts";
import { MemoryTables, submissionsOf } from "./memory-tables.ts";
import { isAsleep, isNamed, type Names } from "./memory-waking.ts";

/**
 * A store that lives and ends with the process: for the library without a file, and for simulations. It behaves as the
 * durable ones do in everything else. Values are handed out as they were given, so nobody may change them.
 */
export function memoryStore({ clock }: { readonly clock: Clock }): JobStore {
  return new MemoryStore(clock);
}

const NONE: ReadonlySet<string> = new Set();

class MemoryStore implements JobStore {
  readonly #clock: Clock;
  readonly #group: GroupCommit;
  readonly #tables = new MemoryTables();
  #worker: string | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    // No change below throws, so there is never anything to undo.
    this.#group = new GroupCommit({ begin() {}, commit() {}, rollback() {} }, clock);
  }

  get commits(): number {
    return this.#group.commits;
  }

  add(jobs: readonly Job[]): Promise<readonly { readonly id: string; readonly attached: boolean }[]> {
    return this.#change((now) => jobs.map((job) => this.#tables.accept(job, now)));
  }

  claim(
    limit: number,
    worker: string,
    leaseMs: number,
    shunned: ReadonlySet<string> = NONE,
  ): Promise<readonly Claim[]> {
    return this.#change((now) => {
      const claims: Claim[] = [];
      while (claims.length < limit) {
        const head = this.#tables.lines.next(now, shunned);
        const row = this.#tables.rows.get(head?.id ?? "");
        if (row === undefined) break;
        claims.push(this.#tables.take(row, worker, now + leaseMs, head?.onlyElsewhere === true));
      }
      return claims;
    });
  }

  save(save: Save): Promise<boolean> {
    const { turn, job, submissions, entries, result, moves = false, holdUntil } = save;
    return this.#change(() => {
      const row = this.#tables.rows.get(job.id);
      if (row === undefined || row.turn !== turn || isOver(row.job.state)) return false;
      const isOpen = job.state.status === "open";
      const keepsClaim = isOpen && holdUntil !== null;
      if (!keepsClaim) row.holder = null;
      row.hasSlot &&= isOpen && job.stage !== "deliver" && !moves;
      const { id, request, createdAt } = row.job;
      const state: JobState = keepsClaim ? { status: "open", due: holdUntil } : job.state;
      this.#tables.put(row, { ...job, id, request, createdAt, state });
      for (const submission of submissions) this.#tables.saveSubmission(row, submission);
      for (const entry of entries) this.#tables.enter(row, entry);
      this.#tables.patterns.saved({ ...save, job: row.job });
      if (result !== undefined) this.#tables.keepResult(row, result);
      return true;
    });
  }

  extend(
    claims: readonly { readonly id: string; readonly turn: number }[],
    leaseMs: number,
  ): Promise<readonly string[]> {
    return this.#change((now) =>
      claims.flatMap(({ id, turn }) => {
        const row = this.#tables.rows.get(id);
        if (row === undefined || row.turn !== turn || row.holder === null) return [];
        const { state } = row.job;
        const due = Math.max(now + leaseMs, state.status === "open" ? state.due : 0);
        this.#tables.put(row, { ...row.job, state: { status: "open", due } });
        return [id];
      }),
    );
  }

  wake(names: Names, reason: string): Promise<number> {
    return this.#change((now) => {
      const rows = names.id === undefined ? this.#tables.inOrder() : this.#tables.only(names.id);
      return this.#tables.wake(rows, (row) => isNamed(row, names) && isAsleep(row, now), reason, now);
    });
  }

  cancel(id: string, reason: string): Promise<boolean> {
    return this.#change((now) => {
      const row = this.#tables.rows.get(id);
      if (row === undefined || isOver(row.job.state)) return false;
      row.turn += 1;
      row.holder = null;
      row.hasSlot = false;
      this.#tables.put(row, { ...row.job, state: { status: "canceled", endedAt: now, reason } });
      this.#tables.enter(row, { at: now, type: "canceled", reason });
      this.#tables.patterns.canceled(id, now);
      return true;
    });
  }

  async get(id: string): Promise<Job | null> {
    return this.#tables.rows.get(id)?.job ?? null;
  }

  reopen(job: Job, submissions: readonly Submission[], reason: string): Promise<boolean> {
    return this.#change((now) => {
      const row = this.#tables.rows.get(job.id);
      const { status } = row?.job.state ?? {};
      if (row === undefined || (status !== "failed" && status !== "canceled")) return false;
      if (this.#tables.unfinishedWithKey(row.job.request.key) !== undefined) return false;
      const { id, request, createdAt } = row.job;
      row.turn += 1;
      this.#tables.put(row, { ...job, id, request, createdAt, state: { status: "open", due: now } });
      for (const submission of submissions) this.#tables.saveSubmission(row, submission);
      this.#tables.enter(row, { at: now, type: "woken", reason });
      return true;
    });
  }

  remove(id: string): Promise<boolean> {
    return this.#change(() => {
      const row = this.#tables.rows.get(id);
      if (row === undefined || !isOver(row.job.state)) return false;
      this.#tables.remove(row);
      return true;
    });
  }

  async list(query: JobQuery): Promise<readonly JobSummary[]> {
    return this.#tables.list(query);
  }

  async counts(run?: string): Promise<Readonly<Record<JobStatus, number>>> {
    return this.#tables.counts(run);
  }

  async submissions(job: string): Promise<readonly Submission[]> {
    const row = this.#tables.rows.get(job);
    return row === undefined ? [] : submissionsOf(row);
  }

  async journal(job: string): Promise<readonly JournalRecord[]> {
    return [...(this.#tables.rows.get(job)?.journal ?? [])];
  }

  async lastSeq(): Promise<number> {
    return this.#tables.lastSeq;
  }

  async events(after: number, limit: number): Promise<readonly JournalRecord[]> {
    return this.#tables.eventsAfter(after, limit);
  }

  async result(job: string): Promise<Transcript | null> {
    return this.#tables.rows.get(job)?.result ?? null;
  }

  async nextDue(shunned: ReadonlySet<string> = NONE): Promise<number | null> {
    return this.#tables.lines.firstDue(this.#clock.now(), shunned);
  }

  async needsAudio(sha256: string): Promise<boolean> {
    return this.#tables.needsAudio(sha256);
  }

  async knownRemoteIds(account: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(ids.filter((id) => this.#tables.knowsRemoteId(account, id)));
  }

  async jobOfRun(account: string, remoteId: string): Promise<string | null> {
    return this.#tables.jobOfRun(account, remoteId);
  }

  async patterns(query: PatternQuery): Promise<PatternSums> {
    return this.#tables.patterns.sums(this.#tables.jobs(), query, this.#clock.now());
  }

  describeAccount(description: AccountDescription): Promise<void> {
    return this.#change((now) => {
      if (this.#tables.accounts.describe(description)) this.#tables.wakeParked(description.name, NEW_KEY, now);
    });
  }

  holdAccount(name: string, hold: AccountHold): Promise<void> {
    return this.#change((now) => this.#tables.accounts.hold(name, hold, now));
  }

  tryAccount(name: string): Promise<void> {
    return this.#change((now) => this.#tables.accounts.try(name, now));
  }

  releaseAccount(name: string, reason: string): Promise<number> {
    return this.#change((now) => {
      this.#tables.accounts.release(name);
      return this.#tables.wakeParked(name, reason, now);
    });
  }

  learn(name: string, slots: number | null): Promise<void> {
    return this.#change(() => this.#tables.accounts.learn(name, slots));
  }

  async account(name: string): Promise<AccountRow | null> {
    return this.#tables.accounts.rows.get(name) ?? null;
  }

  async accounts(): Promise<readonly AccountStanding[]> {
    const rows = [...this.#tables.accounts.rows.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    return rows.map((row) => ({ ...row, ...this.#tables.lines.sizes(row.name) }));
  }

  async slotsTaken(name: string): Promise<number> {
    return this.#tables.lines.sizes(name).slotsTaken;
  }

  async breakers(account: string): Promise<Partial<Record<BreakerStage, BreakerState>>> {
    return this.#tables.accounts.breakers(account);
  }

  putBreaker(account: string, stage: BreakerStage, state: BreakerState): Promise<void> {
    return this.#change(() => this.#tables.accounts.putBreaker(account, stage, state));
  }

  async speeds(account: string): Promise<Readonly<Record<string, string>>> {
    return this.#tables.accounts.speeds(account);
  }

  putSpeed(account: string, model: string, data: string): Promise<void> {
    return this.#change(() => this.#tables.accounts.putSpeed(account, model, data));
  }

  spend(account: string, at: number, amounts: Partial<Spending>): Promise<void> {
    return this.#change(() => this.#tables.accounts.spend(account, at, amounts));
  }

  async spent(account: string, since: number): Promise<Spending> {
    return this.#tables.accounts.spent(account, since);
  }

  putArrival(arrival: Arrival): Promise<boolean> {
    return this.#change(() => this.#tables.keepArrival(arrival));
  }

  async arrival(job: string, submission: number): Promise<Arrival | null> {
    return this.#tables.arrivals.one(job, submission);
  }

  arrivalSecret(fresh: string): Promise<string> {
    return this.#change(() => this.#tables.arrivals.secret(fresh));
  }

  async takeWorkerLock(worker: string): Promise<boolean> {
    this.#worker ??= worker;
    return this.#worker === worker;
  }

  close(): Promise<void> {
    return this.#group.drained();
  }

  #change<T>(change: (now: number) => T): Promise<T> {
    return this.#group.run(() => change(this.#clock.now()));
  }
}
