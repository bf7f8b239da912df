import type { JournalRecord } from "../../domain/journal.ts";
import type { SupportCheck, SupportCheckName, SupportEvidence } from "./bundle.ts";
import { isoTime } from "./calls.ts";

/** What each check says when its answer is yes. */
const STATEMENTS: Readonly<Record<SupportCheckName, string>> = {
  sound: "The recording has sound",
  format: "Its format is supported",
  size: "Its size is within the limits",
  length: "Its length is within the limits",
  key: "The key was accepted",
  rate: "The account was within its rate limits",
  reachable: "The service could be reached",
  retried: "It was tried again",
};

/** Entries that are pointed at; more would not be read. */
const MOST_EVIDENCE = 3;

export interface Answer {
  readonly answer: SupportCheck["answer"];
  readonly words: string;
  /** The entries that say so, the newest last. Default none. */
  readonly seen?: readonly Pick<JournalRecord, "seq" | "entry">[];
}

export const NOT_KNOWN = { answer: "not-known" } as const;

/** Of many entries the newest are pointed at. */
export function check(name: SupportCheckName, { answer, words, seen = [] }: Answer): SupportCheck {
  return {
    check: name,
    statement: STATEMENTS[name],
    answer,
    words,
    evidence: seen.slice(-MOST_EVIDENCE).map(pointedAt),
  };
}

function pointedAt({ seq, entry }: Pick<JournalRecord, "seq" | "entry">): SupportEvidence {
  return { entry: seq, at: isoTime(entry.at), type: entry.type };
}
