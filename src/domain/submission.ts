/**
 * What we know of the provider's side of an attempt. `not-sent`: no byte left us. `rejected`: the provider said no.
 * `accepted`: it said yes. `unknown`: the request may have been carried out; it is looked up before it is ever repeated.
 */
export type Certainty = "not-sent" | "rejected" | "accepted" | "unknown";

/** One run of a job at a provider. A job has one or more: resubmission, failover, late adoption. */
export interface Submission {
  readonly id: string;
  readonly job: string;
  /** Counted from 1. */
  readonly number: number;
  readonly provider: string;
  readonly account: string;
  /** Wall time when the provider confirmed the upload, ms. */
  readonly uploadedAt: number | null;
  /** Wall time of the intent, committed before the submit was sent; null when none is open. */
  readonly intentAt: number | null;
  /** The provider's id of the run. */
  readonly remoteId: string | null;
  readonly acceptedAt: number | null;
  readonly certainty: Certainty | null;
  /** Wall time since which nothing more of an uncertain submit can be on its way from us, ms. */
  readonly uncertainSince: number | null;
  /** Look-ups since the intent that did not find it. */
  readonly emptyLookups: number;
  /** True once it was looked up in vain and sent again: there may be a run of it that nobody knows. */
  readonly doubted?: boolean;
  /** Wall time of the first intent that was looked up in vain, ms. */
  readonly doubtedFrom?: number;
  /** Wall time when a run of such an intent was last looked for, ms. */
  readonly soughtAt?: number;
  readonly endedAt: number | null;
  /** `displaced`: an earlier run of the same was done first, and its transcript taken. */
  readonly outcome: "completed" | "failed" | "abandoned" | "displaced" | null;
  /** Needed to resume and told to nobody: one private column, never in journal, log or bundle. */
  readonly private: { readonly uploadUrl: string | null };
}
