/**
 * What ELSA's messages look like (HTTP API; one request, one answer). Parsing never throws: nonsense is null. Times are
 * seconds, scores 0 to 100. What is not documented and we chose is in `LATER`. The bodies of answers are in `wire/`.
 */

import { type Fields, isFields, labelOf, parseFields, textOf } from "../../domain/json-fields.ts";

/** Free speech is scored here. */
export const UNSCRIPTED_PATH = "/api/v1/score_audio_plus";
/** A given sentence, or one of several, is scored here. Version 3 is known from public clients only. */
export const SCRIPTED_PATHS = { v2: "/api/v2/score_audio", v3: "/api/v3/score_audio" } as const;
/** What was said, without scores. */
export const ASR_PATH = "/api/v1/asr";

/** The parts of the form that requests are. */
export const FORM = {
  /** The recording as a file, as the address that the service fetches it from, or as base64: one of the three. */
  file: "audio_file",
  path: "audio_path",
  data: "audio_data",
  plan: "api_plan",
  returnJson: "return_json",
  /** The sentence, or a JSON list of sentences of which one is said. */
  sentence: "sentence",
} as const;

/** Names under which the recording may come: `audio` is known from one public client, the others from the documents. */
export const AUDIO_FIELDS = [FORM.file, "audio", FORM.data] as const;
export type AudioField = (typeof AUDIO_FIELDS)[number];

export const PLANS = ["standard", "premium"] as const;
export type Plan = (typeof PLANS)[number];

/** Documents show `ELSA` and `Bearer`, and clients send `Elsa`. */
export const DEFAULT_SCHEME = "ELSA";

/** `recording_quality` of a recording that scores can be trusted of; others are `loud`, `quiet`, `noisy`, `mixed`. */
export const GOOD_QUALITY = "ok";
/** `attempt_type` of somebody who tried to say the sentence; another is `UNSPOKEN`. */
export const RELEVANT = "RELEVANT";

/**
 * Async mode. The documents name it and say nothing of it: neither how it is asked for, nor what its first answer is, nor
 * how the result is fetched. So it speaks as the streams of this API do, which are documented: `processing` with a
 * `stream_id`, then `success` with the result, or `failed` with a `reason`.
 */
export const LATER = {
  /** A form field asks for it, on the same path as a request that is answered at once. */
  fields: { async: "true" },
  /** Where the result is asked for with GET. */
  resultPath: `${UNSCRIPTED_PATH}/{id}`,
  id: "stream_id",
} as const satisfies LaterWay;

/** How async mode is asked for and its result is fetched. */
export interface LaterWay {
  /** Form fields that ask for it. */
  readonly fields: Readonly<Record<string, string>>;
  /** Path of the result; `{id}` stands for the run's id. */
  readonly resultPath: string;
  /** The field of the first answer that holds the run's id. */
  readonly id: string;
}

/** How a run of async mode stands. */
export interface RunBody {
  readonly id: string | null;
  /** `processing`, `success`, `failed`, or a word that did not exist when this was written; null where there is none. */
  readonly status: string | null;
}

/** What can stand in a path by itself and leads nowhere else. */
const RUN_ID = /^[\w:~-][\w.:~-]{0,199}$/;

/** An answer as one of async mode; its other fields are those of the result once it is there. */
export function runOf(fields: Fields, idField: string): RunBody {
  const id = labelOf(fields[idField]);
  return { id: id !== null && RUN_ID.test(id) ? id : null, status: textOf(fields.status)?.toLowerCase() ?? null };
}

/** Longest complaint that is kept, in UTF-16 units. */
const COMPLAINT_LENGTH = 2048;

/** ELSA's own words in the body of a failed reply, else the text as it came; null when empty. */
export function complaintOf(body: string): string | null {
  const fields = parseFields(body);
  return (fields === null ? null : wordsOf(fields)) ?? kept(body);
}

/**
 * Its words in any of its four shapes: `{ error: { message, errors } }`, `{ message }`, `{ status: "failed", reason }`,
 * `{ type: "ELSA:error", message }`; null where there are none.
 */
export function wordsOf({ error, message, reason }: Fields): string | null {
  const inner = isFields(error) ? [error.message, firstOf(error.errors), error.reason] : [error];
  return [...inner, message, reason].map((words) => kept(textOf(words) ?? "")).find((words) => words !== null) ?? null;
}

function kept(words: string): string | null {
  const complaint = words.trim().slice(0, COMPLAINT_LENGTH);
  return complaint === "" ? null : complaint;
}

const firstOf = (list: unknown): unknown => (Array.isArray(list) ? list[0] : undefined);
