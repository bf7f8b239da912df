import type { Transcript } from "../domain/transcript.ts";

/** The text and nothing else, rough or not: it is read by programs as often as by people. */
export function toTxt(transcript: Transcript): string {
  return `${transcript.text.trim()}\n`;
}
