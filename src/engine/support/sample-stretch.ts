import type { Stretch } from "../../domain/excerpt.ts";
import type { Job } from "../../domain/job.ts";

/** What is said just before the first sound that was measured, ms. */
const LEAD_MS = 200;

/**
 * Which part of a recording goes with a bundle: from where the trouble is, as far as anybody knows. That is the piece that
 * failed, where it goes in pieces, and in it the first sound; else the first sound of all.
 *
 * @param lengthMs of the recording; null where nobody knows
 */
export function sampleStretch({ prepared, piece = 0, state }: Job, lengthMs: number | null, ms: number): Stretch {
  const pieceFrom = state.status === "completed" ? 0 : (prepared?.pieces[piece]?.fromMs ?? 0);
  const sound = prepared?.sound;
  const from =
    sound !== undefined && sound.fromMs > pieceFrom ? Math.max(pieceFrom, sound.fromMs - LEAD_MS) : pieceFrom;
  // One near its end is as long as asked for all the same.
  const latest = lengthMs === null ? from : Math.max(0, lengthMs - ms);
  return { fromMs: Math.round(Math.min(from, latest)), ms };
}
