import { stageAfter } from "../domain/stage.ts";
import { callFor } from "./call.ts";
import { missingAudio } from "./held-audio.ts";
import { again, type Next, pauseUntil } from "./next.ts";
import { respond } from "./respond.ts";
import type { Signals } from "./signals.ts";
import type { Turn } from "./turn.ts";
import { understand } from "./understand.ts";

/**
 * Brings the recording to the provider. Safe to repeat: an upload that nobody submits costs nothing, so its address is
 * committed together with the intent that follows.
 */
export async function upload(turn: Turn, { stop }: Signals): Promise<Next> {
  const { means, provider, job, audio } = turn;
  if (provider.client.upload === undefined) throw new Error(`${provider.name} has no upload, but a job stands there`);
  const missing = await missingAudio(turn);
  if (missing !== null) return missing;
  const onBytes = means.onBytes;
  const onSent = onBytes === undefined ? undefined : (sent: number) => onBytes(job.id, sent, audio.bytes);
  const heard = await provider.client.upload(callFor(turn, "upload", stop, onSent), means.spool.open(audio));
  if (stop.aborted && heard.said === null) return pauseUntil(turn.now);
  turn.beginSubmission();
  const understood = understand(turn, heard);
  if ("fault" in understood) return respond(turn, understood.fault, heard.exchange);
  turn.changeSubmission({ uploadedAt: heard.exchange.at, private: { uploadUrl: understood.said.uploadUrl } });
  turn.noteAccepted("upload", heard.exchange);
  turn.enter(stageAfter("upload", provider.facts.stages));
  return again;
}
