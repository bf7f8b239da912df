import type { Stage } from "./stage.ts";
import type { Certainty } from "./submission.ts";

/** What kind of trouble it is. */
export const FAULT_CLASSES = [
  "network",
  "timeout",
  "throttled",
  "server",
  "quota",
  "auth",
  "request",
  "audio",
  "protocol",
  "local",
  "ambiguous",
] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

/** How far it reaches: this try, this job, the whole account, or the host that serves the audio. */
export type FaultScope = "attempt" | "job" | "account" | "host";

/** What mends it; `decide` turns it into a verdict with a delay. */
export type Remedy =
  | "retry"
  | "resubmit"
  | "reupload"
  | "reconcile"
  | "repair"
  | "fetch"
  | "refresh"
  | "reroute"
  | "failover"
  | "park"
  | "fail";

/** The pace an entry asks for, where it knows better than the policy's backoff. */
export interface Pace {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Stands in place of a value that is not shown. */
export const HIDDEN = "[removed]";

/** What went wrong, as plain data: it survives storage and carries its own pacing. */
export interface Fault {
  /** Stable code, the place in the name: `assemblyai/server-error`, `http/503`, `network/reset`. */
  readonly code: string;
  /** What happened, for people, secrets removed. */
  readonly message: string;
  readonly params: Readonly<Record<string, string>>;
  /** The words as they came, secrets removed, where the catalogue does not know the fault; else absent. */
  readonly words?: string;
  readonly stage: Stage;
  readonly class: FaultClass;
  readonly scope: FaultScope;
  readonly certainty: Certainty;
  readonly remedy: Remedy;
  /** Tries this fault is worth; null leaves it to the policy. */
  readonly attempts: number | null;
  readonly pace: Pace | null;
  /** What a person can do about it. */
  readonly advice: string;
  /** Wall time before which the provider asked not to come back, ms; null when it gave no hint. */
  readonly notBefore: number | null;
  readonly at: number;
}

/** Whether the provider's words held a credential, which the fault does not show. */
export function hidesSecret({ params }: Fault): boolean {
  return Object.values(params).includes(HIDDEN);
}
