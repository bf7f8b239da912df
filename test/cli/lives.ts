import type { ExchangeRecord } from "../../src/domain/exchange.ts";
import type { Fault } from "../../src/domain/fault.ts";
import type { Job, JobState } from "../../src/domain/job.ts";
import type { JournalEntry, JournalRecord } from "../../src/domain/journal.ts";
import type { Submission } from "../../src/domain/submission.ts";
import { policyFrom } from "../../src/policy/policy-from.ts";

/** Jobs and journals as the house writes them, for tests of what people are shown. */

export const START = 1_800_000_000_000;

export function aJob(parts: {
  readonly id?: string;
  readonly name?: string;
  readonly run?: string;
  readonly bytes?: number;
  readonly state?: JobState;
  readonly providerOptions?: Readonly<Record<string, unknown>>;
}): Job {
  const { id = "job_1", name = "call.wav", run = "run_1", bytes = 1_000_000 } = parts;
  return {
    id,
    request: {
      kind: "transcription",
      audio: { sha256: "00", bytes, name, durationMs: null },
      providers: ["assemblyai"],
      account: "assemblyai",
      options: {},
      providerOptions: parts.providerOptions ?? {},
      policy: policyFrom({}),
      deliveries: [],
      tags: {},
      share: "",
      key: id,
      run,
    },
    createdAt: START,
    deadline: START + 86_400_000,
    stage: "wait",
    attempt: 0,
    spent: 0,
    streak: 0,
    lastFault: null,
    repeats: 0,
    state: parts.state ?? { status: "open", due: START },
  };
}

export function aFault(parts: Partial<Fault> = {}): Fault {
  return {
    code: "http/503",
    message: "the server is not available",
    params: {},
    stage: "upload",
    class: "server",
    scope: "attempt",
    certainty: "rejected",
    remedy: "retry",
    attempts: null,
    pace: null,
    advice: "Nothing is to be done.",
    notBefore: null,
    at: START,
    ...parts,
  };
}

export function anExchange(at: number, elapsedMs: number, status: number | null): ExchangeRecord {
  return {
    method: "POST",
    endpoint: "/v2/upload",
    at: START + at,
    elapsedMs,
    sentBytes: 1_000_000,
    status,
    socketCode: status === null ? "ECONNRESET" : null,
    requestId: "req-1",
    retryAfter: null,
    bodyHead: null,
  };
}

export function records(job: string, entries: readonly JournalEntry[]): JournalRecord[] {
  return entries.map((entry, index) => ({ seq: index + 1, job, entry }));
}

export function aSubmission(parts: Partial<Submission> = {}): Submission {
  return {
    id: "sub_1",
    job: "job_1",
    number: 1,
    provider: "assemblyai",
    account: "assemblyai",
    uploadedAt: START + 3_000,
    intentAt: START + 3_000,
    remoteId: "remote-1",
    acceptedAt: START + 4_000,
    certainty: "accepted",
    uncertainSince: null,
    emptyLookups: 0,
    endedAt: null,
    outcome: null,
    private: { uploadUrl: "https://cdn.example/upload/SECRET-UPLOAD" },
    ...parts,
  };
}

/** One of everything: a refused upload, a lost reply that is looked up, polls, a wait, a delivery. It takes 20 s. */
export function badDay(): JournalEntry[] {
  const lost = aFault({ code: "network/reset", stage: "submit", certainty: "unknown", class: "network" });
  return [
    { at: START, type: "accepted", audio: "call.wav", bytes: 1_000_000, provider: "assemblyai" },
    { at: START + 1_000, type: "claimed", worker: "worker_1", stage: "upload" },
    {
      at: START + 1_500,
      type: "fault",
      stage: "upload",
      attempt: 1,
      submission: 1,
      fault: aFault(),
      verdict: { action: "retry", delayMs: 1_000, reason: "it may be over soon", rule: "policy/upload" },
      exchange: anExchange(1_000, 500, 503),
    },
    {
      at: START + 3_000,
      type: "attempt",
      stage: "upload",
      attempt: 2,
      submission: 1,
      certainty: "accepted",
      exchange: anExchange(2_500, 500, 200),
    },
    { at: START + 3_000, type: "intent", submission: 1, attempt: 1 },
    {
      at: START + 4_000,
      type: "fault",
      stage: "submit",
      attempt: 1,
      submission: 1,
      fault: lost,
      verdict: { action: "reconcile", delayMs: 2_000, reason: "it may have arrived", rule: "network/reset" },
      exchange: anExchange(3_000, 1_000, null),
    },
    { at: START + 6_000, type: "looked-up", submission: 1, found: "remote-1", empty: 0 },
    {
      at: START + 7_000,
      type: "polls",
      submission: 1,
      count: 14,
      until: START + 18_000,
      said: "processing",
      throttled: false,
    },
    { at: START + 19_000, type: "transcribed", submission: 1, words: 120, durationMs: 60_000 },
    { at: START + 20_000, type: "delivered", to: "/out/call.txt", bytes: 800 },
    { at: START + 20_000, type: "completed" },
  ];
}
