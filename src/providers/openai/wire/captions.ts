import type { WireSegment } from "./answer.ts";

const TIMES = /^\s*((?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})\s+-->\s+((?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})/;

const VOICE = /^<v(?:\.[^\s>]*)?\s+([^>]+)>/;
const TAG = /<[^<>]*>/g;
const ESCAPES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&amp;": "&" };

/** The captions of an SRT or VTT text; null for a text that has none and is not an empty one of its kind. */
export function parseCaptions(body: string): readonly WireSegment[] | null {
  const isVtt = /^\uFEFF?WEBVTT\b/.test(body);
  const segments = body
    .replaceAll("\r\n", "\n")
    .split(/\n[ \t]*\n/)
    .flatMap((block) => captionIn(block, isVtt));
  const isEmptyOne = isVtt || body.trim() === "";
  return segments.length === 0 && !isEmptyOne ? null : segments;
}

/** One caption; none in a note, or without a line of times. */
function captionIn(block: string, isVtt: boolean): readonly WireSegment[] {
  const lines = block.split("\n");
  const at = lines.findIndex((line) => TIMES.test(line));
  const [, from = "", to = ""] = TIMES.exec(lines[at] ?? "") ?? [];
  if (at < 0) return [];
  const written = lines.slice(at + 1).join(" ");
  const text = (isVtt ? withoutMarkup(written) : written).trim();
  const startMs = msIn(from);
  const speaker = isVtt ? (VOICE.exec(written.trim())?.[1]?.trim() ?? null) : null;
  return text === "" ? [] : [{ text, startMs, endMs: Math.max(startMs, msIn(to)), speaker, words: [] }];
}

function withoutMarkup(text: string): string {
  return text.replace(TAG, "").replace(/&(?:lt|gt|nbsp|amp);/g, (written) => ESCAPES[written] ?? written);
}

function msIn(time: string): number {
  const [fraction = "0", seconds = "0", minutes = "0", hours = "0"] = time.split(/[:.,]/).reverse();
  return (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000 + Number(fraction.padEnd(3, "0"));
}
