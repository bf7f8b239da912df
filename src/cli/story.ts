import type { JournalEntry } from "../domain/journal.ts";
import { linkName } from "../domain/link.ts";
import type { Verdict } from "../domain/verdict.ts";
import { printable } from "./printable.ts";
import { bytes, counted, duration } from "./quantities.ts";

/**
 * One line about an entry, for a log without a display; null where nothing happened that somebody watching wants to
 * hear. `all` tells the routine as well.
 */
export function storyOf(entry: JournalEntry, all = false): string | null {
  switch (entry.type) {
    case "fault":
      return `${entry.stage} attempt ${entry.attempt}: ${entry.fault.code}, ${printable(entry.fault.message)}; ${decision(entry.verdict)}`;
    case "looked-up":
      return entry.found === null
        ? `looked up at the provider: not there (${counted(entry.empty, "time")})`
        : entry.insteadOf === undefined
          ? `looked up at the provider: it is there, nothing is sent again`
          : `an earlier run of it has shown at the provider and is done: it is taken`;
    case "woken":
      return `goes on: ${printable(entry.reason)}`;
    case "delivered":
      return `written to ${printable(entry.to)} (${bytes(entry.bytes)})`;
    case "completed":
      return "done";
    case "failed":
      return `failed: ${entry.fault.code}, ${printable(entry.fault.message)}`;
    case "canceled":
      return `canceled: ${printable(entry.reason)}`;
    case "attempt":
      return all
        ? `${entry.stage} attempt ${entry.attempt}: ${entry.certainty} in ${duration(entry.exchange.elapsedMs)}`
        : null;
    case "prepared":
      return preparedStory(entry, all);
    case "transcribed":
      return transcribedStory(entry, all);
    case "polls":
      return all ? `${entry.said} at the provider, asked ${counted(entry.count, "time")}` : null;
    case "extra-run":
      return `a second run of it was found at the provider and ${entry.removed ? "deleted" : "could not be deleted"}: it may be billed twice`;
    case "went-on":
      return wentOnStory(entry);
    case "held-up":
      return `${entry.stage} has to wait ${duration(entry.until - entry.at)}: ${printable(entry.reason)}`;
    case "accepted":
    case "claimed":
    case "intent":
      return null;
    default:
      return entry satisfies never;
  }
}

function transcribedStory(
  { words, doubts, by }: Extract<JournalEntry, { type: "transcribed" }>,
  all: boolean,
): string | null {
  const whose = by === undefined ? "" : ` by ${linkName(by)}`;
  if (doubts !== undefined) return `transcribed${whose}, and doubtful: ${counted(words, "word")}, ${doubts.join(", ")}`;
  return all ? `transcribed${whose}: ${counted(words, "word")}` : null;
}

function wentOnStory({ from, to, lost }: Extract<JournalEntry, { type: "went-on" }>): string {
  const without = lost.length === 0 ? "" : `, without ${lost.join(" and ")}`;
  return `goes on at ${linkName(to)}${without}, since ${linkName(from)} did not work: ${printable(from.message)}`;
}

/** What was found in a recording, where that is worth hearing, and what was done about it. */
function preparedStory(entry: Extract<JournalEntry, { type: "prepared" }>, all: boolean): string | null {
  const { report, mended } = entry;
  const found = report.findings.filter(({ weight }) => all || weight === "warn").map(({ message }) => message);
  const lines = [...found, ...mended, ...(all && report.notChecked !== null ? [report.notChecked] : [])];
  if (lines.length === 0) return all ? "prepared: nothing wrong with it" : null;
  return `prepared: ${lines.map((line) => printable(line)).join(" ")}`;
}

/** What was decided about a fault, as the end of a sentence. */
export function decision(verdict: Verdict): string {
  switch (verdict.action) {
    case "retry":
      return `again in ${duration(verdict.delayMs)}`;
    case "rewind":
      return `back to ${verdict.to} in ${duration(verdict.delayMs)}`;
    case "reconcile":
      return `to be looked up in ${duration(verdict.delayMs)} before anything is repeated`;
    case "refresh":
      return `a new token in ${duration(verdict.delayMs)}`;
    case "repair":
      return "the audio is mended";
    case "fetch":
      return "the audio is brought by us";
    case "reroute":
      return verdict.to === "async" ? "by the asynchronous API" : "in parts";
    case "failover":
      return "on to the next provider";
    case "park":
      return verdict.delayMs === null ? "held" : "held for a while";
    case "fail":
      return "given up";
    default:
      return verdict satisfies never;
  }
}
