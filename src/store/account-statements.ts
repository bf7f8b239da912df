const PARKED = "status = 'parked' AND account = ?";

/** What is said to the store about accounts, their breakers and what they spent. */
export const ACCOUNT_SQL = {
  account: "SELECT * FROM account WHERE name = ?",
  accounts: "SELECT * FROM account ORDER BY name",
  waiting: `SELECT count(*) AS waiting FROM job
    WHERE slot IS NULL AND stage <> 'deliver' AND due IS NOT NULL AND account = ?`,
  putAccount: `INSERT INTO account
    (name, provider, base_url, cap, learned, held_at, hold_until, reason, held_by, holds, key_print)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET provider = excluded.provider, base_url = excluded.base_url, cap = excluded.cap,
    learned = excluded.learned, held_at = excluded.held_at, hold_until = excluded.hold_until, reason = excluded.reason, held_by = excluded.held_by,
    holds = excluded.holds, key_print = excluded.key_print`,
  /** Whether there are more than so many. */
  moreParked: `SELECT 1 FROM job WHERE ${PARKED} ORDER BY id LIMIT 1 OFFSET ?`,
  /** First the journal entries of so many, then the rows themselves. */
  parkedEntries: `INSERT INTO journal (job, entry) SELECT id, ? FROM job WHERE ${PARKED} ORDER BY id LIMIT ?`,
  wakeParked: `UPDATE job SET status = 'open', due = ?, fault = NULL, reason = NULL
    WHERE id IN (SELECT id FROM job WHERE ${PARKED} ORDER BY id LIMIT ?)`,

  breakers: "SELECT stage, data FROM breaker WHERE account = ?",
  putBreaker: `INSERT INTO breaker (account, stage, data) VALUES (?, ?, ?)
    ON CONFLICT (account, stage) DO UPDATE SET data = excluded.data`,

  speeds: "SELECT model, data FROM speed WHERE account = ?",
  putSpeed: `INSERT INTO speed (account, model, data) VALUES (?, ?, ?)
    ON CONFLICT (account, model) DO UPDATE SET data = excluded.data`,

  spendMore: `UPDATE spending SET requests = requests + ?, retries = retries + ?, seconds = seconds + ?,
    seconds_again = seconds_again + ? WHERE account = ? AND bucket = ?`,
  spendFirst: `INSERT INTO spending (requests, retries, seconds, seconds_again, account, bucket)
    VALUES (?, ?, ?, ?, ?, ?)`,
  forgetSpent: "DELETE FROM spending WHERE account = ? AND bucket < ?",
  spent: `SELECT total(requests) AS requests, total(retries) AS retries, total(seconds) AS seconds,
    total(seconds_again) AS secondsAgain FROM spending WHERE account = ? AND bucket >= ?`,
} as const;
