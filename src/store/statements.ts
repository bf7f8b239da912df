import { COUNTED } from "./pattern-statements.ts";
import type { Database, SqlValue, Statement } from "./sqlite-driver.ts";

/** Conditions that must read exactly as in the partial indexes: that is how SQLite knows it may use them. */
const GOING = "slot IS NOT NULL";
const WAITING = "slot IS NULL AND stage <> 'deliver' AND due IS NOT NULL";
const ELSEWHERE = "links > 0 AND due IS NOT NULL AND stage IN ('prepare', 'upload', 'submit')";
const DELIVERING = "stage = 'deliver' AND due IS NOT NULL";
const UNFINISHED = "status IN ('open', 'parked')";
const MAY_NEED_AUDIO = "status NOT IN ('completed', 'canceled')";

/** As in the index of the same. */
export const FAULT_CODE = "json_extract(fault, '$.code')";

/** A page of a line: up to a time, after a job, so many. */
const DUE_AFTER = "due <= ? AND (due, id) > (?, ?) ORDER BY due, id LIMIT ?";

/** What goes with a job, by the column that names it. */
export const BELONGINGS = [
  "request",
  "submission",
  "journal",
  "result",
  "tag",
  "fault_met",
  "late_pass",
  "arrival",
].map((table) => `DELETE FROM ${table} WHERE job = ?`);

/** Can be woken: parked, or waiting for its time in nobody's hands. A lapsed claim is due already. Takes `now`. */
const ASLEEP = "(status = 'parked' OR (status = 'open' AND holder IS NULL AND due > ?))";

/** Of those of a line that are due first, the one that loses least by being tried in vain. */
const TRIED_AT_MOST = 256;
const lightestOf = (line: string): string => `SELECT first.id, first.due FROM
  (SELECT id, due, stage FROM job WHERE ${line} = ? AND due <= ? ORDER BY due, id LIMIT ${TRIED_AT_MOST}) AS first
  JOIN request ON request.job = first.id
  ORDER BY CASE first.stage WHEN 'wait' THEN 0 ELSE json_extract(request.data, '$.audio.bytes') END, first.due, first.id
  LIMIT 1`;

const JOB_COLUMNS = `job.id, job.created, job.status, job.stage, job.due, job.turn, job.ended, job.data, job.fault,
  job.reason, request.policy, request.data AS request, request.private`;

