import { isFields, parseFields } from "../../../domain/json-fields.ts";
import { labelOf, numberOf, parseWord, textOf, type WireWord } from "../wire.ts";

/** What the API makes of a finished transcript. Parsing never throws: nonsense is null. */

/** A sentence or a paragraph. */
export interface WirePassage {
  readonly text: string;
  /** Milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly confidence: number | null;
  readonly words: readonly WireWord[];
  readonly speaker: string | null;
  readonly channel: string | null;
}

export interface WireMatch {
  readonly text: string;
  readonly count: number;
  /** Start and end of each place, ms. */
  readonly timestamps: readonly (readonly [number, number])[];
  /** Where each begins among the transcript's words. */
  readonly indexes: readonly number[];
}

export interface WordSearchBody {
  readonly total_count: number;
  readonly matches: readonly WireMatch[];
}

/** All of them or none: a passage left out would be a hole in the text. */
export function parsePassages(body: string, name: "sentences" | "paragraphs"): readonly WirePassage[] | null {
  const rows: unknown = parseFields(body)?.[name];
  return allOf(rows, (row) => {
    if (!isFields(row) || !Array.isArray(row.words)) return null;
    const text = textOf(row.text);
    const start = numberOf(row.start);
    const end = numberOf(row.end);
    if (text === null || start === null || end === null) return null;
    return {
      text,
      start,
      end,
      confidence: numberOf(row.confidence),
      words: row.words.flatMap(parseWord),
      speaker: labelOf(row.speaker),
      channel: labelOf(row.channel),
    };
  });
}

export function parseWordSearch(body: string): WordSearchBody | null {
  const fields = parseFields(body);
  const matches = allOf(fields?.matches, parseMatch);
  const total = numberOf(fields?.total_count);
  return matches === null || total === null ? null : { total_count: total, matches };
}

function parseMatch(row: unknown): WireMatch | null {
  if (!isFields(row)) return null;
  const text = textOf(row.text);
  const count = numberOf(row.count);
  const timestamps = allOf(row.timestamps, (pair) => {
    const [start, end] = Array.isArray(pair) ? pair.map(numberOf) : [];
    return start == null || end == null ? null : ([start, end] as const);
  });
  const indexes = allOf(row.indexes, numberOf);
  return text === null || count === null || timestamps === null || indexes === null
    ? null
    : { text, count, timestamps, indexes };
}

/** The address of a redacted recording that is ready; null for anything else. */
export function parseRedactedAudio(body: string): string | null {
  const fields = parseFields(body);
  const url = textOf(fields?.redacted_audio_url);
  const isReady = fields?.status === "redacted_audio_ready" && url !== null && /^https?:\/\/\S+$/i.test(url);
  return isReady ? url : null;
}

function allOf<T>(rows: unknown, read: (row: unknown) => T | null): readonly T[] | null {
  if (!Array.isArray(rows)) return null;
  const all: T[] = [];
  for (const row of rows) {
    const one = read(row);
    if (one === null) return null;
    all.push(one);
  }
  return all;
}
