import type { Verdict, VerdictAction } from "../domain/verdict.ts";
import { providerAfter } from "./go-on.ts";
import { type Next, pauseUntil } from "./next.ts";
import { rewind } from "./rewind.ts";
import type { Turn } from "./turn.ts";

/** What every house can do about a fault. */
const ALWAYS: readonly VerdictAction[] = ["retry", "rewind", "reconcile", "park", "fail"];

/** What a house can do that has ffmpeg, a way to the web, and a key that may be another one when it is asked for again. */
export const ALL_REMEDIES: readonly VerdictAction[] = [...ALWAYS, "repair", "fetch", "refresh", "reroute"];

export type RemedyVerdict = Extract<Verdict, { action: "repair" | "fetch" | "refresh" | "reroute" }>;

/** What can be done for this very job. */
export function remediesFor(turn: Turn): readonly VerdictAction[] {
  const { means, job } = turn;
  const isOurs = job.request.audioUrl === undefined || job.fetched !== undefined;
  const isMendable = isOurs && means.recordings !== undefined;
  return [
    ...ALWAYS,
    // What has been converted and still cannot be used is not mended by doing it once more.
    ...(isMendable && job.convert !== true ? (["repair"] as const) : []),
    ...(!isOurs && means.bring !== undefined ? (["fetch"] as const) : []),
    ...(providerAfter(turn) === null ? [] : (["failover"] as const)),
    ...(means.renewKey === undefined ? [] : (["refresh"] as const)),
    ...(canGoLater(turn) || (isMendable && halfOf(turn) !== null) ? (["reroute"] as const) : []),
  ];
}

/** Changes the row so that the next step goes another way. */
export async function applyRemedy(turn: Turn, verdict: RemedyVerdict): Promise<Next> {
  switch (verdict.action) {
    case "repair":
      turn.change({ convert: true });
      rewind(turn, "prepare");
      return pauseUntil(turn.now);
    case "fetch":
      rewind(turn, "prepare");
      return pauseUntil(turn.now);
    case "refresh":
      await turn.means.renewKey?.(turn.account);
      return pauseUntil(turn.now + verdict.delayMs);
    case "reroute":
      if (verdict.to === "async") {
        turn.change({ later: true });
        rewind(turn, "submit");
      } else {
        const longestMs = halfOf(turn);
        if (longestMs === null) throw new Error("a recording is to be split that cannot be");
        turn.change({ longestPieceMs: longestMs });
        rewind(turn, "prepare");
      }
      return pauseUntil(turn.now);
    default:
      return verdict satisfies never;
  }
}

function canGoLater({ provider, job }: Turn): boolean {
  return provider.facts.answersAtOnce === true && job.later !== true;
}

/** Shorter pieces would cut words from what they mean, ms. */
const SHORTEST_HALF_MS = 10_000;

/** Pieces half as long; null for what belongs together, as one sentence that is scored, and once a piece is transcribed. */
function halfOf({ job, audio }: Turn): number | null {
  if (job.request.kind === "assessment" || (job.piece ?? 0) > 0 || audio.durationMs === null) return null;
  const half = Math.ceil(audio.durationMs / 2);
  return half < SHORTEST_HALF_MS ? null : half;
}
