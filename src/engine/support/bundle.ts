import type { FaultClass } from "../../domain/fault.ts";
import type { JobRequest, JobStatus } from "../../domain/job.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { LeftLink, LosableOption } from "../../domain/link.ts";
import type { Stage } from "../../domain/stage.ts";
import type { Submission } from "../../domain/submission.ts";

/** What a vendor's support has somebody check before writing, and what it asks after that; each answered for one job. */
export const SUPPORT_CHECKS = ["sound", "format", "size", "length", "key", "rate", "reachable", "retried"] as const;
export type SupportCheckName = (typeof SUPPORT_CHECKS)[number];

/** The journal entry that says so. */
export interface SupportEvidence {
  /** Its `seq` in `journal`. */
  readonly entry: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly type: JournalEntry["type"];
}

export interface SupportCheck {
  readonly check: SupportCheckName;
  /** The same as a statement: what `yes` says. */
  readonly statement: string;
  readonly answer: "yes" | "no" | "not-known";
  /** How that is known, or why it is not, with the figures. */
  readonly words: string;
  /** Empty where no entry tells. */
  readonly evidence: readonly SupportEvidence[];
}

/** One request that a provider was sent, or that failed to be. Polls that changed nothing are counted in `sent`. */
export interface SupportCall {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly stage: Stage;
  /** Method and path as the provider documents it. */
  readonly request: string;
  /** Null where nothing came back. */
  readonly status: number | null;
  readonly socketCode: string | null;
  /** As the provider's headers name it; null where they name none. */
  readonly requestId: string | null;
  readonly retryAfter: string | null;
  readonly tookMs: number;
  readonly sentBytes: number;
  /** Code of the fault; null for what went well. */
  readonly fault: string | null;
  /** The provider's own words about a failure; null where it said nothing. */
  readonly message: string | null;
  /** The beginning of a failure's body as it came. */
  readonly body: string | null;
}

/** One run at the provider. Times are ISO 8601, UTC. */
export interface SupportRun {
  readonly number: number;
  /** The provider's own id of it: what its support calls a transcript id. */
  readonly remoteId: string | null;
  readonly uploadedAt: string | null;
  readonly acceptedAt: string | null;
  readonly endedAt: string | null;
  readonly certainty: Submission["certainty"];
  readonly outcome: Submission["outcome"];
}

/** How often each kind of request went out. */
export interface SupportCounts {
  readonly uploads: number;
  readonly submits: number;
  /** Questions after a run. */
  readonly polls: number;
  readonly lookups: number;
  /** Requests that brought no answer. */
  readonly unanswered: number;
}

/** All that concerns one provider; a job with a chain has one for each that it was at. */
export interface SupportLink {
  readonly provider: string;
  /** As it writes itself, where that is known. */
  readonly title: string;
  readonly account: string;
  /** The host that its requests went to; null for a program of this machine, or where nobody knows. */
  readonly host: string | null;
  /** Whom to write to, and with what; null where nobody is known. */
  readonly support: string | null;
  /** Why the job went on to the next one; null where it did not. */
  readonly left: Pick<LeftLink, "code" | "message"> | null;
  readonly runs: readonly SupportRun[];
  readonly sent: SupportCounts;
  readonly calls: readonly SupportCall[];
  readonly checks: readonly SupportCheck[];
}

/** What ended the job, what holds it, or the newest trouble it met. */
export interface SupportProblem {
  /** True when it is why there is no transcript. */
  readonly final: boolean;
  readonly code: string;
  readonly class: FaultClass;
  /** What happened, in our words around the provider's. */
  readonly message: string;
  /** The provider's own words alone; null where it said nothing, or was not asked. */
  readonly exactMessage: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly stage: Stage;
  readonly provider: string;
  /** False where it was found on this machine, and the provider has nothing to do with it. */
  readonly fromProvider: boolean;
  readonly remoteId: string | null;
  readonly call: SupportCall | null;
  /** What was decided about it, why, and by which rule. */
  readonly decided: { readonly action: string; readonly reason: string; readonly rule: string } | null;
  readonly advice: string;
}

/** The journal, its times as ISO 8601; an entry's other fields are those of `JournalEntry`. */
export interface SupportEntry {
  readonly seq: number;
  readonly at: string;
  readonly type: JournalEntry["type"];
  readonly [field: string]: unknown;
}

/** What it all ran on when the bundle was made. */
export interface SupportVersions {
  readonly tenuto: string;
  readonly node: string;
  readonly os: string;
  /** What speaks to providers: our own client of each, over this. */
  readonly undici: string;
  /** Null where it is not on this machine. */
  readonly ffmpeg: string | null;
}

/** A part of the recording that goes with the bundle, or why there is none. */
export type SupportSample =
  | { readonly file: string; readonly fromMs: number; readonly durationMs: number; readonly bytes: number }
  | { readonly file: null; readonly why: string };

/**
 * All that a vendor's support asks for, without keys, addresses of uploads or recordings, values of provider options,
 * tags, what was said, or paths of this machine.
 */
export interface SupportBundle {
  readonly tenuto: "support-bundle";
  readonly version: 1;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly job: {
    readonly id: string;
    readonly run: string;
    readonly kind: JobRequest["kind"];
    readonly status: JobStatus;
    readonly stage: Stage;
    /** Why it is held or canceled; null else. */
    readonly reason: string | null;
    readonly createdAt: string;
    readonly endedAt: string | null;
    readonly options: { readonly language?: string; readonly speakers?: number; readonly channels?: number };
    /** Sentences that were to be said, of an assessment; 0 for none. */
    readonly scripts: number;
    /** Names of the options that were passed on untouched, without their values. */
    readonly providerOptions: readonly string[];
    /** Options that got lost on the way along the chain. */
    readonly lost: readonly LosableOption[];
  };
  readonly recording: {
    /** Its name without folders. */
    readonly name: string;
    /** Null where the provider fetched it and we never had it. */
    readonly bytes: number | null;
    readonly sha256: string | null;
    readonly durationMs: number | null;
    /** What was done to it before it was sent, in words. */
    readonly mended: readonly string[];
    /** What was sent last, in order; empty where nothing was made ready. */
    readonly sent: readonly { readonly sha256: string; readonly bytes: number; readonly durationMs: number | null }[];
    /** What looking into it found; null where nobody looked. */
    readonly report: Extract<JournalEntry, { type: "prepared" }>["report"] | null;
  };
  readonly problem: SupportProblem | null;
  /** In the order in which they were tried. */
  readonly links: readonly SupportLink[];
  readonly journal: readonly SupportEntry[];
  readonly versions: SupportVersions;
  /** Absent where none was asked for. */
  readonly sample?: SupportSample;
}
