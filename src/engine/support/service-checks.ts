import { lengthInWords } from "../../audio/amounts.ts";
import type { ExchangeRecord } from "../../domain/exchange.ts";
import type { FaultClass } from "../../domain/fault.ts";
import type { JournalRecord } from "../../domain/journal.ts";
import type { Verdict, VerdictAction } from "../../domain/verdict.ts";
import type { SupportCheck } from "./bundle.ts";
import { countsIn } from "./calls.ts";
import { type Answer, check, NOT_KNOWN } from "./check.ts";
import { type Noted, notedAs, type Visit } from "./visits.ts";

/** An entry with the exchange that it tells of. */
interface Called {
  readonly seq: number;
  readonly entry: JournalRecord["entry"];
  readonly exchange: ExchangeRecord;
}

export interface ServiceAsked {
  readonly visit: Visit;
  /** A program of this machine: nothing goes over a network, and nobody asks for a key. */
  readonly isHere: boolean;
}

/** Whether the service was there and took the key and the rate, and how it was tried again: by what was exchanged. Pure. */
export function serviceChecks(asked: ServiceAsked): readonly SupportCheck[] {
  const { visit } = asked;
  const calls = callsOf(visit.journal);
  return [
    check("key", keyAnswer(asked, calls)),
    check("rate", rateAnswer(visit, calls)),
    check("reachable", reachableAnswer(asked, calls)),
    check("retried", retriedAnswer(visit)),
  ];
}

function keyAnswer({ visit, isHere }: ServiceAsked, calls: readonly Called[]): Answer {
  if (isHere) return { answer: "yes", words: "none is needed: it is a program of this machine" };
  const refused = faultsOf(visit, "auth").at(-1);
  const taken = calls.findLast(({ exchange }) => isSuccess(exchange));
  const polled = notedAs(visit.journal, "polls").at(-1);
  const accepted = [taken, polled].filter((one) => one !== undefined).sort((one, other) => one.seq - other.seq);
  const newest = accepted.at(-1);
  if (refused !== undefined && (newest === undefined || newest.seq < refused.seq)) {
    return { answer: "no", words: refused.entry.fault.message, seen: [refused] };
  }
  if (newest === undefined) return { ...NOT_KNOWN, words: "no request got far enough to tell" };
  const before = refused === undefined ? "" : "; before that it had been refused";
  return { answer: "yes", words: `a request with it succeeded${before}`, seen: refused ? [refused, newest] : [newest] };
}

function rateAnswer({ journal }: Visit, calls: readonly Called[]): Answer {
  const refused = faultsOf({ journal }, "throttled");
  const slowed = notedAs(journal, "polls").filter(({ entry }) => entry.throttled);
  const newest = refused.at(-1);
  if (newest !== undefined) {
    const since = calls.some(({ seq, exchange }) => seq > newest.seq && isSuccess(exchange));
    const words = `${counted(refused.length, "request")} refused as too many${since ? "; requests after that went through" : ""}`;
    return { answer: "no", words, seen: refused };
  }
  if (slowed.length > 0) {
    return { answer: "no", words: "the run waited since the account had too many under way", seen: slowed };
  }
  const quiet = notedAs(journal, "polls");
  const count = calls.length + quiet.reduce((sum, { entry }) => sum + entry.count, 0);
  if (count === 0) return { ...NOT_KNOWN, words: "nothing was sent" };
  return { answer: "yes", words: `none of ${counted(count, "request")}`, seen: lastOf([...calls, ...quiet]) };
}

