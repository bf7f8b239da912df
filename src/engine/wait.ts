import { nextPollDelay } from "../policy/polling.ts";
import { adoptElder } from "./adopt-elder.ts";
import { callFor } from "./call.ts";
import { clearExtraRuns } from "./extra-runs.ts";
import { finish } from "./finish.ts";
import { type Next, pauseUntil } from "./next.ts";
import { respond } from "./respond.ts";
import type { Signals } from "./signals.ts";
import type { Turn } from "./turn.ts";
import { understand } from "./understand.ts";

/** One poll. A failed one never fails the job, and one that changes nothing is written nowhere. */
export async function wait(turn: Turn, { stop }: Signals): Promise<Next> {
  const { provider, job, submission } = turn;
  if (provider.client.poll === undefined || submission?.remoteId == null) {
    throw new Error(`job ${job.id} waits at ${provider.name} for nothing`);
  }
  const elder = await adoptElder(turn, stop);
  if (elder !== null) return elder;
  const heard = await provider.client.poll(callFor(turn, "wait", stop), submission.remoteId);
  if (stop.aborted && heard.said === null) return pauseUntil(turn.now);
  const failedThere = heard.said?.state === "failed";
  const understood = understand(turn, heard, failedThere ? "failed-run" : "stage");
  if ("fault" in understood) return respond(turn, understood.fault, heard.exchange, failedThere ? null : "poll");
  const { said } = understood;
  if (said.state === "failed") throw new Error("a failed run was understood as no fault");
  if (said.state === "done") {
    await clearExtraRuns(turn, stop);
    return finish(turn, said.transcript);
  }
  if (job.lastFault !== null) turn.change({ streak: 0, repeats: 0, lastFault: null });
  turn.notePoll(said.state, said.throttled);
  if (said.throttled) turn.means.gates.queued(job.request.account);
  const { audio } = turn;
  const { policy } = job.request;
  const soFar = { audioMs: audio.durationMs, polls: turn.job.attempt, dice: turn.means.runtime.dice };
  return pauseUntil(turn.now + nextPollDelay(policy.polling, soFar));
}
