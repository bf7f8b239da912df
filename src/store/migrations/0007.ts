/**
 * Figures about patience, kept up with each save: reading them out of a million journal entries takes seconds.
 *
 * `job` counts its faults, the times it came through each stage, and thin transcripts; it names its policy itself, since
 * its request is a large row elsewhere. `fault_met` has a row for each fault; `pending` says what it still counts for
 * (1 its stage is not passed, 2 its job has not gone on). `late_pass` has one for each stage that was passed at a later
 * attempt. `forgotten` counts jobs that were removed, by the hour in which they ended.
 *
 * Of what is in a journal already, the waiting of a later attempt is taken from the faults of its job's stage, whichever
 * piece they fell to; and runs that may have been charged in vain are those that were sent again without being looked up.
 */
export const MIGRATION_7 = `
ALTER TABLE job ADD COLUMN policy TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN thin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN passed_prepare INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN passed_upload INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN passed_submit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN passed_wait INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN passed_deliver INTEGER NOT NULL DEFAULT 0;

CREATE TABLE fault_met (
  id INTEGER PRIMARY KEY,
  job TEXT NOT NULL,
  at INTEGER NOT NULL,
  stage TEXT NOT NULL,
  code TEXT NOT NULL,
  class TEXT NOT NULL,
  provider TEXT NOT NULL,
  account TEXT NOT NULL,
  policy TEXT NOT NULL,
  went_to TEXT,
  lost_from INTEGER NOT NULL,
  resumed INTEGER,
  pending INTEGER NOT NULL,
  runs_again INTEGER NOT NULL,
  again_ms INTEGER NOT NULL
);
CREATE INDEX fault_met_job ON fault_met (job);
CREATE INDEX fault_met_pending ON fault_met (job) WHERE pending > 0;

CREATE TABLE late_pass (
  job TEXT NOT NULL,
  stage TEXT NOT NULL,
  attempt INTEGER NOT NULL
);
CREATE INDEX late_pass_job ON late_pass (job);

CREATE TABLE forgotten (
  hour INTEGER PRIMARY KEY,
  jobs INTEGER NOT NULL
);

UPDATE job SET policy = request.policy FROM request WHERE request.job = job.id;

INSERT INTO fault_met (job, at, stage, code, class, provider, account, policy, lost_from, resumed, pending, runs_again, again_ms)
SELECT job, at, stage, code, class, provider, account, policy, lost_from, resumed,
  CASE WHEN resumed IS NULL AND status IN ('open', 'parked') THEN 1 ELSE 0 END, again, again * audio_ms
FROM (
  SELECT journal.job AS job, journal.entry ->> '$.at' AS at, journal.entry ->> '$.stage' AS stage,
    journal.entry ->> '$.fault.code' AS code, journal.entry ->> '$.fault.class' AS class,
    job.provider AS provider, job.account AS account, job.policy AS policy, job.status AS status,
    coalesce(journal.entry ->> '$.exchange.at', journal.entry ->> '$.at') AS lost_from,
    (SELECT coalesce(next.entry ->> '$.exchange.at', next.entry ->> '$.at') FROM journal AS next
      WHERE next.job = journal.job AND next.seq > journal.seq
      AND next.entry ->> '$.type' NOT IN ('woken', 'held-up', 'claimed') ORDER BY next.seq LIMIT 1) AS resumed,
    coalesce(journal.entry ->> '$.verdict.rule', '') = 'uncertain/resubmit' AS again,
    coalesce((SELECT data ->> '$.audio.durationMs' FROM request WHERE request.job = journal.job), 0) AS audio_ms
  FROM journal JOIN job ON job.id = journal.job
  WHERE journal.entry ->> '$.type' = 'fault'
  ORDER BY journal.seq
);

UPDATE job SET faults = met.faults
FROM (SELECT job, count(*) AS faults FROM fault_met GROUP BY job) AS met WHERE met.job = job.id;

UPDATE job SET passed_prepare = seen.prepared, passed_upload = seen.uploads, passed_submit = seen.submits,
  passed_wait = CASE WHEN EXISTS (SELECT 1 FROM submission WHERE submission.job = job.id AND remote_id IS NOT NULL)
    THEN seen.transcribed ELSE 0 END,
  passed_deliver = CASE WHEN seen.delivered > 0 THEN seen.completed ELSE 0 END
FROM (
  SELECT job,
    sum(type = 'prepared' AND json_array_length(entry, '$.sent') > 0) AS prepared,
    sum(type = 'attempt' AND entry ->> '$.stage' = 'upload') AS uploads,
    sum((type = 'attempt' AND entry ->> '$.stage' = 'submit')
      OR (type = 'looked-up' AND entry ->> '$.found' IS NOT NULL AND entry ->> '$.insteadOf' IS NULL)) AS submits,
    sum(type = 'transcribed') AS transcribed, sum(type = 'delivered') AS delivered, sum(type = 'completed') AS completed
  FROM (SELECT job, entry, entry ->> '$.type' AS type FROM journal) GROUP BY job
) AS seen WHERE seen.job = job.id;

INSERT INTO late_pass (job, stage, attempt)
SELECT met.job, met.stage, met.faults + 1
FROM (SELECT job, stage, count(*) AS faults FROM fault_met WHERE pending = 0 GROUP BY job, stage) AS met
JOIN job ON job.id = met.job
WHERE CASE met.stage WHEN 'prepare' THEN passed_prepare WHEN 'upload' THEN passed_upload WHEN 'submit' THEN passed_submit
  WHEN 'wait' THEN passed_wait ELSE passed_deliver END > 0;
`;
