import type { Submitted } from "../domain/provider.ts";
import { stageAfter } from "../domain/stage.ts";
import { beginVigil } from "./keep-vigil.ts";
import { again, type Next } from "./next.ts";
import type { Turn } from "./turn.ts";

/** The provider has it: from here on it is only waited for. Throws `StoreError`. */
export async function accepted(turn: Turn, run: Extract<Submitted, { state: "accepted" }>): Promise<Next> {
  const { now, provider } = turn;
  countBilled(turn);
  turn.changeSubmission({ remoteId: run.remoteId, acceptedAt: now, certainty: "accepted", uncertainSince: null });
  turn.enter(stageAfter("submit", provider.facts.stages));
  return turn.job.stage === "wait" && provider.client.poll !== undefined ? beginVigil(turn, run) : again;
}

/** What was handed in to be worked on is paid for, and is what the budget for paying twice is a share of. */
export function countBilled({ means, account, audio }: Turn): void {
  if (audio.durationMs !== null) means.gates.billed(account, audio.durationMs / 1_000);
}
