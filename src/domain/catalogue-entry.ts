import type { FaultClass, FaultScope, Pace, Remedy } from "./fault.ts";
import type { Stage } from "./stage.ts";
import type { Certainty } from "./submission.ts";

/** Where the evidence of a fault is seen. */
export type Seen = "reply" | "job" | "socket" | "program" | "garbled";

/**
 * One known fault, as data. The most telling evidence decides: a message before a status, a status before a socket.
 * `message` is a template: `{name}` stands for any text and becomes a parameter. Matching ignores case, runs of white
 * space and closing punctuation, and takes time linear in the text.
 */
export interface CatalogueEntry {
  readonly code: string;
  /** Null for an entry that holds for every provider. */
  readonly provider: string | null;
  readonly seen: Seen;
  /** Stages it belongs to; absent for all. */
  readonly stages?: readonly Stage[];
  /** HTTP statuses; `[500, 599]` as a range when `statusRange` is set. */
  readonly status?: readonly number[];
  readonly statusRange?: readonly [number, number];
  /** Socket or program codes, in any case; `CERT_*` stands for all that start so. */
  readonly codes?: readonly string[];
  /** Template that the provider's text starts with. */
  readonly message?: string;
  /** Other wordings of the same fault, older or rarer: templates like `message`. */
  readonly wordings?: readonly string[];
  readonly description: string;
  readonly advice: string;
  readonly class: FaultClass;
  readonly scope: FaultScope;
  readonly remedy: Remedy;
  /** Set where the evidence alone would say something else. */
  readonly certainty?: Certainty;
  readonly attempts?: number;
  readonly pace?: Pace;
  /** One text or body as it was really seen; null where there is nothing to show. */
  readonly sample: string | null;
  readonly source: string;
  /** Month in which it was last seen or documented, YYYY-MM. */
  readonly dated: string;
}
