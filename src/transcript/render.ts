import type { Format, Transcript } from "../domain/transcript.ts";
import { toJson } from "./json.ts";
import { toSrt } from "./srt.ts";
import { toTsv } from "./tsv.ts";
import { toTxt } from "./txt.ts";
import { toVtt } from "./vtt.ts";

/** A transcript as the contents of a file, with a line feed at its end. */
export function render(transcript: Transcript, format: Format): string {
  switch (format) {
    case "txt":
      return toTxt(transcript);
    case "srt":
      return toSrt(transcript);
    case "vtt":
      return toVtt(transcript);
    case "json":
      return toJson(transcript);
    case "tsv":
      return toTsv(transcript);
    default:
      return format satisfies never;
  }
}