function reachableAnswer({ visit, isHere }: ServiceAsked, calls: readonly Called[]): Answer {
  const quiet = notedAs(visit.journal, "polls");
  const last = calls.at(-1);
  if (last === undefined && quiet.length === 0) {
    return { ...NOT_KNOWN, words: isHere ? "the program was not started" : "nothing was sent" };
  }
  if (isHere) return startedAnswer(visit, calls);
  const unanswered = calls.filter(({ exchange }) => exchange.status === null);
  const answered = lastOf([...calls.filter(({ exchange }) => exchange.status !== null), ...quiet]);
  const lost = unanswered.at(-1);
  if (lost !== undefined && (answered[0] === undefined || answered[0].seq < lost.seq)) {
    const why = `${lost.exchange.socketCode ?? "no answer"} to ${lost.exchange.method} ${lost.exchange.endpoint}`;
    return {
      answer: "no",
      words: `${counted(unanswered.length, "request")} without an answer, the last ${why}`,
      seen: unanswered,
    };
  }
  const failing = calls.filter(({ exchange }) => (exchange.status ?? 0) >= FIRST_SERVER_ERROR);
  const but = [
    ...(unanswered.length === 0 ? [] : [`${counted(unanswered.length, "request")} before that had no answer`]),
    ...(failing.length === 0 ? [] : [`${counted(failing.length, "answer")} with a status of 500 or above`]),
  ];
  return { answer: "yes", words: ["it answered", ...but].join("; "), seen: answered };
}

const FIRST_SERVER_ERROR = 500;

/** A program's complaint stands where a socket's would, and says nothing against its having run. */
function startedAnswer(visit: Visit, calls: readonly Called[]): Answer {
  const missing = faultsOf(visit, "local").at(-1);
  const seen = calls.slice(-1);
  if (missing !== undefined && seen.every(({ seq }) => seq <= missing.seq)) {
    return { answer: "no", words: missing.entry.fault.message, seen: [missing] };
  }
  return { answer: "yes", words: "it ran on this machine", seen };
}

function retriedAnswer({ journal, submissions }: Visit): Answer {
  const faults = notedAs(journal, "fault");
  const again = faults.filter(({ entry }) => goesOn(entry.verdict.action));
  const { uploads, submits } = countsIn(journal);
  const last = faults.at(-1);
  if (again.length === 0) {
    const words = last === undefined ? "nothing failed" : endOf(last.entry.verdict);
    return { answer: "no", words, ...(last === undefined ? {} : { seen: [last] }) };
  }
  const waits = again.flatMap(({ entry }) => ("delayMs" in entry.verdict ? (entry.verdict.delayMs ?? []) : []));
  const pause = waits.length === 0 ? "" : `, ${waitsInWords(waits)} apart`;
  const made = [
    ...(uploads === 0 ? [] : [counted(uploads, "upload")]),
    ...(submits === 0 ? [] : [counted(submits, "submit")]),
    ...(submissions.length === 0 ? [] : [counted(submissions.length, "run")]),
  ];
  const words = [`after ${counted(again.length, "failure")}${pause}`, ...made].join("; ");
  return { answer: "yes", words, seen: again };
}

/** Whether a verdict has the same asked for again at the same provider. */
function goesOn(action: VerdictAction): boolean {
  switch (action) {
    case "retry":
    case "rewind":
    case "reconcile":
    case "repair":
    case "fetch":
    case "refresh":
    case "reroute":
      return true;
    case "failover":
    case "park":
    case "fail":
      return false;
    default:
      return action satisfies never;
  }
}

function endOf({ action, reason, rule }: Verdict): string {
  const what = action === "failover" ? "on to the next provider" : action === "park" ? "held" : "given up";
  return `${what}: ${reason} (rule ${rule})`;
}

function waitsInWords(waits: readonly number[]): string {
  const [least, most] = [Math.min(...waits), Math.max(...waits)].map((ms) => lengthInWords(ms));
  return least === most ? `${least}` : `${least} to ${most}`;
}

function faultsOf({ journal }: Pick<Visit, "journal">, kind: FaultClass): readonly Noted<"fault">[] {
  return notedAs(journal, "fault").filter(({ entry }) => entry.fault.class === kind);
}

function callsOf(journal: readonly JournalRecord[]): readonly Called[] {
  return journal.flatMap(({ seq, entry }): Called[] => {
    if (entry.type === "attempt") return [{ seq, entry, exchange: entry.exchange }];
    return entry.type === "fault" && entry.exchange !== null ? [{ seq, entry, exchange: entry.exchange }] : [];
  });
}

function isSuccess({ status }: ExchangeRecord): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** The newest alone. */
function lastOf<T extends { readonly seq: number }>(entries: readonly T[]): readonly T[] {
  return entries.toSorted((one, other) => one.seq - other.seq).slice(-1);
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
