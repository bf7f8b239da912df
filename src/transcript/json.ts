import type { Transcript } from "../domain/transcript.ts";

/** The whole neutral transcript, the provider's own reply in `raw`, `rough` in its field. */
export function toJson(transcript: Transcript): string {
  return `${JSON.stringify(transcript, null, 2)}\n`;
}
