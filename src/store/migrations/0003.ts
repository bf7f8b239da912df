/**
 * What `JobQuery` asks for, among hundreds of thousands of jobs: by status, by fault and by tag. Tags stand in `request`
 * as well, and here once more for the looking up.
 */
export const MIGRATION_3 = `
CREATE INDEX job_by_status ON job (status, id);
CREATE INDEX job_fault ON job (json_extract(fault, '$.code'), id) WHERE fault IS NOT NULL;

CREATE TABLE tag (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  job TEXT NOT NULL,
  PRIMARY KEY (name, value, job)
) WITHOUT ROWID;
CREATE INDEX tag_job ON tag (job);
INSERT INTO tag (name, value, job)
  SELECT pair.key, pair.value, request.job FROM request, json_each(request.data, '$.tags') AS pair;
`;
