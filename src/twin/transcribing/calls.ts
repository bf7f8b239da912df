import type { WireReply } from "../../domain/provider-server.ts";
import type { TranscribeAsk } from "../../domain/transcribing-server.ts";
import type { TakenRecording } from "../../domain/wire-form.ts";
import type { LedgerRun } from "../ledger.ts";

/**
 * One request for a transcript that was let in. It is `fetching` while its recording is brought, `queued` while as many
 * are worked on as the limit allows, `working` until its time is over and its recording was heard, and `over` for good.
 * One with a callback is answered at once, and told there.
 */
export interface Call {
  readonly id: string;
  /** Its place among all calls, counted from 1. */
  readonly number: number;
  readonly ask: TranscribeAsk;
  state: "fetching" | "queued" | "working" | "over";
  /** Null while it is being fetched. */
  recording: TakenRecording | null;
  /** Wall time at which its work is done; null before it began. */
  doneAt: number | null;
  /** True for one that came to a transcript: it is charged, whoever hears of it. */
  succeeded: boolean;
  endedAt: number | null;
}

/** What a caller is told when a call is over. */
export interface End {
  readonly reply: WireReply;
  readonly succeeded: boolean;
}

/** A call as the ledger counts it. */
export function asRun({ recording, state, succeeded, endedAt }: Call): LedgerRun {
  return {
    sha256: recording?.sha256 ?? null,
    status: state === "over" ? (succeeded ? "completed" : "error") : "processing",
    doom: null,
    endedAt,
  };
}
