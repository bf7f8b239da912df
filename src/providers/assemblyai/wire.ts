/** What AssemblyAI's messages look like (REST API v2, recorded audio). Parsing never throws: nonsense is null. */

import { type Fields, isFields, parseFields } from "../../domain/json-fields.ts";

export const UPLOAD_PATH = "/v2/upload";
/** POST creates a run here, GET lists them. */
export const TRANSCRIPT_PATH = "/v2/transcript";

/** The path of a run as documented, for records: it holds no id. */
export const RUN_ENDPOINT = `${TRANSCRIPT_PATH}/{id}`;

/** Where a run is, or something that is made of it. */
export function runPath(id: string, part?: string): string {
  const path = `${TRANSCRIPT_PATH}/${encodeURIComponent(id)}`;
  return part === undefined ? path : `${path}/${part}`;
}

/** Largest `limit` that the list takes. */
export const LIST_LIMIT = 200;

export const UPLOAD_CONTENT_TYPE = "application/octet-stream";
export const JSON_CONTENT_TYPE = "application/json";

/** The four documented ones; any other text that may come is to be read as `processing`. */
export type RunStatus = "queued" | "processing" | "completed" | "error";

export interface UploadReply {
  /** Private: whoever knows it can have the recording transcribed. */
  readonly upload_url: string;
}

export interface WireWord {
  readonly text: string;
  /** Milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly confidence: number | null;
  readonly speaker: string | null;
  readonly channel: string | null;
}

/** The fields worth relying on; a live reply has about 65, most of them null. `words` without usable times are left out. */
export interface TranscriptBody {
  readonly id: string;
  /** A `RunStatus`, or a word that did not exist when this was written. */
  readonly status: string;
  readonly error: string | null;
  readonly audio_url: string | null;
  readonly text: string | null;
  readonly words: readonly WireWord[] | null;
  readonly confidence: number | null;
  /** Whole seconds, rounded up. */
  readonly audio_duration: number | null;
  readonly language_code: string | null;
  /** True while the account's limit of parallel jobs holds the run back. */
  readonly throttled: boolean;
}

/** A row of the list. */
export interface ListItem {
  readonly id: string;
  readonly status: string;
  /** Timestamp, see `parseTimestamp`. */
  readonly created: string | null;
  /** Null while the run is not over. */
  readonly completed: string | null;
  readonly audio_url: string | null;
  /** Null when there is none, though live rows then have an empty text. */
  readonly error: string | null;
}

export interface ListBody {
  readonly page_details: {
    /** Where OLDER runs go on. */
    readonly prev_url: string | null;
    /** Where newer ones are. */
    readonly next_url: string | null;
  };
  /** Newest first. */
  readonly transcripts: readonly ListItem[];
}

/** A JSON value as a text or a number; null for any other. */
export const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
export const numberOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
/** Speakers and channels come as texts or as numbers. */
export const labelOf = (value: unknown): string | null => (typeof value === "number" ? String(value) : textOf(value));

/** Null without an address that can be handed back as `audio_url`: the API takes nothing that does not start with http. */
export function parseUploadReply(body: string): UploadReply | null {
  const url = textOf(parseFields(body)?.upload_url);
  return url !== null && /^https?:\/\/\S+$/i.test(url) ? { upload_url: url } : null;
}

/** One word; none where its text or its times are missing. */
export function parseWord(value: unknown): WireWord[] {
  if (!isFields(value)) return [];
  const text = textOf(value.text);
  const start = numberOf(value.start);
  const end = numberOf(value.end);
  if (text === null || start === null || end === null) return [];
  const { confidence, speaker, channel } = value;
  return [{ text, start, end, confidence: numberOf(confidence), speaker: labelOf(speaker), channel: labelOf(channel) }];
}

/**
 * Null without `id` or `status`, or when `text` or `words` are of another type. A single odd word is dropped instead:
 * asking again would never mend it, and a transcript that is paid for must not hang on it.
 */
export function transcriptOf(fields: Fields): TranscriptBody | null {
  const { id, status, text, words } = fields;
  if (typeof id !== "string" || id === "" || typeof status !== "string" || status === "") return null;
  if (text !== undefined && text !== null && typeof text !== "string") return null;
  if (words !== undefined && words !== null && !Array.isArray(words)) return null;
  return {
    id,
    status,
    error: textOf(fields.error),
    audio_url: textOf(fields.audio_url),
    text: text ?? null,
    words: words?.flatMap(parseWord) ?? null,
    confidence: numberOf(fields.confidence),
    audio_duration: numberOf(fields.audio_duration),
    language_code: textOf(fields.language_code),
    throttled: fields.throttled === true,
  };
}

/** Null when any row lacks its `id`: a row overlooked is a run overlooked, and the run would be paid for again. */
export function parseList(body: string): ListBody | null {
  const fields = parseFields(body);
  if (fields === null || !Array.isArray(fields.transcripts) || !isFields(fields.page_details)) return null;
  const transcripts: ListItem[] = [];
  for (const row of fields.transcripts as readonly unknown[]) {
    if (!isFields(row) || typeof row.id !== "string" || row.id === "") return null;
    transcripts.push({
      id: row.id,
      status: textOf(row.status) ?? "processing",
      created: textOf(row.created),
      completed: textOf(row.completed),
      audio_url: textOf(row.audio_url),
      error: textOf(row.error) || null,
    });
  }
  const { prev_url, next_url } = fields.page_details;
  return { page_details: { prev_url: textOf(prev_url), next_url: textOf(next_url) }, transcripts };
}

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/i;

/** Wall time in ms; "Z" and no zone both mean UTC, digits below the millisecond are dropped. Null for anything else. */
export function parseTimestamp(text: string): number | null {
  const parts = TIMESTAMP.exec(text.trim());
  if (parts === null) return null;
  const [, day, time, fraction = "", zone = "Z"] = parts;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const ms = Date.parse(`${day}T${time}.${fraction.slice(0, 3).padEnd(3, "0")}${offset}`);
  return Number.isNaN(ms) ? null : ms;
}

/** Wall time in ms as live replies write it: microseconds and "Z". */
export function formatTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}

/** Longest complaint that is kept, in UTF-16 units. */
const COMPLAINT_LENGTH = 2048;

/** The provider's own words in a failed reply: `error` where there is one, else the text as it came; null when empty. */
export function complaintOf(body: string): string | null {
  const error = parseFields(body)?.error ?? body;
  const words = typeof error === "string" ? error : JSON.stringify(error);
  const complaint = words.trim().slice(0, COMPLAINT_LENGTH);
  return complaint === "" ? null : complaint;
}
