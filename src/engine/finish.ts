import { stageAfter } from "../domain/stage.ts";
import type { Transcript } from "../domain/transcript.ts";
import { stitch } from "../transcript/stitch.ts";
import { again, type Next, over } from "./next.ts";
import { isPieceLeft, pieceOf } from "./pieces.ts";
import { without } from "./redact.ts";
import type { Turn } from "./turn.ts";

/** The transcript is here: it is committed before anything is done with it. */
export async function finish(turn: Turn, transcript: Transcript): Promise<Next> {
  const { now } = turn;
  turn.means.gates.wentWell(turn.job.request.account);
  turn.keepResult(await withPiecesBefore(turn, { ...transcript, raw: without(transcript.raw, turn.secrets) }));
  turn.changeSubmission({ endedAt: now, outcome: "completed" });
  turn.note({
    type: "transcribed",
    submission: turn.submissionNumber,
    words: transcript.words.length,
    durationMs: transcript.durationMs,
  });
  if (isPieceLeft(turn.job)) return nextPiece(turn);
  if (turn.job.request.deliveries.length === 0) return complete(turn);
  turn.enter("deliver");
  await turn.hold();
  return again;
}

/** What is transcribed is committed before the next piece is sent: it is paid for. */
async function nextPiece(turn: Turn): Promise<Next> {
  const { piece = 0 } = turn.job;
  // Each piece has as many submissions as a recording in one.
  turn.change({ piece: piece + 1, earlierSubmissions: turn.submissions.length });
  turn.enter(stageAfter("prepare", turn.provider.facts.stages));
  await turn.hold();
  return again;
}

async function withPiecesBefore(turn: Turn, transcript: Transcript): Promise<Transcript> {
  const { job, means } = turn;
  const { piece = 0 } = job;
  if (piece === 0) return transcript;
  const before = turn.result ?? (await means.store.result(job.id));
  if (before === null) throw new Error(`job ${job.id} is at piece ${piece + 1} and has no transcript of those before`);
  return stitch(before, transcript, pieceOf(job).fromMs);
}

/** Nothing is left to be done. */
export function complete(turn: Turn): Next {
  turn.change({ state: { status: "completed", endedAt: turn.now } });
  turn.note({ type: "completed" });
  return over;
}
