import type { AudioLevels, AudioReport } from "./audio-report.ts";
import type { ExchangeRecord } from "./exchange.ts";
import type { Fault } from "./fault.ts";
import type { LeftLink, Link, LosableOption } from "./link.ts";
import type { Stage } from "./stage.ts";
import type { Certainty } from "./submission.ts";
import type { Verdict } from "./verdict.ts";

/** Everything that happens to a job: the only event vocabulary in the house. Times are wall time in ms. */
export type JournalEntry = { readonly at: number } & (
  | { readonly type: "accepted"; readonly audio: string; readonly bytes: number; readonly provider: string }
  /** The recording was looked into, and mended where that was needed, before any of it was sent. */
  | {
      readonly type: "prepared";
      readonly elapsedMs: number;
      /** Without what is only drawn. */
      readonly report: Omit<AudioReport, "levels"> & {
        readonly levels: Omit<AudioLevels, "strip" | "pauses" | "clippedParts"> | null;
      };
      /** What was done and why, in words; empty when it is sent as it is. */
      readonly mended: readonly string[];
      /** What is sent. */
      readonly sent: readonly { readonly sha256: string; readonly bytes: number; readonly durationMs: number | null }[];
    }
  | { readonly type: "claimed"; readonly worker: string; readonly stage: Stage }
  | {
      readonly type: "attempt";
      readonly stage: Stage;
      readonly attempt: number;
      readonly submission: number;
      readonly certainty: Certainty;
      readonly exchange: ExchangeRecord;
    }
  | {
      readonly type: "fault";
      readonly stage: Stage;
      readonly attempt: number;
      readonly submission: number;
      readonly fault: Fault;
      readonly verdict: Verdict;
      readonly exchange: ExchangeRecord | null;
    }
  /** The account's gates let no call through: nothing was sent and no attempt used up. */
  | {
      readonly type: "held-up";
      readonly stage: Stage;
      readonly rule: string;
      readonly reason: string;
      /** Wall time at which it asks again, ms. */
      readonly until: number;
    }
  /** Written before an unsafe call is sent. */
  | { readonly type: "intent"; readonly submission: number; readonly attempt: number }
  /** The provider was asked whether it has an uncertain submission. */
  | {
      readonly type: "looked-up";
      readonly submission: number;
      readonly found: string | null;
      readonly empty: number;
      /** The run that was made since and is not waited for any more: what was found late is done. Absent for none. */
      readonly insteadOf?: string;
    }
  /** A run of ours too many, of a submit that was looked up in vain and sent again. `removed`: deleted at the provider. */
  | {
      readonly type: "extra-run";
      readonly submission: number;
      readonly remoteId: string;
      readonly removed: boolean;
    }
  /** The job goes on at the next link of its chain. */
  | {
      readonly type: "went-on";
      readonly from: LeftLink;
      readonly to: Link;
      /** Options that are lost by it. */
      readonly lost: readonly LosableOption[];
    }
  /** Repeated polls that changed nothing, collapsed; `at` is the first, `until` the last. */
  | {
      readonly type: "polls";
      readonly submission: number;
      readonly count: number;
      readonly until: number;
      readonly said: "queued" | "processing";
      readonly throttled: boolean;
    }
  | {
      readonly type: "transcribed";
      readonly submission: number;
      readonly words: number;
      readonly durationMs: number | null;
      /** Where it is that of a chain: who answered. Absent where only one could. */
      readonly by?: Link;
      /** What is odd about it, as catalogue codes; absent for nothing. */
      readonly doubts?: readonly string[];
    }
  | { readonly type: "delivered"; readonly to: string; readonly bytes: number }
  | { readonly type: "woken"; readonly reason: string }
  | { readonly type: "completed" }
  | { readonly type: "failed"; readonly fault: Fault }
  | { readonly type: "canceled"; readonly reason: string }
);

/** A journal entry in its place. `seq` grows over the whole store. */
export interface JournalRecord {
  readonly seq: number;
  readonly job: string;
  readonly entry: JournalEntry;
}
