import { type Fields, isFields, listOf, numberOf, textOf } from "../../../domain/json-fields.ts";
import { msOf } from "./fields.ts";

/** A word, or a part of one: some servers tell syllables, and begin each new word with a space. */
export interface WireWord {
  /** With its spaces. */
  readonly word: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0 to 1. */
  readonly probability: number | null;
}

/** What was said in one go. */
export interface WireSegment {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly speaker: string | null;
  readonly words: readonly WireWord[];
}

/** An answer in JSON, of any of its three forms. */
export interface AnswerBody {
  readonly text: string;
  /** As it came: a name such as `english`, or a tag. */
  readonly language: string | null;
  readonly durationMs: number | null;
  readonly words: readonly WireWord[];
  readonly segments: readonly WireSegment[];
}

/** Null without the field `text`. */
export function parseAnswer(fields: Fields): AnswerBody | null {
  const text = textOf(fields.text);
  if (text === null) return null;
  return {
    text: text.trim(),
    language: textOf(fields.language),
    durationMs: msOf(fields.duration) ?? billedMs(fields.usage),
    words: wordsOf(fields.words),
    segments: listOf(fields.segments).flatMap(segmentOf),
  };
}

/** The short form tells only what it counts: whole seconds, begun ones included. */
function billedMs(usage: unknown): number | null {
  return isFields(usage) && usage.type === "duration" ? msOf(usage.seconds) : null;
}

function segmentOf(fields: Fields): readonly WireSegment[] {
  const text = textOf(fields.text)?.trim() ?? "";
  const span = spanOf(fields);
  if (text === "" || span === null) return [];
  return [{ text, ...span, speaker: textOf(fields.speaker), words: wordsOf(fields.words) }];
}

/** A word without a usable time is left out. */
function wordsOf(list: unknown): readonly WireWord[] {
  return listOf(list).flatMap((fields) => {
    const word = textOf(fields.word) ?? "";
    const span = spanOf(fields);
    if (word.trim() === "" || span === null) return [];
    return [{ word, ...span, probability: shareOf(fields.probability) }];
  });
}

/** One that ends before it begins ends where it begins. */
function spanOf({ start, end }: Fields): { readonly startMs: number; readonly endMs: number } | null {
  const [startMs, endMs] = [msOf(start), msOf(end)];
  return startMs === null || endMs === null ? null : { startMs, endMs: Math.max(startMs, endMs) };
}

function shareOf(value: unknown): number | null {
  const share = numberOf(value);
  return share === null || share < 0 || share > 1 ? null : share;
}
