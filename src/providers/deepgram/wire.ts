/**
 * What the messages of Deepgram's API for recordings look like. One request carries the recording, or its address, and is
 * answered with the transcript; or with an id, and the transcript goes to a callback. Options stand in the query. Parsing
 * never throws: nonsense is null. Times are seconds, speakers and channels are counted from 0.
 */

import { type Fields, parseFields, textOf } from "../../domain/json-fields.ts";

export const LISTEN_PATH = "/v1/listen";

/** Options that we set or leave out ourselves. */
export const QUERY = {
  model: "model",
  language: "language",
  /** Capitals, marks, and figures as people write them. */
  format: "smart_format",
  speakers: "diarize",
  channels: "multichannel",
  callback: "callback",
  /** `post`, which is the default, or `put`. */
  callbackMethod: "callback_method",
} as const;

/** Asked for where nobody names another. The API's own default is older and hears worse. */
export const DEFAULT_MODEL = "nova-3";

/** The word before the key in the header `Authorization`; `Bearer` is for temporary tokens. */
export const SCHEME = "Token";

/** The header of a callback that tells by the key's id who sends it. It is no secret, so it proves nothing. */
export const CALLBACK_HEADER = "dg-token";

/** Where Deepgram itself sends callbacks to, by their ports. */
export const CALLBACK_PORTS: readonly string[] = ["80", "443", "8080", "8443"];

/** A callback that is not answered with a 2xx is sent again: so often, and so far apart, ms. */
export const REDELIVERIES = { times: 10, everyMs: 30_000 } as const;

/** Longest complaint that is kept, in UTF-16 units. */
const COMPLAINT_LENGTH = 2048;

/** Deepgram's own words in the body of a failed reply, else the text as it came; null when empty. */
export function complaintOf(body: string): string | null {
  const fields = parseFields(body);
  return (fields === null ? null : wordsOf(fields)) ?? kept(body);
}

/**
 * Its words in either of its shapes, `{ err_code, err_msg }` and `{ category, message, details }`; null where there are
 * none. A third shape is plain text.
 */
export function wordsOf({ err_msg, message, details, reason }: Fields): string | null {
  return [err_msg, message, details, reason].map((words) => kept(textOf(words) ?? "")).find(Boolean) ?? null;
}

function kept(words: string): string | null {
  const complaint = words.trim().slice(0, COMPLAINT_LENGTH);
  return complaint === "" ? null : complaint;
}
