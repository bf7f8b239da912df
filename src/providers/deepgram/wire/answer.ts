import { type Fields, labelOf, listOf, textOf, within } from "../../../domain/json-fields.ts";
import { msOf, shareOf } from "./fields.ts";

export interface WireWord {
  /** With its capitals and marks where those were asked for. */
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** 0 to 1. */
  readonly confidence: number | null;
  /** Counted from 0, in each channel anew. */
  readonly speaker: string | null;
}

/** The best reading of one channel. */
export interface WireChannel {
  readonly transcript: string;
  readonly confidence: number | null;
  readonly words: readonly WireWord[];
  /** Only where it was to be found out. */
  readonly language: string | null;
}

export interface AnswerBody {
  readonly requestId: string | null;
  readonly durationMs: number | null;
  readonly channels: readonly [WireChannel, ...WireChannel[]];
}

/** Null without `results.channels`, of which there is at least one. */
export function parseAnswer({ metadata, results }: Fields): AnswerBody | null {
  const { request_id, duration } = within(metadata);
  const { channels, utterances } = within(results);
  const turns = listOf(utterances);
  const [first, ...others] = listOf(channels).map((channel, index) => channelOf(channel, turns, index));
  if (first === undefined) return null;
  return { requestId: requestIdOf(request_id), durationMs: msOf(duration), channels: [first, ...others] };
}

/** What can stand in a journal by itself; documented as a UUID. */
const REQUEST_ID = /^[\w-]{1,100}$/;

/** Null for what is no id. */
export function requestIdOf(value: unknown): string | null {
  const id = textOf(value);
  return id !== null && REQUEST_ID.test(id) ? id : null;
}

/** Words come with the channel; where they come with the turns of the speech only, those are read. */
function channelOf({ alternatives, detected_language }: Fields, turns: readonly Fields[], index: number): WireChannel {
  const best = listOf(alternatives)[0] ?? {};
  const own = wordsOf(best.words);
  const said = turns.filter(({ channel = 0 }) => channel === index);
  return {
    transcript: textOf(best.transcript)?.trim() ?? "",
    confidence: shareOf(best.confidence),
    words: own.length > 0 ? own : said.flatMap(({ words, speaker }) => wordsOf(words, labelOf(speaker))),
    language: textOf(detected_language),
  };
}

function wordsOf(list: unknown, speaker: string | null = null): readonly WireWord[] {
  return listOf(list).flatMap((fields) => {
    const text = (textOf(fields.punctuated_word) ?? textOf(fields.word) ?? "").trim();
    const [startMs, endMs] = [msOf(fields.start), msOf(fields.end)];
    if (text === "" || startMs === null || endMs === null) return [];
    const confidence = shareOf(fields.confidence);
    return [
      { text, startMs, endMs: Math.max(startMs, endMs), confidence, speaker: labelOf(fields.speaker) ?? speaker },
    ];
  });
}
