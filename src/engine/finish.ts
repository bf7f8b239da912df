import type { Transcript } from "../domain/transcript.ts";
import { again, type Next, over } from "./next.ts";
import { without } from "./redact.ts";
import type { Turn } from "./turn.ts";

/** The transcript is here: it is committed before anything is done with it. */
export async function finish(turn: Turn, transcript: Transcript): Promise<Next> {
  const { now } = turn;
  turn.means.gates.wentWell(turn.job.request.account);
  turn.result = { ...transcript, raw: without(transcript.raw, turn.secrets) };
  turn.changeSubmission({ endedAt: now, outcome: "completed" });
  turn.note({
    type: "transcribed",
    submission: turn.submissionNumber,
    words: transcript.words.length,
    durationMs: transcript.durationMs,
  });
  if (turn.job.request.deliveries.length === 0) return complete(turn);
  turn.enter("deliver");
  await turn.hold();
  return again;
}

/** Nothing is left to be done. */
export function complete(turn: Turn): Next {
  turn.change({ state: { status: "completed", endedAt: turn.now } });
  turn.note({ type: "completed" });
  return over;
}
