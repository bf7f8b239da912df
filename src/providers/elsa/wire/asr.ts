import { type Fields, labelOf, listOf, numberOf, textOf } from "../../../domain/json-fields.ts";
import { secondsOf } from "./fields.ts";

/** Documented with its end only; a start that comes is read. */
export interface WireAsrWord {
  readonly word: string;
  readonly start_time: number | null;
  readonly end_time: number | null;
  /** 0 to 1. */
  readonly confidence: number | null;
}

export interface WireAsrUtterance {
  readonly transcript: string | null;
  /** Where it begins and ends. */
  readonly interval: readonly [number | null, number | null];
  readonly speaker_id: string | null;
  readonly confidence: number | null;
  readonly words: readonly WireAsrWord[];
}

/** The answer to a request for a transcript alone. */
export interface AsrBody {
  readonly utterances: readonly WireAsrUtterance[];
}

/** Null without the list `utterances`. */
export function parseAsr(fields: Fields): AsrBody | null {
  if (!Array.isArray(fields.utterances)) return null;
  return { utterances: listOf(fields.utterances).map(utteranceOf) };
}

function utteranceOf(fields: Fields): WireAsrUtterance {
  const interval: readonly unknown[] = Array.isArray(fields.interval) ? fields.interval : [];
  return {
    transcript: textOf(fields.transcript),
    interval: [secondsOf(interval[0]), secondsOf(interval[1])],
    speaker_id: labelOf(fields.speaker_id),
    confidence: shareOf(fields.confidence),
    words: listOf(fields.words).flatMap(wordOf),
  };
}

function wordOf(fields: Fields): readonly WireAsrWord[] {
  const word = textOf(fields.word)?.trim() ?? "";
  if (word === "") return [];
  const start_time = secondsOf(fields.start_time);
  return [{ word, start_time, end_time: secondsOf(fields.end_time), confidence: shareOf(fields.confidence) }];
}

function shareOf(value: unknown): number | null {
  const share = numberOf(value);
  return share === null || share < 0 || share > 1 ? null : share;
}
