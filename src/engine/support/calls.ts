import type { ExchangeRecord } from "../../domain/exchange.ts";
import type { Fault } from "../../domain/fault.ts";
import type { JournalRecord } from "../../domain/journal.ts";
import type { Stage } from "../../domain/stage.ts";
import type { Submission } from "../../domain/submission.ts";
import type { SupportCall, SupportCounts, SupportRun } from "./bundle.ts";
import { wordsOf } from "./said.ts";

/** A request as a vendor's support looks for it. */
export function callOf(stage: Stage, exchange: ExchangeRecord, fault: Fault | null): SupportCall {
  const { at, method, endpoint, status, socketCode, requestId, retryAfter, elapsedMs, sentBytes, bodyHead } = exchange;
  return {
    at: isoTime(at),
    stage,
    request: `${method} ${endpoint}`.trim(),
    status,
    socketCode,
    requestId,
    retryAfter,
    tookMs: elapsedMs,
    sentBytes,
    fault: fault?.code ?? null,
    message: fault === null ? null : wordsOf(fault, exchange),
    body: bodyHead,
  };
}

/** Every request that the journal tells of, in order. */
export function callsIn(journal: readonly JournalRecord[]): readonly SupportCall[] {
  return journal.flatMap(({ entry }) => {
    if (entry.type === "attempt") return [callOf(entry.stage, entry.exchange, null)];
    if (entry.type !== "fault" || entry.exchange === null) return [];
    return [callOf(entry.stage, entry.exchange, entry.fault)];
  });
}

/** How often each kind of request went out, polls that changed nothing included. */
export function countsIn(journal: readonly JournalRecord[]): SupportCounts {
  const calls = callsIn(journal);
  const at = (stage: Stage): number => calls.filter((call) => call.stage === stage).length;
  const quiet = journal.reduce((sum, { entry }) => sum + (entry.type === "polls" ? entry.count : 0), 0);
  return {
    uploads: at("upload"),
    submits: at("submit"),
    polls: at("wait") + quiet,
    lookups: journal.filter(({ entry }) => entry.type === "looked-up").length,
    unanswered: calls.filter(({ status }) => status === null).length,
  };
}

export function runOf(submission: Submission): SupportRun {
  const { number, remoteId, uploadedAt, acceptedAt, endedAt, certainty, outcome } = submission;
  return {
    number,
    remoteId,
    uploadedAt: uploadedAt === null ? null : isoTime(uploadedAt),
    acceptedAt: acceptedAt === null ? null : isoTime(acceptedAt),
    endedAt: endedAt === null ? null : isoTime(endedAt),
    certainty,
    outcome,
  };
}

/** Farther from now in either direction there are no dates. */
const LAST_DATE = 8.64e15;

/** Wall time in ms as ISO 8601, UTC. */
export function isoTime(at: number): string {
  return new Date(Math.max(-LAST_DATE, Math.min(LAST_DATE, at))).toISOString();
}
