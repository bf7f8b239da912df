import type { AudioRef } from "../domain/audio-source.ts";
import type { Job, Piece, TranscriptionOptions } from "../domain/job.ts";

/** The recording as it was handed in, or as we brought it from its address. */
export function recordingOf({ request, fetched }: Job): AudioRef {
  return fetched ?? request.audio;
}

/** What is to be sent now: the recording, or the piece of it that is in hand. */
export function pieceOf(job: Job): Piece {
  const { prepared, piece = 0 } = job;
  return prepared?.pieces[piece] ?? { audio: recordingOf(job), fromMs: 0, toMs: null };
}

/** Whether what is sent is not the recording itself but was made from it, and can be made again. */
export function isMended(job: Job): boolean {
  return pieceOf(job).audio.sha256 !== recordingOf(job).sha256;
}

/** Whether more of the recording is to be sent after the piece in hand. */
export function isPieceLeft({ prepared, piece = 0 }: Job): boolean {
  return prepared !== undefined && piece + 1 < prepared.pieces.length;
}

/** As the provider gets them: there is no transcript a channel of what has only one. */
export function optionsFor({ request: { options }, prepared }: Job): TranscriptionOptions {
  if (prepared?.channels !== 1 || options.channels === undefined) return options;
  const { channels: _several, ...others } = options;
  return others;
}
