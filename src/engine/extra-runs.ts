import type { Exchange } from "../domain/exchange.ts";
import { callFor } from "./call.ts";
import { doubtful, elderSince, isElderOf, leftRunning } from "./elder-runs.ts";
import type { Turn } from "./turn.ts";
import { understand } from "./understand.ts";
import { walkBack } from "./walk-back.ts";

/**
 * Of a submit that was sent again there may be two runs, and the transcript of one of them is here. The other is paid for
 * already; it is deleted where the provider can, so that nothing of the recording stays behind unknown. Only tried once:
 * no trouble with this may keep the transcript back.
 */
export async function clearExtraRuns(turn: Turn, stop: AbortSignal): Promise<void> {
  for (const { number, remoteId } of leftRunning(turn)) {
    if (remoteId !== null && !(await removed(turn, number, remoteId, stop))) return;
  }
  const suspects = doubtful(turn);
  if (suspects.length === 0 || turn.provider.client.lookup === undefined) return;
  const walked = await walkBack(turn, stop, elderSince(suspects, turn.now), isElderOf(suspects));
  if (walked.kind !== "walked") return;
  for (const remoteId of walked.unknown) {
    if (!(await removed(turn, turn.submissionNumber, remoteId, stop))) return;
  }
}

/** False when the provider would not hear of it: then it is not asked for more. */
async function removed(turn: Turn, submission: number, remoteId: string, stop: AbortSignal): Promise<boolean> {
  const heard = await turn.provider.client.remove?.(callFor(turn, "wait", stop), remoteId);
  const isRemoved = heard !== undefined && ("said" in understand(turn, heard) || isGone(heard.exchange));
  turn.note({ type: "extra-run", submission, remoteId, removed: isRemoved });
  return isRemoved || heard === undefined;
}

function isGone({ outcome }: Exchange): boolean {
  return outcome.kind === "reply" && outcome.status === 404;
}
