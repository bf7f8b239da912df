/**
 * Results that providers send to a webhook, as they came: each is kept from the moment in which its sender is told that it
 * arrived until its job has its transcript. What their senders prove themselves by must outlive the process that gave it
 * away.
 */
export const MIGRATION_8 = `
CREATE TABLE arrival (
  job TEXT NOT NULL,
  submission INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (job, submission)
);

CREATE TABLE arrival_secret (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  secret TEXT NOT NULL
);
`;
