import type { Format, Transcript } from "../domain/transcript.ts";
import { toAssessmentJson } from "./assessment-json.ts";
import { toAssessmentTxt } from "./assessment-txt.ts";
import { toJson } from "./json.ts";
import { toSrt } from "./srt.ts";
import { toTsv } from "./tsv.ts";
import { toTxt } from "./txt.ts";
import { toVtt } from "./vtt.ts";

/**
 * A transcript as the contents of a file, with a line feed at its end. What was assessed is told as such in `txt` and
 * `json`: words with their scores, in JSON as programs of assessments expect them.
 */
export function render(transcript: Transcript, format: Format): string {
  const { assessment } = transcript;
  switch (format) {
    case "txt":
      return assessment === undefined ? toTxt(transcript) : toAssessmentTxt(transcript, assessment);
    case "srt":
      return toSrt(transcript);
    case "vtt":
      return toVtt(transcript);
    case "json":
      return assessment === undefined ? toJson(transcript) : toAssessmentJson(transcript, assessment);
    case "tsv":
      return toTsv(transcript);
    default:
      return format satisfies never;
  }
}
