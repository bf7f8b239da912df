import type { AccountColumns } from "./rows.ts";
import { SQL, type Statements } from "./statements.ts";

/** A job that may be claimed. */
interface Candidate {
  readonly id: string;
  readonly due: number;
}

/** What an account allows. One without a row has no limit. */
interface Allowance {
  readonly name: string;
  readonly cap: number;
  readonly holdUntil: number;
}

/**
 * Up to `limit` claimable jobs, in order of due time and then of id.
 *
 * Each account has two lines, of those that hold a slot and of those that need one; jobs at their delivery have done
 * with the account and stand in a line of their own, which no limit or hold reaches. Only the heads of the lines are
 * read, so a million jobs behind a full account cost nothing.
 */
export function claimable(statements: Statements, now: number, limit: number): readonly string[] {
  const candidates = statements.all<Candidate>(SQL.dueDelivering, now, limit);
  for (const { name, cap, holdUntil } of allowances(statements)) {
    if (holdUntil > now) continue;
    candidates.push(...statements.all<Candidate>(SQL.dueGoing, name, now, limit));
    const places = Math.min(limit, room(statements, name, cap));
    if (places > 0) candidates.push(...statements.all<Candidate>(SQL.dueWaiting, name, now, places));
  }
  candidates.sort((one, other) => one.due - other.due || (one.id < other.id ? -1 : 1));
  return candidates.slice(0, limit).map((candidate) => candidate.id);
}

/**
 * Earliest time at which something may be claimable; null when nothing waits for a time. A job that waits for a full
 * account waits for another job, whose end is seen by whoever ends it.
 */
export function firstDue(statements: Statements): number | null {
  const times = statements.all<{ due: number }>(SQL.firstDelivering).map((row) => row.due);
  for (const { name, cap, holdUntil } of allowances(statements)) {
    const heads = statements.all<{ due: number }>(SQL.firstGoing, name);
    if (room(statements, name, cap) > 0) heads.push(...statements.all<{ due: number }>(SQL.firstWaiting, name));
    times.push(...heads.map((row) => Math.max(row.due, holdUntil)));
  }
  return times.length === 0 ? null : Math.min(...times);
}

/** The accounts in which a job waits for a slot or holds one. */
function allowances(statements: Statements): Allowance[] {
  const names = new Set([...walk(statements, SQL.accountGoing), ...walk(statements, SQL.accountWaiting)]);
  return [...names].map((name) => {
    const row = statements.one<AccountColumns>(SQL.account, name);
    return { name, cap: row?.cap ?? Number.POSITIVE_INFINITY, holdUntil: row?.hold_until ?? 0 };
  });
}

/** Distinct names by one look into the index each, however many jobs stand under a name. */
function* walk(statements: Statements, sql: string): Generator<string> {
  let found = statements.one<{ name: string }>(sql, "");
  while (found !== undefined) {
    yield found.name;
    found = statements.one<{ name: string }>(sql, found.name);
  }
}

/** Free slots, counted anew each time: a counter could drift from the rows, a count cannot. */
function room(statements: Statements, account: string, cap: number): number {
  if (cap === Number.POSITIVE_INFINITY) return cap;
  return cap - (statements.one<{ taken: number }>(SQL.slotsTaken, account)?.taken ?? 0);
}
