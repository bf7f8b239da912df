import { linkOf } from "../domain/chain.ts";
import type { Transcript } from "../domain/transcript.ts";
import { lostAt } from "./go-on.ts";
import { again, type Next, over } from "./next.ts";
import type { Turn } from "./turn.ts";

/** What is left to be done once the whole transcript is in hand. */
export async function deliverOrEnd(turn: Turn): Promise<Next> {
  if (turn.job.request.deliveries.length === 0) return complete(turn);
  turn.enter("deliver");
  await turn.hold();
  return again;
}

export function noteTranscribed(turn: Turn, { words, durationMs, doubts }: Transcript): void {
  turn.note({
    type: "transcribed",
    submission: turn.submissionNumber,
    words: words.length,
    durationMs,
    ...(turn.job.request.chain === undefined ? {} : { by: linkOf(turn.job) }),
    ...(doubts === undefined ? {} : { doubts }),
  });
}

/** Says who answered, where several could. */
export function routed({ job, provider }: Turn, transcript: Transcript): Transcript {
  if (job.request.chain === undefined) return transcript;
  const route = { answered: linkOf(job), left: job.left ?? [], lost: lostAt(job, provider) };
  return { ...transcript, route };
}

/** Nothing is left to be done. */
export function complete(turn: Turn): Next {
  turn.change({ state: { status: "completed", endedAt: turn.now } });
  turn.note({ type: "completed" });
  return over;
}
