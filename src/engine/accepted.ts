import { stageAfter } from "../domain/stage.ts";
import { nextPollDelay } from "../policy/polling.ts";
import { again, type Next, pauseUntil } from "./next.ts";
import type { Turn } from "./turn.ts";

/** The provider has it: from here on it is only waited for. */
export function accepted(turn: Turn, remoteId: string): Next {
  const { now, job, provider, audio } = turn;
  const { policy } = job.request;
  countBilled(turn);
  turn.changeSubmission({ remoteId, acceptedAt: now, certainty: "accepted", uncertainSince: null });
  turn.enter(stageAfter("submit", provider.facts.stages));
  if (turn.job.stage !== "wait") return again;
  const dice = turn.means.runtime.dice;
  return pauseUntil(now + nextPollDelay(policy.polling, { audioMs: audio.durationMs, polls: 0, dice }));
}

/** What was handed in to be worked on is paid for, and is what the budget for paying twice is a share of. */
export function countBilled({ means, job, audio }: Turn): void {
  if (audio.durationMs !== null) means.gates.billed(job.request.account, audio.durationMs / 1_000);
}
