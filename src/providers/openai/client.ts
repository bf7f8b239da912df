import type { Heard, Provider, ProviderCall, SubmitAsk, Submitted } from "../../domain/provider.ts";
import { addressFor } from "./client/address.ts";
import { transcriptIn } from "./client/outcome.ts";
import { formFor, questionOf } from "./client/request.ts";
import { OPENAI_ERRORS } from "./errors.ts";
import { OPENAI_FACTS } from "./facts.ts";
import { complaintOf } from "./wire.ts";

/** OpenAI's own; a server of somebody's own is told by the account's base address. */
export const OPENAI_BASE_URL = "https://api.openai.com";

/** Bytes of a reply that are read. Hours of speech with each word and all scores of its segments take some megabytes. */
const REPLY_BYTES = 64 * 1024 * 1024;

/** One request, answered with the transcript in the form that was asked for. */
async function submit(call: ProviderCall, ask: SubmitAsk): Promise<Heard<Submitted>> {
  const { transport, access, timeoutMs, idleMs, signal, onSent } = call;
  const question = questionOf(ask);
  const body = await formFor(question, ask.audio);
  const exchange = await transport.send(
    { method: "POST", ...addressFor(access.baseUrl), headers: headersOf(access.key), body },
    { timeoutMs, idleMs, replyBytes: REPLY_BYTES, signal, ...(onSent === undefined ? {} : { onSent }) },
  );
  const { outcome } = exchange;
  if (outcome.kind === "no-reply") return { exchange, said: null, complaint: null };
  const isWhole = outcome.complete && outcome.status >= 200 && outcome.status <= 299;
  const transcript = isWhole ? transcriptIn(outcome, question) : null;
  if (transcript === null) return { exchange, said: null, complaint: complaintOf(outcome.body) };
  return { exchange, said: { state: "done", transcript }, complaint: null };
}

/** A server of somebody's own may want no key, and refuse an empty one. */
function headersOf(key: string): Readonly<Record<string, string>> {
  return key === "" ? {} : { authorization: `Bearer ${key}` };
}

/**
 * Any server of OpenAI's transcription API: OpenAI, Groq, whisper.cpp, speaches, vLLM. One request is answered with the
 * transcript, and no run can be looked up afterwards, so one whose answer was lost may be charged twice when it is sent
 * again.
 */
export const openai: Provider = {
  name: "openai",
  facts: OPENAI_FACTS,
  client: { submit },
  errors: OPENAI_ERRORS,
};
