import { STAGES } from "../domain/stage.ts";

/** Must read exactly as in the partial index: that is how SQLite knows that it may use it. */
const PENDING_OF_JOB = "job = ? AND pending > 0";

const HOUR_MS = 3_600_000;
/** Of a time that is no whole number too. */
const hourOf = (column: string): string => `CAST(${column} / ${HOUR_MS} AS INTEGER) * ${HOUR_MS}`;

/** Part of each statement that saves a row of `job`: takes faults, thin transcripts, and passes in the order of the stages. */
export const COUNTED = ["faults", "thin", ...STAGES.map((stage) => `passed_${stage}`)]
  .map((column) => `${column} = ${column} + ?`)
  .join(", ");

export const PATTERN_SQL = {
  hasPending: `SELECT 1 FROM fault_met WHERE ${PENDING_OF_JOB} LIMIT 1`,
  pending: `SELECT id, stage, resumed, pending FROM fault_met WHERE ${PENDING_OF_JOB} ORDER BY id`,
  meet: `INSERT INTO fault_met
    (job, at, stage, code, class, provider, account, policy, went_to, lost_from, resumed, pending, runs_again, again_ms)
    SELECT id, ?, ?, ?, ?, ?, ?, policy, ?, ?, ?, ?, ?, ? FROM job WHERE id = ?`,
  settle: "UPDATE fault_met SET resumed = ?, pending = ? WHERE id = ?",
  passLate: "INSERT INTO late_pass (job, stage, attempt) VALUES (?, ?, ?)",
  addExtraRuns: `UPDATE fault_met SET runs_again = runs_again + ?, again_ms = again_ms + ?
    WHERE id = (SELECT max(id) FROM fault_met WHERE job = ? AND stage = 'submit')`,
  cancel: `UPDATE fault_met SET resumed = coalesce(resumed, ?), pending = 0 WHERE ${PENDING_OF_JOB}`,
  forget: `INSERT INTO forgotten (hour, jobs) SELECT ${hourOf("ended")}, 1 FROM job WHERE id = ? AND ended IS NOT NULL
    ON CONFLICT (hour) DO UPDATE SET jobs = jobs + 1`,
  policy: "SELECT data ->> '$.name' AS name FROM policy WHERE hash = ?",
  forgotten: "SELECT coalesce(sum(jobs), 0) AS jobs FROM forgotten WHERE hour >= ? AND hour < ?",
} as const;

/** What a sum is asked for: of one run, by the values of a tag, or neither. */
interface Asked {
  readonly run: boolean;
  readonly tag: boolean;
}

/** Takes the tag's name where there is one, the bounds twice, and the run where there is one. */
const jobsIn = ({ run, tag }: Asked): string => `${tag ? "LEFT JOIN tag ON tag.job = job.id AND tag.name = ?" : ""}
  WHERE ((ended >= ? AND ended < ?) OR (ended IS NULL AND created < ?))${run ? " AND run = ?" : ""}`;

const placeOf = (table: string, { tag }: Asked): string =>
  `${table}.provider, ${table}.account, ${table}.policy, ${tag ? "tag.value" : "NULL"} AS tag`;

const PASSED = STAGES.map((stage) => `sum(passed_${stage}) AS ${stage}`).join(", ");

/** Takes what `jobsIn` takes. */
export function jobSumsSql(asked: Asked): string {
  return `SELECT ${hourOf("ended")} AS hour, ${placeOf("job", asked)}, status, faults, count(*) AS jobs, ${PASSED},
    sum(thin) AS thin, min(created) AS firstAt, max(created) AS lastAt
    FROM job ${jobsIn(asked)} GROUP BY 1, 2, 3, 4, 5, 6, 7`;
}

/** The same. */
export function lateSumsSql(asked: Asked): string {
  return `SELECT ${hourOf("ended")} AS hour, ${placeOf("job", asked)}, late_pass.stage, attempt, count(*) AS passes
    FROM late_pass CROSS JOIN job ON job.id = late_pass.job ${jobsIn(asked)} GROUP BY 1, 2, 3, 4, 5, 6, 7`;
}

/** Takes the time now for those whose jobs have not gone on, the tag's name where there is one, both bounds, and the run. */
export function faultSumsSql(asked: Asked): string {
  return `SELECT ${hourOf("at")} AS hour, ${placeOf("fault_met", asked)}, stage, code, class, went_to AS wentTo,
    count(*) AS faults, sum(max(0, coalesce(resumed, ?) - lost_from)) AS lostMs, sum(resumed IS NULL) AS waiting,
    sum(runs_again) AS runsAgain, sum(again_ms) AS againMs
    FROM fault_met ${asked.tag ? "LEFT JOIN tag ON tag.job = fault_met.job AND tag.name = ?" : ""}
    WHERE at >= ? AND at < ?${asked.run ? " AND fault_met.job IN (SELECT id FROM job WHERE run = ?)" : ""}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`;
}
