import assert from "node:assert/strict";
import type { ExchangeRecord } from "../../domain/exchange.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { FaultSum, JobSum, PatternSums } from "../../domain/patterns.ts";
import type { Stage } from "../../domain/stage.ts";
import type { Claim, JobStore } from "../../domain/store.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { aFault, completed, LEASE_MS, type ManualClock, saving } from "./fixture.ts";

/** What a job meets and does, as its journal tells it, and the sums that come of it. */

const AGAIN: Verdict = { action: "retry", delayMs: 1_000, reason: "it may be over soon", rule: "policy/upload" };

const anExchange = (at: number, elapsedMs: number): ExchangeRecord => ({
  method: "POST",
  endpoint: "/v2/upload",
  at,
  elapsedMs,
  sentBytes: 1,
  status: 503,
  socketCode: null,
  requestId: null,
  retryAfter: null,
  bodyHead: null,
});

/** A call that took `elapsedMs` and failed at `at`. */
export const met = (stage: Stage, at: number, elapsedMs = 0, verdict: Verdict = AGAIN): JournalEntry => {
  const fault = { ...aFault(at), stage, code: "http/503" };
  return {
    type: "fault",
    at,
    stage,
    attempt: 1,
    submission: 1,
    fault,
    verdict,
    exchange: anExchange(at - elapsedMs, elapsedMs),
  };
};

/** A call that began at `at` and went well. */
export const passed = (stage: Stage, at: number): JournalEntry => ({
  type: "attempt",
  at: at + 5,
  stage,
  attempt: 1,
  submission: 1,
  certainty: "accepted",
  exchange: anExchange(at, 5),
});

export const done = (at: number): JournalEntry => ({ at, type: "completed" });

export const keep = (
  store: JobStore,
  claim: Claim,
  entries: readonly JournalEntry[],
  clock: ManualClock,
): Promise<boolean> => store.save(saving(claim, {}, { entries, holdUntil: clock.now() + LEASE_MS }));

export const end = (store: JobStore, claim: Claim, entries: readonly JournalEntry[], at: number): Promise<boolean> =>
  store.save(saving(claim, completed(at), { entries: [...entries, done(at)] }));

export const onlyJobs = ({ jobs }: PatternSums): JobSum => {
  assert.equal(jobs.length, 1);
  return jobs[0] as JobSum;
};

export const onlyFaults = ({ faults }: PatternSums): FaultSum => {
  assert.equal(faults.length, 1);
  return faults[0] as FaultSum;
};
