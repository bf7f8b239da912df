import type { WireReply } from "../../domain/provider-server.ts";
import type { ScoreAsk } from "../../domain/scoring-server.ts";
import type { TakenRecording } from "../../domain/wire-form.ts";
import type { LedgerRun } from "../ledger.ts";
import type { Client } from "./clients.ts";

/**
 * One request for a score that was let in. It is `fetching` while its recording is brought, `queued` while as many are
 * worked on as the limit allows, `working` until its recogniser has told what it found and its time is over, and `over`
 * with its reply, for good. One whose caller does not wait is answered at once, and its reply is fetched.
 */
export interface Call {
  readonly id: string;
  /** Its place among all calls, counted from 1. */
  readonly number: number;
  readonly ask: ScoreAsk;
  readonly client: Client;
  state: "fetching" | "queued" | "working" | "over";
  /** Null while it is being fetched. */
  recording: TakenRecording | null;
  /** What its client is charged with, ms; 0 where nothing was, or no more. */
  chargedMs: number;
  /** Wall time at which its recogniser has told what it found and its work is done; null before. */
  doneAt: number | null;
  /** Wall time before which no result is given. */
  readyAt: number;
  /** What it will be answered with. */
  reply: WireReply | null;
  /** True for one that got a result. */
  succeeded: boolean;
  endedAt: number | null;
}

/** A recording that somebody paid for more than once, with the same script. */
export interface ChargedTwice {
  readonly sha256: string;
  /** Empty for free speech. */
  readonly script: readonly string[];
  readonly client: string;
  readonly billed: number;
  readonly minutes: number;
}

/** Calls that cost minutes although the same recording with the same script had cost some already. */
export function chargedTwice(calls: readonly Call[]): readonly ChargedTwice[] {
  const paid = new Map<string, ChargedTwice>();
  for (const { recording, ask, client, chargedMs } of calls) {
    if (recording === null || chargedMs === 0) continue;
    const { sha256 } = recording;
    const key = JSON.stringify([client.id, ask.task, sha256, ...ask.sentences]);
    const before = paid.get(key) ?? { sha256, script: ask.sentences, client: client.id, billed: 0, minutes: 0 };
    paid.set(key, { ...before, billed: before.billed + 1, minutes: before.minutes + chargedMs / 60_000 });
  }
  return [...paid.values()].filter(({ billed }) => billed > 1);
}

/** A call as the ledger counts it. */
export function asRun({ recording, state, succeeded, chargedMs, endedAt }: Call): LedgerRun {
  return {
    sha256: recording?.sha256 ?? null,
    status: state === "over" ? (succeeded ? "completed" : "error") : "processing",
    doom: null,
    endedAt,
    billed: chargedMs > 0 && state === "over",
  };
}
