import { linkOf, linksLeft } from "../domain/chain.ts";
import type { Job } from "../domain/job.ts";
import type { JournalEntry } from "../domain/journal.ts";
import type { Claim, Save } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";
import { Arrivals } from "./arrivals.ts";
import type { Claiming } from "./claiming.ts";
import { countsOf, Patterns } from "./patterns.ts";
import type { Policies } from "./policies.ts";
import type { Reads } from "./reads.ts";
import { columnsOf, dataOf, requestParts } from "./rows.ts";
import { BELONGINGS, SQL, type Statements, wakeSql } from "./statements.ts";

/**
 * What can be done to the tables, each within the transaction that its caller has begun. The row, its journal and its
 * submissions change together or not at all.
 */
export class Changes {
  readonly #statements: Statements;
  readonly #policies: Policies;
  readonly #reads: Reads;
  readonly #claiming: Claiming;
  readonly #patterns: Patterns;
  readonly #arrivals: Arrivals;

  constructor(statements: Statements, policies: Policies, reads: Reads, claiming: Claiming) {
    this.#statements = statements;
    this.#policies = policies;
    this.#reads = reads;
    this.#claiming = claiming;
    this.#patterns = new Patterns(statements);
    this.#arrivals = new Arrivals(statements);
  }

  add(job: Job, now: number): { readonly id: string; readonly attached: boolean } {
    const { request } = job;
    const known =
      this.#statements.one<{ readonly id: string }>(SQL.unfinishedWithKey, request.key) ??
      this.#statements.one<{ readonly id: string }>(SQL.withId, job.id);
    if (known !== undefined) return { id: known.id, attached: true };
    const { hash, text } = this.#policies.write(request.policy);
    const parts = requestParts(request);
    const { provider, account } = linkOf(job);
    this.#statements.run(
      SQL.addJob,
      job.id,
      request.run,
      request.key,
      account,
      request.share,
      provider,
      linksLeft(job),
      request.audio.sha256,
      request.audio.name,
      job.createdAt,
      job.stage,
      now,
      dataOf(job),
      hash,
    );
    this.#statements.run(SQL.addPolicy, hash, text);
    this.#statements.run(SQL.addRequest, job.id, hash, parts.data, parts.private);
    for (const [name, value] of Object.entries(request.tags)) this.#statements.run(SQL.addTag, name, value, job.id);
    this.#enter(job.id, {
      at: now,
      type: "accepted",
      audio: request.audio.name,
      bytes: request.audio.bytes,
      provider,
    });
    return { id: job.id, attached: false };
  }

  claim(
    limit: number,
    worker: string,
    now: number,
    leaseUntil: number,
    shunned: ReadonlySet<string>,
  ): readonly Claim[] {
    return this.#claiming.claimable(now, limit, shunned).flatMap(({ id, onlyElsewhere = false }) => {
      if (onlyElsewhere) {
        this.#statements.run(SQL.claimElsewhere, worker, leaseUntil, id);
        const going = this.#reads.job(id);
        return going === null
          ? []
          : [{ ...going, submissions: this.#reads.submissions(id), leaseUntil, onlyElsewhere }];
      }
      const isTaken = this.#statements.run(SQL.claimOpen, worker, leaseUntil, id) === 1;
      if (!isTaken) this.#statements.run(SQL.claim, worker, leaseUntil, id);
      const taken = this.#reads.job(id);
      return taken === null ? [] : [{ ...taken, submissions: this.#reads.submissions(id), leaseUntil }];
    });
  }

  save(save: Save): boolean {
    const { turn, job, submissions, entries, result, moves = false, holdUntil } = save;
    const state = columnsOf(job.state);
    const isOpen = state.status === "open";
    const keepsClaim = isOpen && holdUntil !== null;
    const keepsSlot = isOpen && job.stage !== "deliver" && !moves;
    const due = keepsClaim ? holdUntil : state.due;
    const holds = keepsClaim ? 1 : 0;
    const data = dataOf(job);
    const plan = this.#patterns.courseOf(save);
    const counts = countsOf(plan);
    const staysOpen =
      keepsSlot && this.#statements.run(SQL.saveOpen, job.stage, due, data, holds, ...counts, job.id, turn) === 1;
    const saved =
      staysOpen ||
      this.#statements.run(
        SQL.save,
        state.status,
        job.stage,
        due,
        state.ended,
        data,
        state.fault === null ? null : JSON.stringify(state.fault),
        state.reason,
        holds,
        keepsSlot ? 1 : 0,
        ...counts,
        job.id,
        turn,
      ) === 1;
    if (!saved) return false;
    if (moves) this.#move(job);
    for (const submission of submissions) this.#saveSubmission(submission);
    for (const entry of entries) this.#enter(job.id, entry);
    if (plan !== null) this.#patterns.write(job.id, plan);
    if (result !== undefined) {
      this.#statements.run(SQL.saveResult, job.id, JSON.stringify(result));
      this.#arrivals.taken(job.id);
    }
    return true;
  }

  extend(claims: readonly { readonly id: string; readonly turn: number }[], leaseUntil: number): readonly string[] {
    return claims
      .filter(({ id, turn }) => this.#statements.run(SQL.extend, leaseUntil, id, turn) === 1)
      .map(({ id }) => id);
  }

  wake(
    query: { readonly run?: string; readonly id?: string; readonly account?: string },
    reason: string,
    now: number,
  ): number {
    const asked = Object.entries({ run: query.run, id: query.id, account: query.account });
    const given = asked.flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
    const sql = wakeSql(given.map(({ column }) => `${column} = ?`));
    const values = given.map(({ value }) => value);
    const entry: JournalEntry = { at: now, type: "woken", reason };
    this.#statements.run(sql.entries, JSON.stringify(entry), now, ...values);
    return this.#statements.run(sql.jobs, now, now, ...values);
  }

  cancel(id: string, reason: string, now: number): boolean {
    if (this.#statements.run(SQL.cancel, now, reason, id) === 0) return false;
    this.#patterns.canceled(id, now);
    this.#enter(id, { at: now, type: "canceled", reason });
    return true;
  }

  reopen(job: Job, submissions: readonly Submission[], reason: string, now: number): boolean {
    if (this.#statements.run(SQL.reopen, job.stage, now, dataOf(job), job.id) === 0) return false;
    this.#move(job);
    for (const submission of submissions) this.#saveSubmission(submission);
    this.#enter(job.id, { at: now, type: "woken", reason });
    return true;
  }

  remove(id: string): boolean {
    this.#patterns.forget(id);
    if (this.#statements.run(SQL.remove, id) === 0) return false;
    for (const sql of BELONGINGS) this.#statements.run(sql, id);
    return true;
  }

  /** Takes every job out of its holder's hands: for a worker that knows it is alone. */
  letGo(now: number): void {
    for (const sql of [SQL.letGoGoing, SQL.letGoDelivering]) this.#statements.run(sql, now);
  }

  #move(job: Job): void {
    const { account, provider } = linkOf(job);
    this.#statements.run(SQL.move, account, provider, linksLeft(job), job.id);
  }

  #saveSubmission(submission: Submission): void {
    const { private: secrets, ...rest } = submission;
    this.#statements.run(
      SQL.saveSubmission,
      rest.id,
      rest.job,
      rest.number,
      rest.account,
      rest.remoteId,
      JSON.stringify(rest),
      JSON.stringify(secrets),
    );
  }

  #enter(job: string, entry: JournalEntry): void {
    this.#statements.run(SQL.addEntry, job, JSON.stringify(entry));
  }
}
