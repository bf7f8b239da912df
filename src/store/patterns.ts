import type { FaultSum, JobSum, LateSum, PatternQuery, PatternSums } from "../domain/patterns.ts";
import { STAGES, type Stage } from "../domain/stage.ts";
import type { Save } from "../domain/store.ts";
import { type Course, courseOf, type OpenFault } from "./course.ts";
import { faultSumsSql, jobSumsSql, lateSumsSql, PATTERN_SQL } from "./pattern-statements.ts";
import { boundsOf, hourOf } from "./pattern-time.ts";
import type { SqlValue } from "./sqlite-driver.ts";
import type { Statements } from "./statements.ts";

type JobSumRow = Omit<JobSum, "passes"> & Readonly<Record<Stage, number>>;

/** How much patience jobs needed, in the tables. What changes them happens within the transaction that its caller has begun. */
export class Patterns {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** What the entries of a save come to; null where it has none. Nothing is written yet: the fence may refuse it. */
  courseOf(save: Save): Plan | null {
    if (save.entries.length === 0) return null;
    const open = this.#openFaults(save.job.id);
    const before = open.map(({ resumed, pending }) => ({ resumed, pending }));
    const course = courseOf(save, open);
    const changed = open.filter(
      ({ resumed, pending }, index) => resumed !== before[index]?.resumed || pending !== before[index]?.pending,
    );
    return { course, changed };
  }

  /** Once the row was saved. */
  write(job: string, { course, changed }: Plan): void {
    for (const { id, resumed, pending } of changed) this.#statements.run(PATTERN_SQL.settle, resumed, pending, id);
    for (const met of course.met) {
      const { at, stage, code, class: kind, provider, account, wentTo, lostFrom, resumed, pending } = met;
      const where = [at, stage, code, kind, provider, account, wentTo];
      const cost = [lostFrom, resumed, pending, met.runsAgain, met.againMs];
      this.#statements.run(PATTERN_SQL.meet, ...where, ...cost, job);
    }
    for (const { stage, attempt } of course.late) this.#statements.run(PATTERN_SQL.passLate, job, stage, attempt);
    const { extraRuns, extraMs } = course;
    if (extraRuns > 0) this.#statements.run(PATTERN_SQL.addExtraRuns, extraRuns, extraMs, job);
  }

  /** Before the row is changed. */
  canceled(job: string, now: number): void {
    this.#statements.run(PATTERN_SQL.cancel, now, job);
  }

  /** Before the row goes. */
  forget(job: string): void {
    this.#statements.run(PATTERN_SQL.forget, job);
  }

  sums(query: PatternQuery, now: number): PatternSums {
    const { since, until } = boundsOf(query);
    const asked = { run: query.run !== undefined, tag: query.tag !== undefined };
    const tag: SqlValue[] = query.tag === undefined ? [] : [query.tag];
    const run: SqlValue[] = query.run === undefined ? [] : [query.run];
    const ofJobs = [...tag, since, until, until, ...run];
    const jobs = this.#statements.all<JobSumRow>(jobSumsSql(asked), ...ofJobs);
    const late = this.#statements.all<LateSum>(lateSumsSql(asked), ...ofJobs);
    const faults = this.#statements.all<FaultSum>(faultSumsSql(asked), now, ...tag, since, until, ...run);
    return {
      jobs: jobs.map(jobSumOf),
      // Copied, as rows come without a prototype and would equal no literal.
      late: late.map((row) => ({ ...row })),
      faults: faults.map((row) => ({ ...row })),
      policies: this.#policies([...jobs, ...faults]),
      forgotten: this.#forgotten(since, until),
    };
  }

  #openFaults(job: string): OpenFault[] {
    // Most jobs have none, and asking for one row costs half of asking for all.
    if (this.#statements.one(PATTERN_SQL.hasPending, job) === undefined) return [];
    return this.#statements.all<OpenFault>(PATTERN_SQL.pending, job).map((row) => ({ ...row }));
  }

  #policies(sums: readonly { readonly policy: string }[]): Readonly<Record<string, string>> {
    const hashes = [...new Set(sums.map(({ policy }) => policy))];
    return Object.fromEntries(
      hashes.map((hash) => [hash, this.#statements.one<{ name: string }>(PATTERN_SQL.policy, hash)?.name ?? ""]),
    );
  }

  #forgotten(since: number, until: number): number {
    return this.#statements.one<{ jobs: number }>(PATTERN_SQL.forgotten, hourOf(since), until)?.jobs ?? 0;
  }
}

/** What a save comes to, and the faults of before that it settles. */
export interface Plan {
  readonly course: Course;
  readonly changed: readonly OpenFault[];
}

/** What `COUNTED` takes. */
export function countsOf(plan: Plan | null): number[] {
  if (plan === null) return NOTHING;
  const { met, thin, passes } = plan.course;
  return [met.length, thin, ...STAGES.map((stage) => passes[stage])];
}

const NOTHING = [0, 0, ...STAGES.map(() => 0)];

function jobSumOf({ prepare, upload, submit, wait, deliver, ...rest }: JobSumRow): JobSum {
  return { ...rest, passes: { prepare, upload, submit, wait, deliver } };
}
