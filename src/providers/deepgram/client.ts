import { type Fields, parseFields } from "../../domain/json-fields.ts";
import type {
  Arrived,
  Heard,
  Provider,
  ProviderCall,
  ProviderClient,
  SubmitAsk,
  Submitted,
} from "../../domain/provider.ts";
import { callbackFor } from "./client/callback.ts";
import { transcriptIn } from "./client/outcome.ts";
import { type Asked, queryFor } from "./client/query.ts";
import { bodyFor } from "./client/request.ts";
import { CALLBACK, DEEPGRAM_ERRORS } from "./errors.ts";
import { DEEPGRAM_FACTS } from "./facts.ts";
import { requestIdOf } from "./wire/answer.ts";
import { complaintOf, LISTEN_PATH, QUERY, SCHEME, wordsOf } from "./wire.ts";

/** What is sent to the European address is never worked on elsewhere. */
export const DEEPGRAM_BASE_URLS = {
  us: "https://api.deepgram.com",
  eu: "https://api.eu.deepgram.com",
} as const;

export interface DeepgramOptions {
  /**
   * Has transcripts sent to the house's webhook address, where it has one, instead of waiting for each with a connection
   * open. Default true.
   */
  readonly callback?: boolean;
}

/** Bytes of a reply that are read. Hours of speech with each word and paragraphs take some ten megabytes. */
const REPLY_BYTES = 64 * 1024 * 1024;

function submitBy({ callback = true }: DeepgramOptions): ProviderClient["submit"] {
  return async (call: ProviderCall, ask: SubmitAsk): Promise<Heard<Submitted>> => {
    const { transport, access, timeoutMs, idleMs, signal, onSent } = call;
    const told = callback ? callbackFor(ask, access) : null;
    const query = new URLSearchParams(told === null ? [] : [[QUERY.callback, told]]);
    for (const [name, value] of queryFor(ask)) query.append(name, value);
    const exchange = await transport.send(
      {
        method: "POST",
        url: `${access.baseUrl}${LISTEN_PATH}?${query}`,
        endpoint: LISTEN_PATH,
        headers: headersOf(access.key),
        body: await bodyFor(ask),
      },
      { timeoutMs, idleMs, replyBytes: REPLY_BYTES, signal, ...(onSent === undefined ? {} : { onSent }) },
    );
    const { outcome } = exchange;
    if (outcome.kind === "no-reply") return { exchange, said: null, complaint: null };
    const isWhole = outcome.complete && outcome.status >= 200 && outcome.status <= 299;
    const fields = isWhole ? parseFields(outcome.body) : null;
    const said = fields === null ? null : submittedIn(fields, ask, told !== null);
    return { exchange, said, complaint: said === null ? complaintOf(outcome.body) : null };
  };
}

/** An id alone is an answer only where a callback was asked for: else nobody would ever be told. */
function submittedIn(fields: Fields, asked: Asked, later: boolean): Submitted | null {
  const transcript = transcriptIn(fields, asked);
  if (transcript !== null) return { state: "done", transcript };
  const remoteId = later ? requestIdOf(fields.request_id) : null;
  return remoteId === null ? null : { state: "accepted", remoteId };
}

/** What comes to the callback is what the request would have been answered with: the transcript, or why there is none. */
function arrived(body: string, asked: Asked): Arrived | null {
  const fields = parseFields(body);
  if (fields === null) return null;
  const transcript = transcriptIn(fields, asked);
  if (transcript !== null) return { state: "done", remoteId: transcript.remoteId, transcript };
  const complaint = wordsOf(fields);
  const remoteId = requestIdOf(fields.request_id);
  if (complaint === null || remoteId === null) return null;
  return { state: "failed", remoteId, complaint: `${CALLBACK}${complaint}` };
}

/** A server of somebody's own may want no key, and refuse an empty one. */
function headersOf(key: string): Readonly<Record<string, string>> {
  const accept = "application/json";
  return key === "" ? { accept } : { accept, authorization: `${SCHEME} ${key}` };
}

/**
 * Deepgram's API for recordings. One request is answered with the transcript; where the house has a webhook address the
 * transcript comes there instead. No run can be looked up afterwards, so one whose answer was lost may be charged twice
 * when it is sent again.
 *
 * @param options default: callbacks wherever there is an address for them
 */
export function deepgram(options: DeepgramOptions = {}): Provider {
  const { callback = true } = options;
  const { answersAtOnce: _always, ...direct } = DEEPGRAM_FACTS;
  return {
    name: "deepgram",
    facts: callback ? DEEPGRAM_FACTS : { ...direct, stages: ["submit"] },
    client: { submit: submitBy(options), ...(callback ? { arrived } : {}) },
    errors: DEEPGRAM_ERRORS,
  };
}

/** With all options as they are by default. */
export const deepgramProvider: Provider = deepgram();
