import assert from "node:assert/strict";
import type { AccountDescription, AccountHold } from "../../domain/account.ts";
import type { Fault } from "../../domain/fault.ts";
import type { Job } from "../../domain/job.ts";
import type { Policy, StagePatience } from "../../domain/policy.ts";
import type { Clock } from "../../domain/runtime.ts";
import type { Claim, JobStore, Save } from "../../domain/store.ts";
import type { Submission } from "../../domain/submission.ts";
import type { Transcript } from "../../domain/transcript.ts";

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: number;

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  sleep(): Promise<void> {
    return Promise.reject(new Error("a store must not sleep"));
  }

  async settled(): Promise<void> {}

  /** Milliseconds. */
  advance(ms: number): void {
    this.#now += ms;
  }
}

/** A store to try, made empty and with the clock of the case. */
export interface StoreUnderTest {
  readonly store: JobStore;
  /** Closes the store and opens what it left behind; null for a store that ends with its process. */
  readonly reopen: (() => Promise<JobStore>) | null;
  /** Frees all that was made for the case. */
  dispose(): Promise<void>;
}

export type MakeStore = (clock: Clock) => Promise<StoreUnderTest>;

/** What a case tries. */
export type StoreTrial = (under: StoreUnderTest, clock: ManualClock) => Promise<void>;

export const LEASE_MS = 60_000;
export const WORKER = "worker-1";

const PATIENCE: StagePatience = {
  attempts: 5,
  backoff: { baseMs: 1_000, factor: 2, capMs: 60_000, jitter: "full" },
  limit: { baseMs: 30_000, bytesPerSecond: 262_144, perAudioSecondMs: 100, idleMs: 30_000 },
};

const POLICY: Policy = {
  name: "suite",
  stages: { prepare: PATIENCE, upload: PATIENCE, submit: PATIENCE, wait: PATIENCE, deliver: PATIENCE },
  prepare: { mode: "mend", lossy: false, toleranceMs: null },
  deadlineMs: 86_400_000,
  submissions: { max: 3, backoff: PATIENCE.backoff },
  uploadLifetimeMs: 82_800_000,
  reconcile: {
    emptyLookups: 2,
    graceMs: 30_000,
    everyMs: 10_000,
    onUncertain: "resubmit",
    resubmitUpToSeconds: null,
  },
  polling: { floorMs: 3_000, ceilingMs: 60_000, shareOfAudio: 0.1, growth: 1.5 },
  outageHoldMs: null,
  failover: { on: ["server"], afterMs: 60_000 },
  thin: { action: "accept", coverage: 0.5, fromMs: 5_000 },
  stuck: { times: 10, atLeastMs: 1_800_000, action: "tell" },
  unknownAttempts: 3,
};

export interface JobTraits {
  readonly key?: string;
  readonly run?: string;
  readonly account?: string;
  readonly sha256?: string;
  readonly stage?: Job["stage"];
  readonly provider?: string;
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly share?: string;
  readonly bytes?: number;
}

/** A job as a door makes it; ids are made in order by their number. */
export function jobNumber(number: number, createdAt: number, traits: JobTraits = {}): Job {
  const id = `job_${String(number).padStart(6, "0")}`;
  return {
    id,
    request: {
      kind: "transcription",
      audio: {
        sha256: traits.sha256 ?? number.toString(16).padStart(64, "0"),
        bytes: traits.bytes ?? 1_000 + number,
        name: traits.name ?? `call-${number}.mp3`,
        durationMs: null,
      },
      providers: [traits.provider ?? "assemblyai"],
      account: traits.account ?? "main",
      options: { language: "en", speakers: 2 },
      providerOptions: { speech_model: "best", nested: { list: [1, "zwei", null] } },
      policy: POLICY,
      deliveries: [{ path: "/out/call.txt", format: "txt" }],
      tags: traits.tags ?? { customer: "Ünïcode ✓" },
      share: traits.share ?? "",
      key: traits.key ?? `key-${number}`,
      run: traits.run ?? "run-1",
    },
    createdAt,
    deadline: createdAt + POLICY.deadlineMs,
    stage: traits.stage ?? "prepare",
    attempt: 0,
    spent: 0,
    streak: 0,
    lastFault: null,
    repeats: 0,
    state: { status: "open", due: createdAt },
  };
}

export function aFault(at: number): Fault {
  return {
    code: "assemblyai/server-error",
    message: "The provider could not finish.",
    params: { id: "abc" },
    stage: "wait",
    class: "server",
    scope: "job",
    certainty: "accepted",
    remedy: "resubmit",
    attempts: 3,
    pace: { minMs: 5_000, maxMs: 60_000 },
    advice: "Nothing to do.",
    notBefore: null,
    at,
  };
}

export function aSubmission(job: string, patch: Partial<Submission> = {}): Submission {
  return {
    id: `${job}/1`,
    job,
    number: 1,
    provider: "assemblyai",
    account: "main",
    uploadedAt: null,
    intentAt: null,
    remoteId: null,
    acceptedAt: null,
    certainty: null,
    uncertainSince: null,
    emptyLookups: 0,
    endedAt: null,
    outcome: null,
    private: { uploadUrl: null },
    ...patch,
  };
}

export function aTranscript(text: string): Transcript {
  return {
    provider: "assemblyai",
    remoteId: "remote-1",
    text,
    words: [{ text, startMs: 0, endMs: 420, confidence: 0.98, speaker: "A", channel: null }],
    language: "en",
    confidence: 0.98,
    durationMs: 420,
    rough: false,
    raw: { id: "remote-1", status: "completed", utterances: [{ text }] },
  };
}

export function anAccount(patch: Partial<AccountDescription> = {}): AccountDescription {
  return {
    name: "main",
    provider: "assemblyai",
    baseUrl: "https://api.example.com",
    cap: 200,
    keyPrint: null,
    ...patch,
  };
}

export function aHold(holdUntil: number, patch: Partial<AccountHold> = {}): AccountHold {
  return { holdUntil, reason: "out of minutes", heldBy: "assemblyai/quota", ...patch };
}

/** What a worker saves: the claim's job as it is, let go, unless `patch` and `job` say otherwise. */
export function saving(claim: Claim, job: Partial<Job>, patch: Partial<Save> = {}): Save {
  return { turn: claim.turn, job: { ...claim.job, ...job }, submissions: [], entries: [], holdUntil: null, ...patch };
}

export function open(due: number): Pick<Job, "state"> {
  return { state: { status: "open", due } };
}

export function parked(due: number | null, at: number): Pick<Job, "state"> {
  return { state: { status: "parked", due, fault: aFault(at), reason: "out of minutes" } };
}

export function completed(endedAt: number): Pick<Job, "state"> {
  return { state: { status: "completed", endedAt } };
}

export function failed(endedAt: number): Pick<Job, "state"> {
  return { state: { status: "failed", endedAt, fault: aFault(endedAt) } };
}

export function idsOf(claims: readonly Claim[]): readonly string[] {
  return claims.map((claim) => claim.job.id);
}

/** Claims the one job that must be claimable. */
export async function claimOnly(store: JobStore): Promise<Claim> {
  const claims = await store.claim(10, WORKER, LEASE_MS);
  const [claim] = claims;
  assert.equal(claims.length, 1, "one job can be claimed");
  assert.ok(claim);
  return claim;
}
