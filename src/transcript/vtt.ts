import type { Transcript } from "../domain/transcript.ts";
import { type CaptionOptions, type Cue, captions } from "./captions.ts";
import { timecode } from "./timecode.ts";
import { timedWords } from "./words.ts";

/**
 * WebVTT. A rough transcript, estimated times and missing ones are told in a NOTE; known speakers as voices. Throws a
 * RangeError as `captions` does.
 */
export function toVtt(transcript: Transcript, options: CaptionOptions = {}): string {
  const { words, estimated } = timedWords(transcript);
  const notes = [
    ...(transcript.rough ? ["Rough transcript: a local recogniser's idea of what was said."] : []),
    ...(estimated && transcript.text.trim() !== "" ? [aboutTimes(words.length > 0)] : []),
  ];
  const blocks = ["WEBVTT", ...notes.map((note) => `NOTE ${note}`), ...captions(words, options).map(block)];
  return `${blocks.join("\n\n")}\n`;
}

function aboutTimes(spread: boolean): string {
  return spread ? "Times are estimated: the text came without them." : "No captions: the text came without any times.";
}

function block(cue: Cue): string {
  const voice = cue.speaker === null ? "" : `<v ${escaped(cue.speaker.replace(/\s+/g, " "))}>`;
  const times = `${timecode(cue.startMs, ".")} --> ${timecode(cue.endMs, ".")}`;
  return `${times}\n${voice}${cue.lines.map(escaped).join("\n")}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
