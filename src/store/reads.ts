import type { Job, JobStatus } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import type { PatternQuery, PatternSums } from "../domain/patterns.ts";
import type { JobQuery, JobSummary } from "../domain/store.ts";
import type { Submission } from "../domain/submission.ts";
import type { Transcript } from "../domain/transcript.ts";
import { Patterns } from "./patterns.ts";
import type { Policies } from "./policies.ts";
import * as rows from "./rows.ts";
import type { SqlValue } from "./sqlite-driver.ts";
import { FAULT_CODE, listSql, SQL, type Statements } from "./statements.ts";

/** SQLite's way to say that there is none. */
const NO_LIMIT = -1;

/** What can be looked up in the tables. */
export class Reads {
  readonly #statements: Statements;
  readonly #policies: Policies;
  readonly #patterns: Patterns;

  constructor(statements: Statements, policies: Policies) {
    this.#statements = statements;
    this.#policies = policies;
    this.#patterns = new Patterns(statements);
  }

  /** A job and its fence. */
  job(id: string): { readonly job: Job; readonly turn: number } | null {
    const row = this.#statements.one<rows.JobRow>(SQL.job, id);
    if (row === undefined) return null;
    const policy = this.#policies.read(row.policy, (hash) => this.#policyText(hash));
    return { job: rows.jobOf(row, policy), turn: row.turn };
  }

  list(query: JobQuery): readonly JobSummary[] {
    if (query.statuses?.length === 0) return [];
    const { conditions, values } = wanted(query);
    const sql = listSql(conditions, query.newestFirst === true ? "DESC" : "ASC");
    const found = this.#statements.all<JobSummary>(sql, ...values, query.limit ?? NO_LIMIT);
    // Copied, as rows come without a prototype and would equal no literal.
    return found.map((row) => ({ ...row }));
  }

  counts(run?: string): Readonly<Record<JobStatus, number>> {
    const counts: Record<JobStatus, number> = { open: 0, parked: 0, completed: 0, failed: 0, canceled: 0 };
    const found =
      run === undefined
        ? this.#statements.all<rows.CountRow>(SQL.counts)
        : this.#statements.all<rows.CountRow>(SQL.countsOfRun, run);
    for (const { status, jobs } of found) counts[status] = jobs;
    return counts;
  }

  submissions(job: string): readonly Submission[] {
    return this.#statements.all<rows.SubmissionRow>(SQL.submissions, job).map(rows.submissionOf);
  }

  journal(job: string): readonly JournalRecord[] {
    return this.#statements.all<rows.JournalRow>(SQL.journal, job).map(rows.recordOf);
  }

  lastSeq(): number {
    return this.#statements.one<{ readonly seq: number | null }>(SQL.lastSeq)?.seq ?? 0;
  }

  events(after: number, limit: number): readonly JournalRecord[] {
    return this.#statements.all<rows.JournalRow>(SQL.events, after, limit).map(rows.recordOf);
  }

  result(job: string): Transcript | null {
    const row = this.#statements.one<{ readonly data: string }>(SQL.result, job);
    return row === undefined ? null : (JSON.parse(row.data) as Transcript);
  }

  needsAudio(sha256: string): boolean {
    return this.#statements.one(SQL.needsAudio, sha256) !== undefined;
  }

  patterns(query: PatternQuery, now: number): PatternSums {
    return this.#patterns.sums(query, now);
  }

  knownRemoteIds(account: string, ids: readonly string[]): ReadonlySet<string> {
    return new Set(ids.filter((id) => this.#statements.one(SQL.knowsRemoteId, account, id) !== undefined));
  }

  jobOfRun(account: string, remoteId: string): string | null {
    return this.#statements.one<{ readonly job: string }>(SQL.jobOfRun, account, remoteId)?.job ?? null;
  }

  #policyText(hash: string): string {
    const row = this.#statements.one<{ readonly data: string }>(SQL.policy, hash);
    if (row === undefined) throw new Error(`policy ${hash} is missing`);
    return row.data;
  }
}

/** A query as conditions on the rows of `job`, and the values for their places. */
function wanted(query: JobQuery): { readonly conditions: string[]; readonly values: SqlValue[] } {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const where = (condition: string, ...given: (SqlValue | undefined)[]): void => {
    const present = given.filter((value) => value !== undefined);
    if (present.length < given.length) return;
    conditions.push(condition);
    values.push(...present);
  };
  where("run = ?", query.run);
  where("provider = ?", query.provider);
  where("instr(name, ?) > 0", query.name);
  where(`fault IS NOT NULL AND ${FAULT_CODE} = ?`, query.fault);
  where("ended < ?", query.endedBefore);
  where(query.newestFirst === true ? "id < ?" : "id > ?", query.after);
  for (const [name, value] of Object.entries(query.tags ?? {})) {
    where("id IN (SELECT job FROM tag WHERE name = ? AND value = ?)", name, value);
  }
  const statuses = query.statuses ?? [];
  if (statuses.length > 0) where(`status IN (${statuses.map(() => "?").join(", ")})`, ...statuses);
  return { conditions, values };
}
