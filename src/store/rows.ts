import type { AccountRow } from "../domain/account.ts";
import type { Fault } from "../domain/fault.ts";
import type { Job, JobRequest, JobState, JobStatus } from "../domain/job.ts";
import type { JournalEntry, JournalRecord } from "../domain/journal.ts";
import type { Policy } from "../domain/policy.ts";
import type { Stage } from "../domain/stage.ts";
import type { Submission } from "../domain/submission.ts";

/** A job as the tables hold it; `request` lacks the policy, which many jobs share. */
export interface JobRow {
  readonly id: string;
  readonly created: number;
  readonly status: JobStatus;
  readonly stage: Stage;
  readonly due: number | null;
  readonly turn: number;
  readonly ended: number | null;
  readonly data: string;
  readonly fault: string | null;
  readonly reason: string | null;
  readonly request: string;
  readonly private: string;
  readonly policy: string;
}

export interface SubmissionRow {
  readonly data: string;
  readonly private: string;
}

export interface JournalRow {
  readonly seq: number;
  readonly job: string;
  readonly entry: string;
}

export interface AccountColumns {
  readonly name: string;
  readonly provider: string;
  readonly base_url: string;
  readonly cap: number;
  readonly learned: number | null;
  readonly held_at: number | null;
  readonly hold_until: number | null;
  readonly reason: string | null;
  readonly held_by: string | null;
  readonly holds: number;
  readonly key_print: string | null;
}

export interface CountRow {
  readonly status: JobStatus;
  readonly jobs: number;
}

/** The columns that a state fills. */
export interface StateColumns {
  readonly status: JobStatus;
  readonly due: number | null;
  readonly ended: number | null;
  readonly fault: Fault | null;
  readonly reason: string | null;
}

export function columnsOf(state: JobState): StateColumns {
  const { status } = state;
  switch (status) {
    case "open":
      return { status, due: state.due, ended: null, fault: null, reason: null };
    case "parked":
      return { status, due: state.due, ended: null, fault: state.fault, reason: state.reason };
    case "completed":
      return { status, due: null, ended: state.endedAt, fault: null, reason: null };
    case "failed":
      return { status, due: null, ended: state.endedAt, fault: state.fault, reason: null };
    case "canceled":
      return { status, due: null, ended: state.endedAt, fault: null, reason: state.reason };
    default:
      return status satisfies never;
  }
}

export function jobOf(row: JobRow, policy: Policy): Job {
  // Rows from before there were shares have none in their text.
  const request = { share: "", ...JSON.parse(row.request), ...JSON.parse(row.private), policy } as JobRequest;
  return {
    ...JSON.parse(row.data),
    id: row.id,
    request,
    createdAt: row.created,
    stage: row.stage,
    state: stateOf(row),
  };
}

function stateOf(row: JobRow): JobState {
  const { status } = row;
  const endedAt = row.ended ?? 0;
  const reason = row.reason ?? "";
  switch (status) {
    case "open":
      return { status, due: row.due ?? 0 };
    case "parked":
      return { status, due: row.due, fault: JSON.parse(row.fault ?? "null") as Fault, reason };
    case "completed":
      return { status, endedAt };
    case "failed":
      return { status, endedAt, fault: JSON.parse(row.fault ?? "null") as Fault };
    case "canceled":
      return { status, endedAt, reason };
    default:
      return status satisfies never;
  }
}

/** A request's two parts: what may be told, and what may be a credential. The policy stands elsewhere. */
export function requestParts(request: JobRequest): { readonly data: string; readonly private: string } {
  const { policy: _policy, providerOptions, linkOptions, audioUrl, ...rest } = request;
  return { data: JSON.stringify(rest), private: JSON.stringify({ providerOptions, linkOptions, audioUrl }) };
}

/** What changes of a job and has no column of its own. */
export function dataOf(job: Job): string {
  const { id: _id, request: _request, createdAt: _createdAt, stage: _stage, state: _state, ...rest } = job;
  return JSON.stringify(rest);
}

export function submissionOf(row: SubmissionRow): Submission {
  return { ...JSON.parse(row.data), private: JSON.parse(row.private) } as Submission;
}

export function recordOf(row: JournalRow): JournalRecord {
  return { seq: row.seq, job: row.job, entry: JSON.parse(row.entry) as JournalEntry };
}

export function accountOf(row: AccountColumns): AccountRow {
  return {
    name: row.name,
    provider: row.provider,
    baseUrl: row.base_url,
    cap: row.cap,
    learned: row.learned,
    heldAt: row.held_at,
    holdUntil: row.hold_until,
    reason: row.reason,
    heldBy: row.held_by,
    holds: row.holds,
    keyPrint: row.key_print,
  };
}
