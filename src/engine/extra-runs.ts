import { callFor } from "./call.ts";
import type { Turn } from "./turn.ts";
import { understand } from "./understand.ts";

/**
 * A submit that was looked up in vain and sent again may have been accepted after all, and shows in the list by now. Such
 * runs are paid for already; they are deleted where the provider can, so that nothing of the recording stays behind
 * unknown. Only tried once: the transcript is here, and no trouble with this may keep it back.
 */
export async function clearExtraRuns(turn: Turn, stop: AbortSignal): Promise<void> {
  const { client } = turn.provider;
  const { submission } = turn;
  const uploadUrl = submission?.private.uploadUrl;
  if (submission?.doubted !== true || uploadUrl == null || client.lookup === undefined) return;
  const listed = understand(turn, await client.lookup(callFor(turn, "wait", stop), null), "look-up");
  if ("fault" in listed) return;
  const ours = listed.said.runs.filter(({ audioUrl }) => audioUrl === uploadUrl).map(({ remoteId }) => remoteId);
  const known = await turn.means.store.knownRemoteIds(turn.job.request.account, ours);
  for (const remoteId of ours) {
    if (known.has(remoteId)) continue;
    const heard = await client.remove?.(callFor(turn, "wait", stop), remoteId);
    turn.note({
      type: "extra-run",
      submission: turn.submissionNumber,
      remoteId,
      removed: heard?.said?.removed === true,
    });
  }
}
