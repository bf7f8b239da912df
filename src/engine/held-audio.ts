import { localFault } from "../catalogue/local-fault.ts";
import { again, type Next } from "./next.ts";
import { isMended, recordingOf } from "./pieces.ts";
import { respond } from "./respond.ts";
import type { Turn } from "./turn.ts";

/** Null while the spool holds what the stage needs; what was made from the recording and is gone is made anew. */
export async function missingAudio(turn: Turn): Promise<Next | null> {
  const { job, means, now } = turn;
  const needed = job.stage === "prepare" ? recordingOf(job) : turn.audio;
  if (await means.spool.holds(needed)) return null;
  if (isMended(job) && job.stage !== "prepare") {
    turn.enter("prepare");
    return again;
  }
  const message = `the recording of ${needed.name} is no longer in the spool`;
  return respond(turn, localFault("tenuto/audio-lost", message, job.stage, now), null);
}
