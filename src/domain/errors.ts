import type { Fault } from "./fault.ts";
import { supportRemedy } from "./support-words.ts";

/** The index of all pages, and what a code of somebody's own entry has for a page. */
const INDEX = "docs/errors/README.md";

/** Where the page of a code stands, from the project's root. */
export function pageOf(code: string): string {
  return code.startsWith("own/") ? INDEX : `docs/errors/${code}.md`;
}

/**
 * What the doors throw: what happened and to which thing (`message`), what to do (`remedy`), a stable `code` and its
 * page. Thrown only at the edge; inside the house trouble is data.
 */
export class TenutoError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly page: string;

  constructor(code: string, message: string, remedy: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.remedy = remedy;
    this.page = pageOf(code);
  }
}

/** A setting, flag, scenario or address that cannot be used. Exit code 2. */
export class SettingsError extends TenutoError {}

/** A recording that cannot be taken in: missing, unreadable, empty, a folder. */
export class AudioError extends TenutoError {}

/** The store cannot be used: damaged, newer than this version, locked, disk full. */
export class StoreError extends TenutoError {}

export interface JobEvidence {
  readonly jobId: string;
  readonly fault: Fault;
  /** Tries made over all stages. */
  readonly attempts: number;
  /** The provider's ids of its runs, oldest first. */
  readonly remoteIds: readonly string[];
}

/** The job ended without a transcript, and why. Its remedy also says how to get what the provider's support asks for. */
export class TranscriptionFailed extends TenutoError implements JobEvidence {
  readonly jobId: string;
  readonly fault: Fault;
  readonly attempts: number;
  readonly remoteIds: readonly string[];

  constructor(evidence: JobEvidence, remedy = `${evidence.fault.advice} ${supportRemedy(evidence.jobId)}`) {
    super(evidence.fault.code, evidence.fault.message, remedy);
    this.jobId = evidence.jobId;
    this.fault = evidence.fault;
    this.attempts = evidence.attempts;
    this.remoteIds = evidence.remoteIds;
  }
}

/** Nothing is lost: the job is parked and goes on when the reason is gone. */
export class TranscriptionHeld extends TranscriptionFailed {
  constructor(evidence: JobEvidence) {
    super(evidence, evidence.fault.advice);
  }
}

/** The job was ended by whoever could: there will be no transcript, and nothing went wrong. */
export class TranscriptionCanceled extends TenutoError {
  readonly jobId: string;

  constructor(jobId: string, reason: string) {
    super(
      "library/canceled",
      `job ${jobId} was canceled: ${reason}`,
      "hand the recording in again if you want it after all",
    );
    this.jobId = jobId;
  }
}
