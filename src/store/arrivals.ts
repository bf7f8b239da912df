import type { Arrival } from "../domain/arrival.ts";
import type { Statements } from "./statements.ts";

const SQL = {
  /** Only for a submission that may still bring its job's transcript. */
  put: `INSERT INTO arrival (job, submission, at, body)
    SELECT ?, ?, ?, ? WHERE EXISTS (
      SELECT 1 FROM submission JOIN job ON job.id = submission.job
      WHERE submission.job = ? AND submission.number = ? AND job.status <> 'completed'
      AND submission.data ->> '$.outcome' IS NOT 'completed'
    )
    ON CONFLICT (job, submission) DO UPDATE SET at = excluded.at, body = excluded.body`,
  one: "SELECT job, submission, at, body FROM arrival WHERE job = ? AND submission = ?",
  taken: "DELETE FROM arrival WHERE job = ?",
  putSecret: "INSERT INTO arrival_secret (only, secret) VALUES (1, ?) ON CONFLICT (only) DO NOTHING",
  secret: "SELECT secret FROM arrival_secret",
} as const;

/** The table of what came to webhooks, each change within the transaction that its caller has begun. */
export class Arrivals {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  put({ job, submission, at, body }: Arrival): boolean {
    return this.#statements.run(SQL.put, job, submission, at, body, job, submission) > 0;
  }

  one(job: string, submission: number): Arrival | null {
    const row = this.#statements.one<Arrival>(SQL.one, job, submission);
    // Copied, as rows come without a prototype and would equal no literal.
    return row === undefined ? null : { ...row };
  }

  /** The job has a transcript: whatever came for it is in there, or is not needed. */
  taken(job: string): void {
    this.#statements.run(SQL.taken, job);
  }

  /** The one that is kept, which is `fresh` where there was none. */
  secret(fresh: string): string {
    this.#statements.run(SQL.putSecret, fresh);
    return this.#statements.one<{ readonly secret: string }>(SQL.secret)?.secret ?? fresh;
  }
}
