import type { JournalEntry, JournalRecord } from "../domain/journal.ts";
import { linkName } from "../domain/link.ts";
import type { JobStore } from "../domain/store.ts";

/** What log lines are handed to: pino, or anything of that shape. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

/** What a line can hold; absent where the entry says nothing of it. The names are those of the journal. */
export interface LogFields {
  /** Wall time of the event, ms. It is logged up to a tenth of a second later. */
  readonly at: number;
  readonly job: string;
  readonly event: JournalEntry["type"];
  readonly stage?: string;
  readonly attempt?: number;
  readonly submission?: number;
  /** The provider's id of the run. */
  readonly remoteId?: string;
  /** The provider's id of the request. */
  readonly requestId?: string;
  readonly status?: number;
  readonly elapsedMs?: number;
  /** The fault's code. */
  readonly fault?: string;
  readonly certainty?: string;
  readonly verdict?: string;
  readonly delayMs?: number;
  /** Which rule decided. */
  readonly rule?: string;
  readonly words?: number;
  readonly bytes?: number;
  readonly polls?: number;
}

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

type Told = readonly [LogLevel, string, Omit<LogFields, "at" | "job" | "event">?];

/** A journal entry as a log line. `remoteId` is the newest run of the job, where one is known. */
export function logLine({ job, entry }: JournalRecord, remoteId: string | null): LogLine {
  const [level, message, more] = told(entry);
  const run = remoteId === null ? {} : { remoteId };
  return { level, message, fields: { at: entry.at, job, event: entry.type, ...run, ...more } };
}

function told(entry: JournalEntry): Told {
  switch (entry.type) {
    case "accepted":
      return ["info", "accepted", { bytes: entry.bytes }];
    case "claimed":
      return ["debug", "claimed", { stage: entry.stage }];
    case "attempt": {
      const { stage, attempt, submission, certainty, exchange } = entry;
      return ["info", `${stage} done`, { stage, attempt, submission, certainty, ...exchangeFields(exchange) }];
    }
    case "fault":
      return faultTold(entry);
    case "extra-run":
      return ["warn", "a second run was found", { stage: "wait", remoteId: entry.remoteId }];
    case "went-on":
      return ["warn", `leaves ${linkName(entry.from)}, goes on at ${linkName(entry.to)}`, { fault: entry.from.code }];
    case "held-up":
      return ["info", `held up: ${entry.reason}`, { stage: entry.stage, rule: entry.rule }];
    case "intent":
      return ["debug", "submit begins", { stage: "submit", attempt: entry.attempt, submission: entry.submission }];
    case "looked-up": {
      const found = entry.found === null ? {} : { remoteId: entry.found };
      const late = entry.insteadOf === undefined ? "the provider has the submit" : "an earlier run is done first";
      const message = entry.found === null ? "the provider does not know the submit" : late;
      return ["info", message, { stage: "submit", submission: entry.submission, ...found }];
    }
    case "polls":
      return ["debug", `still ${entry.said}`, { stage: "wait", submission: entry.submission, polls: entry.count }];
    case "prepared": {
      const { report, mended, sent, elapsedMs } = entry;
      const found = report.findings.map(({ code }) => code).join(", ");
      const message = `prepared: ${[report.verdict, found, ...mended].filter((part) => part !== "").join("; ")}`;
      const bytes = sent.reduce((sum, piece) => sum + piece.bytes, 0);
      return [report.verdict === "ok" ? "info" : "warn", message, { stage: "prepare", elapsedMs, bytes }];
    }
    case "transcribed":
      return ["info", "transcribed", { stage: "wait", submission: entry.submission, words: entry.words }];
    case "delivered":
      return ["info", "delivered", { stage: "deliver", bytes: entry.bytes }];
    case "woken":
      return ["info", `woken: ${entry.reason}`];
    case "completed":
      return ["info", "completed"];
    case "failed":
      return ["error", `failed: ${entry.fault.message}`, { stage: entry.fault.stage, fault: entry.fault.code }];
    case "canceled":
      return ["info", `canceled: ${entry.reason}`];
    default:
      return entry satisfies never;
  }
}

function faultTold({
  stage,
  attempt,
  submission,
  fault,
  verdict,
  exchange,
}: Extract<JournalEntry, { type: "fault" }>): Told {
  const delay = "delayMs" in verdict && verdict.delayMs !== null ? { delayMs: Math.round(verdict.delayMs) } : {};
  const fields = {
    stage,
    attempt,
    submission,
    fault: fault.code,
    certainty: fault.certainty,
    verdict: verdict.action,
    ...delay,
    rule: verdict.rule,
    ...(exchange === null ? {} : exchangeFields(exchange)),
  };
  return ["warn", fault.message, fields];
}

function exchangeFields(exchange: Extract<JournalEntry, { type: "attempt" }>["exchange"]): Partial<LogFields> {
  const { elapsedMs, status, requestId } = exchange;
  return {
    elapsedMs,
    ...(status === null ? {} : { status }),
    ...(requestId === null ? {} : { requestId }),
  };
}

/** Logs journal entries as they come. A logger that throws is left to itself: no job may suffer from its log. */
export function observe(
  logger: Logger,
  store: Pick<JobStore, "submissions">,
): (record: JournalRecord) => Promise<void> {
  return async (record) => {
    const runs = (await store.submissions(record.job)).flatMap(({ remoteId }) => remoteId ?? []);
    const { level, message, fields } = logLine(record, runs.at(-1) ?? null);
    try {
      logger[level](fields, message);
    } catch {
      // Told to nobody: where would it be logged?
    }
  };
}
