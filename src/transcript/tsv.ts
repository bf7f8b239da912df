import type { Transcript } from "../domain/transcript.ts";
import { sentences } from "./sentences.ts";

/**
 * Tab-separated start, end and text, one sentence a line, times in whole milliseconds, under the same heading as
 * Whisper's. The format has no comments, so it cannot say that a transcript is rough or its times estimated.
 */
export function toTsv(transcript: Transcript): string {
  const rows = sentences(transcript).map(
    ({ startMs, endMs, text }) => `${Math.round(startMs)}\t${Math.round(endMs)}\t${text}`,
  );
  return `${["start\tend\ttext", ...rows].join("\n")}\n`;
}
