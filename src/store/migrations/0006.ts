/**
 * Chains: how many links a job has left, so that those of a held account are found that may go on elsewhere. How long
 * runs take, by account and model. Policies of before know nothing of either.
 */
export const MIGRATION_6 = `
ALTER TABLE job ADD COLUMN links INTEGER NOT NULL DEFAULT 0;
CREATE INDEX job_elsewhere ON job (account, due, id)
  WHERE links > 0 AND due IS NOT NULL AND stage IN ('prepare', 'upload', 'submit');

CREATE TABLE speed (
  account TEXT NOT NULL,
  model TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (account, model)
) WITHOUT ROWID;

UPDATE policy SET data = json_insert(
  data,
  '$.failover', json('{
    "on": ["network", "timeout", "throttled", "server", "quota", "auth", "request", "protocol", "ambiguous"],
    "afterMs": 60000
  }'),
  '$.thin', json('{ "action": "accept", "coverage": 0.5, "fromMs": 5000 }'),
  '$.stuck', json('{ "times": 10, "atLeastMs": 1800000, "action": "tell" }')
);
`;
