import type { Recognised } from "../domain/recogniser.ts";
import type { Transcript } from "../domain/transcript.ts";
import { meanConfidence } from "../transcript/confidence.ts";
import { spreadWords } from "../transcript/words.ts";

/** What became of listening to a recording; null when nobody listened. */
export type Hearing = Recognised | null;

/** Length given to a letter where the recording's own length is not known, ms. */
const LETTER_MS = 60;

/** Says plainly that nobody listened; the hash keeps the texts of two recordings apart. */
export function unheardText(sha256: string, bytes: number): string {
  return `The twin did not listen to this recording of ${bytes} bytes with the hash ${sha256.slice(0, 12)}.`;
}

/** A run that is to be shown as completed. */
export interface Spoken {
  readonly provider: string;
  readonly runId: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Null when nobody listened. */
  readonly hearing: Extract<Recognised, { ok: true }> | null;
}

/** What was heard; where only its text is known its times are estimated, and where nobody listened it says so. */
export function transcriptOf({ provider, runId, sha256, bytes, hearing }: Spoken): Transcript {
  const text = hearing?.text ?? unheardText(sha256, bytes);
  const durationMs = hearing?.durationMs ?? null;
  const isTimed = hearing !== null && hearing.words.length > 0;
  const words = isTimed ? hearing.words : spreadWords(text, durationMs ?? text.length * LETTER_MS);
  return {
    provider,
    remoteId: runId,
    text,
    words,
    language: null,
    confidence: meanConfidence(words),
    durationMs,
    rough: true,
    raw: null,
  };
}
