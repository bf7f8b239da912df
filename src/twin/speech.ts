import type { Recognised } from "../domain/recogniser.ts";
import type { Transcript, Word } from "../domain/transcript.ts";
import { meanConfidence } from "../transcript/confidence.ts";

/** What became of listening to a recording; null when nobody listened. */
export type Hearing = Recognised | null;

/** Length given to a word where the recording's own length is not known, ms. */
const WORD_MS = 400;

/** Says plainly that nobody listened; the hash keeps the texts of two recordings apart. */
export function unheardText(sha256: string, bytes: number): string {
  return `The twin did not listen to this recording of ${bytes} bytes with the hash ${sha256.slice(0, 12)}.`;
}

/** Times are made up, evenly: all that can be said when only the text is known. */
export function spreadWords(text: string, durationMs: number | null): Word[] {
  const texts = text.split(/\s+/).filter((word) => word !== "");
  const each = durationMs === null ? WORD_MS : durationMs / texts.length;
  return texts.map((word, index) => ({
    text: word,
    startMs: Math.round(index * each),
    endMs: Math.round((index + 1) * each),
    confidence: null,
    speaker: null,
    channel: null,
  }));
}

export interface Spoken {
  readonly provider: string;
  readonly runId: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly hearing: Extract<Recognised, { ok: true }> | null;
}

export function transcriptOf({ provider, runId, sha256, bytes, hearing }: Spoken): Transcript {
  const text = hearing?.text ?? unheardText(sha256, bytes);
  const durationMs = hearing?.durationMs ?? null;
  const words = hearing !== null && hearing.words.length > 0 ? hearing.words : spreadWords(text, durationMs);
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
