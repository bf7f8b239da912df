/**
 * Patience by account: what it learned of its slots, why it is held and how often in a row, its breakers, and what it
 * was asked for minute by minute. A hold of the shape before ended with whichever process came next, so it ends here.
 *
 * `share` says whose a job is. `job_share` carries the search for the share that is next, one look for each; `job_going`
 * has it to count a share's slots without reading their rows.
 */
export const MIGRATION_4 = `
ALTER TABLE account ADD COLUMN learned INTEGER;
ALTER TABLE account ADD COLUMN held_by TEXT;
ALTER TABLE account ADD COLUMN holds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN key_print TEXT;
UPDATE account SET hold_until = NULL, reason = NULL;

CREATE TABLE breaker (
  account TEXT NOT NULL,
  stage TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (account, stage)
) WITHOUT ROWID;

CREATE TABLE spending (
  account TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  requests REAL NOT NULL,
  retries REAL NOT NULL,
  seconds REAL NOT NULL,
  seconds_again REAL NOT NULL,
  PRIMARY KEY (account, bucket)
) WITHOUT ROWID;

ALTER TABLE job ADD COLUMN share TEXT NOT NULL DEFAULT '';
CREATE INDEX job_share ON job (account, share, due, id) WHERE slot IS NULL AND stage <> 'deliver' AND due IS NOT NULL;
DROP INDEX job_going;
CREATE INDEX job_going ON job (slot, due, id, share) WHERE slot IS NOT NULL;
`;
