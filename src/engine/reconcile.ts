import { localFault } from "../catalogue/local-fault.ts";
import type { LookupPage, RemoteRun } from "../domain/provider.ts";
import { attemptsUsedUp } from "../policy/decide.ts";
import { accepted } from "./accepted.ts";
import { callFor } from "./call.ts";
import { again, type Next, pauseUntil } from "./next.ts";
import { giveUp, respond } from "./respond.ts";
import type { Turn } from "./turn.ts";
import { understand } from "./understand.ts";

/** Clocks differ. Taking an older run of our own upload is harmless; passing over our run would be paid twice. */
const CLOCK_SKEW_MS = 10 * 60_000;

/** More pages than any sane account fills between an intent and its look-up: 10,000 runs of 200 a page. */
const MOST_PAGES = 50;

/**
 * Asks the provider for a submission whose outcome is unknown. A match has our upload's address, an id that no
 * submission of ours knows, and was not made before the intent. Only after enough empty look-ups and a grace period,
 * counted from the moment when nothing of ours can be on its way any more, may it be sent again.
 */
export async function reconcile(turn: Turn, stop: AbortSignal): Promise<Next> {
  const { job } = turn;
  if (turn.submission?.uncertainSince === null) {
    turn.changeSubmission({ uncertainSince: turn.now, certainty: "unknown" });
  }
  const found = await lookUp(turn, stop);
  if ("kind" in found) return found;
  turn.change({ streak: 0, repeats: 0 });
  const number = turn.submissionNumber;
  if (found.remoteId !== null) {
    turn.note({ type: "looked-up", submission: number, found: found.remoteId, empty: 0 });
    return accepted(turn, found.remoteId);
  }
  const empty = (turn.submission?.emptyLookups ?? 0) + 1;
  turn.changeSubmission({ emptyLookups: empty });
  turn.note({ type: "looked-up", submission: number, found: null, empty });
  const { emptyLookups, graceMs, everyMs } = job.request.policy.reconcile;
  const graceEnd = (turn.submission?.uncertainSince ?? turn.now) + graceMs;
  if (empty < emptyLookups) return pauseUntil(turn.now + everyMs);
  if (turn.now < graceEnd) return pauseUntil(Math.max(graceEnd, turn.now + everyMs));
  turn.changeSubmission({
    intentAt: null,
    certainty: "rejected",
    uncertainSince: null,
    emptyLookups: 0,
    doubted: true,
  });
  const { attempts } = job.request.policy.stages.submit;
  if (job.spent < attempts) return again;
  const unconfirmed = "no submit was ever confirmed, and the provider knows of none";
  const fault = job.lastFault ?? localFault("tenuto/uncertain-submit", unconfirmed, "submit", turn.now);
  return giveUp(turn, fault, attemptsUsedUp(fault, "submit", job.request.policy));
}

async function lookUp(turn: Turn, stop: AbortSignal): Promise<Next | { readonly remoteId: string | null }> {
  const { client } = turn.provider;
  const intentAt = turn.submission?.intentAt ?? turn.now;
  if (client.lookup === undefined) throw new Error(`${turn.provider.name} cannot be asked, but a job waits for it`);
  let page: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const heard = await client.lookup(callFor(turn, "wait", stop), page);
    if (stop.aborted) return pauseUntil(turn.now);
    const understood = understand(turn, heard, "look-up");
    if ("fault" in understood) return respond(turn, understood.fault, heard.exchange, "lookup");
    const { runs, next }: LookupPage = understood.said;
    const ours = runs.filter((run) => isMatch(turn, run, intentAt));
    const known =
      ours.length === 0
        ? new Set()
        : await turn.means.store.knownRemoteIds(
            turn.job.request.account,
            ours.map((run) => run.remoteId),
          );
    const match = ours.find((run) => !known.has(run.remoteId));
    if (match !== undefined) return { remoteId: match.remoteId };
    const oldest = runs.at(-1)?.createdAt ?? null;
    if (next === null || (oldest !== null && oldest < intentAt - CLOCK_SKEW_MS)) break;
    page = next;
  }
  return { remoteId: null };
}

function isMatch(turn: Turn, run: RemoteRun, intentAt: number): boolean {
  if (run.audioUrl !== turn.submission?.private.uploadUrl) return false;
  return run.createdAt === null || run.createdAt >= intentAt - CLOCK_SKEW_MS;
}
