import type { AccountDescription, AccountHold, AccountRow } from "../domain/account.ts";
import type { AccountStanding } from "../domain/account-store.ts";
import type { BreakerStage, BreakerState } from "../domain/breaker.ts";
import { isOver, type Job, type JobState, type JobStatus } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { Clock } from "../domain/runtime.ts";
import type { Spending } from "../domain/spending.ts";
import type { Claim, JobQuery, JobStore, JobSummary, Save } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";
import type { Transcript } from "../domain/transcript.ts";
import { NEW_KEY } from "./account-rules.ts";
import { GroupCommit } from "./group-commit.ts";
import { isWanted, summaryOf } from "./job-query.ts";
import { MemoryTables, type Row, submissionsOf } from "./memory-tables.ts";

/**
 * A store that lives and ends with the process: for the library without a file, and for simulations. It behaves as the
 * durable ones do in everything else. Values are handed out as they were given, so nobody may change them.
 */
export function memoryStore({ clock }: { readonly clock: Clock }): JobStore {
  return new MemoryStore(clock);
}

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
    return this.#change((now) => jobs.map((job) => this.#accept(job, now)));
  }

  claim(limit: number, worker: string, leaseMs: number): Promise<readonly Claim[]> {
    return this.#change((now) => {
      const claims: Claim[] = [];
      while (claims.length < limit) {
        const row = this.#tables.rows.get(this.#tables.lines.next(now) ?? "");
        if (row === undefined) break;
        claims.push(this.#take(row, worker, now + leaseMs));
      }
      return claims;
    });
  }

  save({ turn, job, submissions, entries, result, holdUntil }: Save): Promise<boolean> {
    return this.#change(() => {
      const row = this.#tables.rows.get(job.id);
      if (row === undefined || row.turn !== turn || isOver(row.job.state)) return false;
      const isOpen = job.state.status === "open";
      const keepsClaim = isOpen && holdUntil !== null;
      if (!keepsClaim) row.holder = null;
      row.hasSlot &&= isOpen && job.stage !== "deliver";
      const { id, request, createdAt } = row.job;
      const state: JobState = keepsClaim ? { status: "open", due: holdUntil } : job.state;
      this.#tables.put(row, { ...job, id, request, createdAt, state });
      for (const submission of submissions) this.#tables.saveSubmission(row, submission);
      for (const entry of entries) this.#tables.enter(row, entry);
      if (result !== undefined) row.result = result;
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
    const found: JobSummary[] = [];
    const rows = query.newestFirst === true ? this.#tables.newestFirst(query.after) : this.#tables.inOrder(query.after);
    for (const { job } of rows) {
      if (found.length === query.limit) break;
      if (isWanted(job, query)) found.push(summaryOf(job));
    }
    return found;
  }

  async counts(run?: string): Promise<Readonly<Record<JobStatus, number>>> {
    const counts: Record<JobStatus, number> = { open: 0, parked: 0, completed: 0, failed: 0, canceled: 0 };
    for (const { job } of this.#tables.rows.values()) {
      if (run === undefined || job.request.run === run) counts[job.state.status] += 1;
    }
    return counts;
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

  async nextDue(): Promise<number | null> {
    return this.#tables.lines.firstDue(this.#clock.now());
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

  describeAccount(description: AccountDescription): Promise<void> {
    return this.#change((now) => {
      if (this.#tables.accounts.describe(description)) this.#wakeParked(description.name, NEW_KEY, now);
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
      return this.#wakeParked(name, reason, now);
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

  spend(account: string, at: number, amounts: Partial<Spending>): Promise<void> {
    return this.#change(() => this.#tables.accounts.spend(account, at, amounts));
  }

  async spent(account: string, since: number): Promise<Spending> {
    return this.#tables.accounts.spent(account, since);
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

  #accept(job: Job, now: number): { readonly id: string; readonly attached: boolean } {
    const { key, audio, providers } = job.request;
    const known = this.#tables.unfinishedWithKey(key) ?? this.#tables.rows.get(job.id)?.job.id;
    if (known !== undefined) return { id: known, attached: true };
    const row = this.#tables.add({ ...job, state: { status: "open", due: now } });
    const provider = providers[0] ?? "";
    this.#tables.enter(row, { at: now, type: "accepted", audio: audio.name, bytes: audio.bytes, provider });
    return { id: job.id, attached: false };
  }

  #wakeParked(account: string, reason: string, now: number): number {
    const isParked = ({ job }: Row): boolean => job.request.account === account && job.state.status === "parked";
    return this.#tables.wake(this.#tables.inOrder(), isParked, reason, now);
  }

  #take(row: Row, worker: string, leaseUntil: number): Claim {
    const { stage, request } = row.job;
    row.turn += 1;
    row.holder = worker;
    if (stage !== "deliver" && !row.hasSlot) this.#tables.lines.give(request.account, request.share);
    row.hasSlot = stage !== "deliver";
    this.#tables.put(row, { ...row.job, state: { status: "open", due: leaseUntil } });
    return { job: row.job, submissions: submissionsOf(row), turn: row.turn, leaseUntil };
  }
}

type Names = Parameters<JobStore["wake"]>[0];

function isNamed({ job }: Row, { run, id, account }: Names): boolean {
  return (
    (run === undefined || job.request.run === run) &&
    (id === undefined || job.id === id) &&
    (account === undefined || job.request.account === account)
  );
}

/** Can be woken: parked, or waiting for its time in nobody's hands. A lapsed claim is due already. */
function isAsleep({ job, holder }: Row, now: number): boolean {
  const { state } = job;
  return state.status === "parked" || (state.status === "open" && holder === null && state.due > now);
}
