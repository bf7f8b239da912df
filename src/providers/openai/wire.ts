/**
 * What the messages of `/v1/audio/transcriptions` look like, at OpenAI and at the servers that speak like it. A request is
 * a form, an answer comes in the form that was asked for. Parsing never throws: nonsense is null. Times are seconds.
 */

import { type Fields, isFields, parseFields, textOf } from "../../domain/json-fields.ts";

/** The paths that this one request has: OpenAI's, Groq's, and that of the server of whisper.cpp. */
export const PATHS = {
  openai: "/v1/audio/transcriptions",
  groq: "/openai/v1/audio/transcriptions",
  whisperCpp: "/inference",
} as const;

/** Fields of the form that we set or leave out ourselves. */
export const FORM = {
  file: "file",
  model: "model",
  language: "language",
  format: "response_format",
  granularities: "timestamp_granularities[]",
  /** Asks for a stream of events in place of one answer. */
  stream: "stream",
} as const;

export const DEFAULT_MODEL = "whisper-1";

/** The forms of an answer that are read. */
export const RESPONSE_FORMATS = ["json", "verbose_json", "diarized_json", "text", "srt", "vtt"] as const;
export type ResponseFormat = (typeof RESPONSE_FORMATS)[number];

/** Bytes of a request that OpenAI takes, its other fields included. */
export const REQUEST_BYTES = 25 * 2 ** 20;

/** Longest complaint that is kept, in UTF-16 units. */
const COMPLAINT_LENGTH = 2048;

/** The server's own words in the body of a failed reply, else the text as it came; null when empty. */
export function complaintOf(body: string): string | null {
  const fields = parseFields(body);
  return (fields === null ? null : wordsOf(fields)) ?? kept(body);
}

/**
 * Its words in any of its shapes: `{ error: { message } }`, `{ error }`, `{ detail }`, `{ detail: [{ msg }] }`,
 * `{ message }`; null where there are none.
 */
export function wordsOf({ error, detail, message }: Fields): string | null {
  const [first]: readonly unknown[] = Array.isArray(detail) ? detail : [];
  const inner = [isFields(error) ? error.message : error, isFields(first) ? first.msg : detail, message];
  return inner.map((words) => kept(textOf(words) ?? "")).find((words) => words !== null) ?? null;
}

function kept(words: string): string | null {
  const complaint = words.trim().slice(0, COMPLAINT_LENGTH);
  return complaint === "" ? null : complaint;
}
