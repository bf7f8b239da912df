import type { Turn } from "./turn.ts";

/** Of what is sent; null where nobody knows its length. */
export function audioSeconds({ audio: { durationMs } }: Turn): number | null {
  return durationMs === null ? null : durationMs / 1_000;
}

/** Asks the account's money budget for another run of what may be paid for already: null when it allows it, else why not. */
export function billAgain(turn: Turn): Promise<string | null> {
  const duplicates = turn.submissions.filter(({ outcome }) => outcome === "abandoned").length;
  return turn.means.gates.billAgain(turn.account, audioSeconds(turn), duplicates);
}
