import { stageAfter } from "../domain/stage.ts";
import { nextPollDelay } from "../policy/polling.ts";
import { again, type Next, pauseUntil } from "./next.ts";
import type { Turn } from "./turn.ts";

/** The provider has it: from here on it is only waited for. */
export function accepted(turn: Turn, remoteId: string): Next {
  const { now, job, provider, audio } = turn;
  const { account, policy } = job.request;
  if (audio.durationMs !== null) turn.means.gates.billed(account, audio.durationMs / 1_000);
  turn.changeSubmission({ remoteId, acceptedAt: now, certainty: "accepted", uncertainSince: null });
  turn.enter(stageAfter("submit", provider.facts.stages));
  if (turn.job.stage !== "wait") return again;
  const dice = turn.means.runtime.dice;
  return pauseUntil(now + nextPollDelay(policy.polling, { audioMs: audio.durationMs, polls: 0, dice }));
}