/** All that is ever said to the store; PostgreSQL would need other places for parameters and locks on what is claimed. */
export const SQL = {
  withId: "SELECT id FROM job WHERE id = ?",
  unfinishedWithKey: `SELECT id FROM job WHERE key = ? AND ${UNFINISHED}`,
  addJob: `INSERT INTO job
    (id, run, key, account, share, provider, links, audio, name, created, status, stage, due, turn, data, policy)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, 0, ?, ?)`,
  addRequest: "INSERT INTO request (job, policy, data, private) VALUES (?, ?, ?, ?)",
  addTag: "INSERT INTO tag (name, value, job) VALUES (?, ?, ?)",
  addPolicy: "INSERT INTO policy (hash, data) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
  policy: "SELECT data FROM policy WHERE hash = ?",

  /** The next account, by name, in which a job waits for a slot or holds one. */
  accountWaiting: `SELECT account AS name FROM job WHERE ${WAITING} AND account > ? ORDER BY account LIMIT 1`,
  accountGoing: `SELECT slot AS name FROM job WHERE ${GOING} AND slot > ? ORDER BY slot LIMIT 1`,
  slotsTaken: `SELECT count(*) AS taken FROM job WHERE ${GOING} AND slot = ?`,
  sharesTaken: `SELECT share FROM job WHERE ${GOING} AND slot = ?`,
  lastInHand: `SELECT due FROM job WHERE ${GOING} AND slot = ? AND due > ? AND holder IS NOT NULL ORDER BY due DESC LIMIT 1`,
  /** A share and its first job, in the order of the shares. */
  firstShare: `SELECT share, due, id FROM job WHERE ${WAITING} AND account = ? ORDER BY share, due, id LIMIT 1`,
  nextShare: `SELECT share, due, id FROM job WHERE ${WAITING} AND account = ? AND share > ? ORDER BY share, due, id LIMIT 1`,
  dueGoing: `SELECT id, due FROM job WHERE ${GOING} AND slot = ? AND ${DUE_AFTER}`,
  /** Told which index: the other one for those that wait would have all shares gone through for one. */
  dueOfShare: `SELECT id, due FROM job INDEXED BY job_share WHERE ${WAITING} AND account = ? AND share = ? AND ${DUE_AFTER}`,
  lightestGoing: lightestOf(`${GOING} AND slot`),
  lightestWaiting: lightestOf(`${WAITING} AND account`),
  dueDelivering: `SELECT id, due FROM job WHERE ${DELIVERING} AND ${DUE_AFTER}`,
  /** Those that may go on at another account; first all, then those without a slot of this one. */
  dueElsewhere: `SELECT id, due FROM job WHERE ${ELSEWHERE} AND account = ? AND ${DUE_AFTER}`,
  dueUnslotted: `SELECT id, due FROM job WHERE ${ELSEWHERE} AND account = ? AND slot IS NULL AND ${DUE_AFTER}`,
  firstElsewhere: `SELECT due FROM job WHERE ${ELSEWHERE} AND account = ? ORDER BY due LIMIT 1`,
  firstUnslotted: `SELECT due FROM job WHERE ${ELSEWHERE} AND account = ? AND slot IS NULL ORDER BY due LIMIT 1`,
  firstGoing: `SELECT due FROM job WHERE ${GOING} AND slot = ? ORDER BY due LIMIT 1`,
  firstWaiting: `SELECT due, id, share FROM job WHERE ${WAITING} AND account = ? ORDER BY due, id LIMIT 1`,
  firstDelivering: `SELECT due FROM job WHERE ${DELIVERING} ORDER BY due LIMIT 1`,
  claim: `UPDATE job SET status = 'open', turn = turn + 1, holder = ?, due = ?, fault = NULL, reason = NULL,
    slot = CASE WHEN stage = 'deliver' THEN NULL ELSE account END WHERE id = ?`,
  /** The same for one that only goes on elsewhere. */
  claimElsewhere: `UPDATE job SET status = 'open', turn = turn + 1, holder = ?, due = ?, fault = NULL, reason = NULL
    WHERE id = ?`,
  /** The same for what stays open: SQLite writes an index anew when one of its columns is named, changed or not. */
  claimOpen: `UPDATE job SET turn = turn + 1, holder = ?, due = ?, slot = account
    WHERE id = ? AND status = 'open' AND stage <> 'deliver'`,

  save: `UPDATE job SET status = ?, stage = ?, due = ?, ended = ?, data = ?, fault = ?, reason = ?,
    holder = CASE WHEN ? = 1 THEN holder END, slot = CASE WHEN ? = 1 THEN slot END, ${COUNTED}
    WHERE id = ? AND turn = ? AND ${UNFINISHED}`,
  /** The same for what stays open and keeps its slot. */
  saveOpen: `UPDATE job SET stage = ?, due = ?, data = ?, holder = CASE WHEN ? = 1 THEN holder END, ${COUNTED}
    WHERE id = ? AND turn = ? AND status = 'open'`,
  /** It goes on at another link, and holds no slot there yet. */
  move: "UPDATE job SET account = ?, provider = ?, links = ?, slot = NULL WHERE id = ?",
  saveSubmission: `INSERT INTO submission (id, job, number, account, remote_id, data, private) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET remote_id = excluded.remote_id, data = excluded.data, private = excluded.private`,
  saveResult: "INSERT INTO result (job, data) VALUES (?, ?) ON CONFLICT (job) DO UPDATE SET data = excluded.data",
  addEntry: "INSERT INTO journal (job, entry) VALUES (?, ?)",
  extend: "UPDATE job SET due = max(due, ?) WHERE id = ? AND turn = ? AND holder IS NOT NULL",
  cancel: `UPDATE job SET status = 'canceled', turn = turn + 1, due = NULL, holder = NULL, slot = NULL, ended = ?,
    fault = NULL, reason = ? WHERE id = ? AND ${UNFINISHED}`,
  /** Only where no unfinished job has the same key. */
  reopen: `UPDATE job SET status = 'open', turn = turn + 1, stage = ?, due = ?, holder = NULL, slot = NULL, ended = NULL,
    fault = NULL, reason = NULL, data = ? WHERE id = ? AND status IN ('failed', 'canceled')
    AND NOT EXISTS (SELECT 1 FROM job AS other WHERE other.key = job.key AND other.status IN ('open', 'parked'))`,
  remove: `DELETE FROM job WHERE id = ? AND NOT (${UNFINISHED})`,
  /** Whoever is in hand has a slot or is at its delivery. */
  letGoGoing: `UPDATE job SET holder = NULL, due = ? WHERE ${GOING} AND holder IS NOT NULL`,
  letGoDelivering: `UPDATE job SET holder = NULL, due = ? WHERE ${DELIVERING} AND holder IS NOT NULL`,

  job: `SELECT ${JOB_COLUMNS} FROM job JOIN request ON request.job = job.id WHERE job.id = ?`,
  submissions: "SELECT data, private FROM submission WHERE job = ? ORDER BY number",
  journal: "SELECT seq, job, entry FROM journal WHERE job = ? ORDER BY seq",
  lastSeq: "SELECT max(seq) AS seq FROM journal",
  events: "SELECT seq, job, entry FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
  result: "SELECT data FROM result WHERE job = ?",
  counts: "SELECT status, count(*) AS jobs FROM job GROUP BY status",
  countsOfRun: "SELECT status, count(*) AS jobs FROM job WHERE run = ? GROUP BY status",
  needsAudio: `SELECT 1 FROM job WHERE audio = ? AND ${MAY_NEED_AUDIO} LIMIT 1`,
  jobOfRun: "SELECT job FROM submission WHERE account = ? AND remote_id = ? LIMIT 1",
  knowsRemoteId: "SELECT 1 FROM submission WHERE account = ? AND remote_id = ? LIMIT 1",
} as const;

/** The two statements that wake what `conditions` name: first their journal entries, then the rows themselves. */
export function wakeSql(conditions: readonly string[]): { readonly entries: string; readonly jobs: string } {
  const where = [ASLEEP, ...conditions].join(" AND ");
  return {
    entries: `INSERT INTO journal (job, entry) SELECT id, ? FROM job WHERE ${where} ORDER BY id`,
    jobs: `UPDATE job SET status = 'open', due = ?, fault = NULL, reason = NULL WHERE ${where}`,
  };
}

export function listSql(conditions: readonly string[], order: "ASC" | "DESC"): string {
  const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  return `SELECT id, run, name, status, stage, provider, created AS createdAt, ended AS endedAt, ${FAULT_CODE} AS fault
    FROM job ${where} ORDER BY id ${order} LIMIT ?`;
}

/** A connection's statements, each prepared when it is first used. */
export class Statements {
  readonly #database: Database;
  readonly #prepared = new Map<string, Statement>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Rows changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  one<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  #statement(sql: string): Statement {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}
