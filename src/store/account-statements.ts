/** What is said to the store about accounts, their breakers and what they spent. */
export const ACCOUNT_SQL = {
  account: "SELECT * FROM account WHERE name = ?",
  accounts: "SELECT * FROM account ORDER BY name",
  waiting: `SELECT count(*) AS waiting FROM job
    WHERE slot IS NULL AND stage <> 'deliver' AND due IS NOT NULL AND account = ?`,
  putAccount: `INSERT INTO account
    (name, provider, base_url, cap, learned, hold_until, reason, held_by, holds, key_print)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET provider = excluded.provider, base_url = excluded.base_url, cap = excluded.cap,
    learned = excluded.learned, hold_until = excluded.hold_until, reason = excluded.reason, held_by = excluded.held_by,
    holds = excluded.holds, key_print = excluded.key_print`,
  parkedEntries: `INSERT INTO journal (job, entry)
    SELECT id, ? FROM job WHERE status = 'parked' AND account = ? ORDER BY id`,
  wakeParked: `UPDATE job SET status = 'open', due = ?, fault = NULL, reason = NULL
    WHERE status = 'parked' AND account = ?`,

  breakers: "SELECT stage, data FROM breaker WHERE account = ?",
  putBreaker: `INSERT INTO breaker (account, stage, data) VALUES (?, ?, ?)
    ON CONFLICT (account, stage) DO UPDATE SET data = excluded.data`,

  spendMore: `UPDATE spending SET requests = requests + ?, retries = retries + ?, seconds = seconds + ?,
    seconds_again = seconds_again + ? WHERE account = ? AND bucket = ?`,
  spendFirst: `INSERT INTO spending (requests, retries, seconds, seconds_again, account, bucket)
    VALUES (?, ?, ?, ?, ?, ?)`,
  forgetSpent: "DELETE FROM spending WHERE account = ? AND bucket < ?",
  spent: `SELECT total(requests) AS requests, total(retries) AS retries, total(seconds) AS seconds,
    total(seconds_again) AS secondsAgain FROM spending WHERE account = ? AND bucket >= ?`,
} as const;
