import type { TimeLimit } from "../domain/policy.ts";

/** What one attempt has to carry. */
export interface Work {
  readonly bytes: number;
  /** Length of the recording, ms; null when it is not known. */
  readonly audioMs: number | null;
}

/**
 * Bytes in a second of a recording whose length nobody knows: speech at 32 kbit/s, the low end of what is recorded. It
 * takes the recording for longer than it probably is, since a limit that is too short fails a good attempt every time.
 */
const SPARSE_BYTES_PER_SECOND = 4_000;

/**
 * Milliseconds that a synchronous API is given for each second of audio: three times the expected second, since the
 * slowest recogniser that is of use keeps up with speech.
 */
const SYNCHRONOUS_PER_AUDIO_SECOND_MS = 3_000;

/** Time limit of one attempt in whole milliseconds, rounded up. */
export function timeLimitMs(limit: TimeLimit, { bytes, audioMs }: Work): number {
  const sending = limit.bytesPerSecond === null ? 0 : (bytes / limit.bytesPerSecond) * 1_000;
  const audioSeconds = audioMs === null ? bytes / SPARSE_BYTES_PER_SECOND : audioMs / 1_000;
  return Math.ceil(limit.baseMs + sending + audioSeconds * limit.perAudioSecondMs);
}

/**
 * The limit of a submit that is answered with the transcript itself: the audio is sent and worked through in one call,
 * in silence, so silence proves nothing there. A policy that sets `perAudioSecondMs` for the stage knows better and is kept.
 */
export function synchronousLimit(limit: TimeLimit, work: Work): TimeLimit {
  const patient = { ...limit, perAudioSecondMs: limit.perAudioSecondMs || SYNCHRONOUS_PER_AUDIO_SECOND_MS };
  return { ...patient, idleMs: timeLimitMs(patient, work) };
}
