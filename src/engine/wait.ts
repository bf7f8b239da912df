import { adoptElder } from "./adopt-elder.ts";
import { awaitsArrival } from "./arrival-due.ts";
import { awaitArrival } from "./await-arrival.ts";
import { callFor } from "./call.ts";
import { clearExtraRuns } from "./extra-runs.ts";
import { finish } from "./finish.ts";
import { goesOn, hasCompleted, hasFailed } from "./keep-vigil.ts";
import { type Next, pauseUntil } from "./next.ts";
import { respond } from "./respond.ts";
import type { Signals } from "./signals.ts";
import { ifStuck, isOfStuckRun } from "./stuck.ts";
import type { Turn } from "./turn.ts";
import { understand } from "./understand.ts";

/** One poll. A failed one never fails the job, and one that changes nothing is written nowhere. */
export async function wait(turn: Turn, { stop }: Signals): Promise<Next> {
  const { provider, job, submission } = turn;
  if (awaitsArrival(turn)) return awaitArrival(turn);
  if (provider.client.poll === undefined || submission?.remoteId == null) {
    throw new Error(`job ${job.id} waits at ${provider.name} for nothing`);
  }
  const elder = await adoptElder(turn, stop);
  if (elder !== null) return elder;
  const heard = await provider.client.poll(callFor(turn, "wait", stop), submission.remoteId);
  if (stop.aborted && heard.said === null) return pauseUntil(turn.now);
  const failedThere = heard.said?.state === "failed";
  if (failedThere) hasFailed(turn);
  const understood = understand(turn, heard, failedThere ? "failed-run" : "stage");
  if ("fault" in understood) return respond(turn, understood.fault, heard.exchange, failedThere ? null : "poll");
  const { said } = understood;
  if (said.state === "failed") throw new Error("a failed run was understood as no fault");
  if (said.state === "done") {
    await hasCompleted(turn);
    await clearExtraRuns(turn, stop);
    return finish(turn, said.transcript);
  }
  if (job.lastFault !== null && !isOfStuckRun(job.lastFault)) turn.change({ streak: 0, repeats: 0, lastFault: null });
  turn.notePoll(said.state, said.throttled);
  if (said.throttled) turn.means.gates.queued(turn.account);
  const { next, askAgainAt } = await goesOn(turn, said.throttled || said.state === "queued");
  return (await ifStuck(turn, askAgainAt)) ?? next;
}
