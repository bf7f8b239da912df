/**
 * The first shape of the store. Times are integers of milliseconds, structures are JSON text, so that PostgreSQL can
 * hold the same tables.
 *
 * `job` is the hot row, kept small: what never changes stands in `request` and `policy`, transcripts in `result`. `due`
 * says when anyone may claim the job; while somebody holds it, it is the lease's end. `turn` is the fence. `slot` names
 * the account whose slot it holds.
 *
 * Three indexes carry claiming, one for each way to stand in line: `job_going` holds a slot, `job_waiting` needs one,
 * `job_delivering` has done with the provider.
 */
export const MIGRATION_1 = `
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  run TEXT NOT NULL,
  key TEXT NOT NULL,
  account TEXT NOT NULL,
  provider TEXT NOT NULL,
  audio TEXT NOT NULL,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  status TEXT NOT NULL,
  stage TEXT NOT NULL,
  due INTEGER,
  turn INTEGER NOT NULL,
  holder TEXT,
  slot TEXT,
  ended INTEGER,
  data TEXT NOT NULL,
  fault TEXT,
  reason TEXT
) WITHOUT ROWID;
CREATE INDEX job_going ON job (slot, due, id) WHERE slot IS NOT NULL;
CREATE INDEX job_waiting ON job (account, due, id) WHERE slot IS NULL AND stage <> 'deliver' AND due IS NOT NULL;
CREATE INDEX job_delivering ON job (due, id) WHERE stage = 'deliver' AND due IS NOT NULL;
CREATE UNIQUE INDEX job_key ON job (key) WHERE status IN ('open', 'parked');
CREATE INDEX job_audio ON job (audio) WHERE status NOT IN ('completed', 'canceled');
CREATE INDEX job_run ON job (run, id);
CREATE INDEX job_status ON job (run, status);

CREATE TABLE policy (
  hash TEXT PRIMARY KEY,
  data TEXT NOT NULL
);

CREATE TABLE request (
  job TEXT PRIMARY KEY,
  policy TEXT NOT NULL,
  data TEXT NOT NULL
);

CREATE TABLE submission (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL,
  number INTEGER NOT NULL,
  account TEXT NOT NULL,
  remote_id TEXT,
  data TEXT NOT NULL,
  private TEXT NOT NULL
);
CREATE INDEX submission_job ON submission (job, number);
CREATE INDEX submission_remote ON submission (account, remote_id) WHERE remote_id IS NOT NULL;

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  job TEXT NOT NULL,
  entry TEXT NOT NULL
);
CREATE INDEX journal_job ON journal (job, seq);

CREATE TABLE result (
  job TEXT PRIMARY KEY,
  data TEXT NOT NULL
);

CREATE TABLE account (
  name TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  base_url TEXT NOT NULL,
  cap INTEGER NOT NULL,
  hold_until INTEGER,
  reason TEXT
);
`;
