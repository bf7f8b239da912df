import type { Transcript } from "../domain/transcript.ts";
import { type CaptionOptions, captions } from "./captions.ts";
import { timecode } from "./timecode.ts";
import { timedWords } from "./words.ts";

/**
 * SubRip. The format has no comments, so it cannot say that a transcript is rough or its times estimated; a transcript
 * with neither words nor length gives an empty file. Throws a RangeError as `captions` does.
 */
export function toSrt(transcript: Transcript, options: CaptionOptions = {}): string {
  return captions(timedWords(transcript).words, options)
    .map((cue, index) => {
      // SubRip knows no escapes; an arrow in the text would be read as a line of times.
      const text = cue.lines.map((line) => line.replaceAll("-->", "→")).join("\n");
      return `${index + 1}\n${timecode(cue.startMs, ",")} --> ${timecode(cue.endMs, ",")}\n${text}\n`;
    })
    .join("\n");
}
