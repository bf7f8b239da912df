import type { FaultClass, FaultScope, Pace, Remedy } from "./fault.ts";
import type { Stage } from "./stage.ts";
import type { Certainty } from "./submission.ts";

/**
 * Where the evidence of a fault is seen: a reply that refuses; the outcome of the provider's own run, which comes in a
 * successful reply; a success that makes no sense; a connection that gave no reply; a program of this machine; an
 * inspection of the recording before it is sent.
 */
export const SEEN = ["reply", "job", "garbled", "socket", "program", "audio"] as const;
export type Seen = (typeof SEEN)[number];

/**
 * What was asked of the provider, in the words of its documentation: `transcript` and `upload` where a run is asked for
 * in stages, `result` for a finished run seen in another form, `list` for many runs, `transcription` where one call
 * does it all, and the speech-scoring pair `unscripted` (free speech) and `scripted` (a given sentence).
 */
export const REQUEST_KINDS = [
  "upload",
  "transcript",
  "result",
  "list",
  "transcription",
  "unscripted",
  "scripted",
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** A value that a provider's message carries, or that its documentation lists beside the message. */
export interface Parameter {
  readonly type: "text" | "number" | "url";
  readonly description: string;
  /** True for a credential: its value is never kept, logged or shown. Default false. */
  readonly secret?: boolean;
}

/**
 * One known fault, as data. The most telling evidence decides: a message and the machine's words beside it before a
 * status, a status before a socket.
 *
 * `message` is a template: `{name}` stands for any text and becomes a parameter. Matching ignores case, runs of white
 * space, closing punctuation and text wrapped around the message, and takes time linear in the text.
 */
export interface CatalogueEntry {
  /** Stable: `assemblyai/server-error`, `http/503`. The part before the slash is the provider, or what the evidence is of. */
  readonly code: string;
  /** The provider's own name for it, where it has one: `ASRSocketTimeout`. */
  readonly name?: string;
  /** Null for an entry that holds for every provider. */
  readonly provider: string | null;
  readonly seen: Seen;
  /** Requests that it is documented for; absent for all. */
  readonly kinds?: readonly RequestKind[];
  /** Stages it belongs to; absent for all. */
  readonly stages?: readonly Stage[];
  /** HTTP statuses that it comes with; with `statusRange`, those beside the range. */
  readonly status?: readonly number[];
  /** First and last status of a range. */
  readonly statusRange?: readonly [number, number];
  /** Codes of a socket, a program or a finding, in any case; `CERT_*` stands for all that start so. */
  readonly codes?: readonly string[];
  /** Machine-readable words in the reply's body, in any case: an OpenAI `type` or `code`, a Deepgram `err_code`. One suffices. */
  readonly labels?: readonly string[];
  /** Template that the provider's text holds. */
  readonly message?: string;
  /** Other wordings of the same fault, older or rarer: templates like `message`. */
  readonly wordings?: readonly string[];
  /** What the places in the templates stand for, and values that are only documented. */
  readonly parameters?: Readonly<Record<string, Parameter>>;
  /** When and why it occurs. */
  readonly description: string;
  /** What a person can do about it. */
  readonly advice: string;
  readonly class: FaultClass;
  readonly scope: FaultScope;
  readonly remedy: Remedy;
  /** Set where the evidence alone would say something else. */
  readonly certainty?: Certainty;
  /** Tries that it is worth, the first included; absent leaves it to the policy. */
  readonly attempts?: number;
  readonly pace?: Pace;
  /** True for what is left when nobody knows the fault: it is counted, and can be printed as a new entry. Default false. */
  readonly unknown?: boolean;
  /** One text or body as it was seen or is documented, names and keys made up; null where there is nothing to show. */
  readonly sample: string | null;
  readonly source: string;
  /** Month in which it was last seen or documented, YYYY-MM. */
  readonly dated: string;
}
