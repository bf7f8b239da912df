import { stageAfter } from "../domain/stage.ts";
import type { Transcript } from "../domain/transcript.ts";
import { stitch } from "../transcript/stitch.ts";
import { again, type Next } from "./next.ts";
import { isPieceLeft, pieceOf } from "./pieces.ts";
import { without } from "./redact.ts";
import { deliverOrEnd, noteTranscribed, routed } from "./taken.ts";
import { ifThin } from "./thin.ts";
import type { Turn } from "./turn.ts";

/** The transcript is here: it is committed before anything is done with it. */
export async function finish(turn: Turn, heard: Transcript): Promise<Next> {
  turn.means.gates.wentWell(turn.account);
  const { transcript, next } = await ifThin(turn, { ...heard, raw: without(heard.raw, turn.secrets) });
  if (next !== null) return next;
  turn.keepResult(routed(turn, await withPiecesBefore(turn, transcript)));
  turn.changeSubmission({ endedAt: turn.now, outcome: "completed" });
  noteTranscribed(turn, transcript);
  if (isPieceLeft(turn.job)) return nextPiece(turn);
  return deliverOrEnd(turn);
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
