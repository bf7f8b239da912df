import type { TranscriptionOptions } from "../../domain/job.ts";
import { parseFields } from "../../domain/json-fields.ts";
import type { Progress, Provider, ProviderClient, SubmitAsk, Submitted } from "../../domain/provider.ts";
import type { Transcript } from "../../domain/transcript.ts";
import { ask, REPLY_BYTES, said } from "./client/ask.ts";
import { lookup, running } from "./client/list.ts";
import { ASSEMBLYAI_ERRORS } from "./errors.ts";
import { ASSEMBLYAI_FACTS } from "./facts.ts";
import {
  complaintOf,
  JSON_CONTENT_TYPE,
  parseUploadReply,
  RUN_ENDPOINT,
  runPath,
  TRANSCRIPT_PATH,
  type TranscriptBody,
  transcriptOf,
  UPLOAD_CONTENT_TYPE,
  UPLOAD_PATH,
} from "./wire.ts";

/** A run and its upload exist only in the region that they were made in. */
export const ASSEMBLYAI_BASE_URLS = {
  us: "https://api.assemblyai.com",
  eu: "https://api.eu.assemblyai.com",
} as const;

const upload: NonNullable<ProviderClient["upload"]> = (call, audio) => {
  const { bytes } = audio.ref;
  const length = Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
  const body = { kind: "stream", open: () => audio.open(), length, contentType: UPLOAD_CONTENT_TYPE } as const;
  const request = { method: "POST", path: UPLOAD_PATH, endpoint: UPLOAD_PATH, body } as const;
  return ask(call, request, REPLY_BYTES.other, (text) => {
    const reply = parseUploadReply(text);
    return reply === null ? null : said({ uploadUrl: reply.upload_url });
  });
};

/** Region variants that the API tells apart; of any other tag it takes the language alone. */
const LANGUAGE_CODES: Readonly<Record<string, string>> = {
  "en-us": "en_us",
  "en-gb": "en_uk",
  "en-uk": "en_uk",
  "en-au": "en_au",
  "de-ch": "de_ch",
};

function languageCode(tag: string): string {
  const lower = tag.trim().toLowerCase().replaceAll("_", "-");
  return LANGUAGE_CODES[lower] ?? lower.split("-", 1)[0] ?? lower;
}

function translate({ language, speakers, channels }: TranscriptionOptions): Readonly<Record<string, unknown>> {
  return {
    ...(language === undefined ? {} : { language_code: languageCode(language) }),
    ...(speakers === undefined ? {} : { speaker_labels: true, speakers_expected: speakers }),
    ...(channels !== undefined && channels > 1 ? { multichannel: true } : {}),
  };
}

/**
 * The caller's own fields go on untouched and win, with no list of allowed ones: the API's set changes monthly. Only
 * `audio_url` is ours, since an uncertain submit is found again by it. A webhook of the caller's own takes the place of
 * ours with all that belongs to it: the secret that ours proves itself with is for nobody else.
 */
function submitFields({ uploadUrl, options, providerOptions, webhook }: SubmitAsk): Readonly<Record<string, unknown>> {
  const audio = uploadUrl === null ? {} : { audio_url: uploadUrl };
  const ours = "webhook_url" in providerOptions ? {} : webhookFields(webhook);
  return { ...audio, ...translate(options), ...ours, ...providerOptions, ...audio };
}

function webhookFields(webhook: SubmitAsk["webhook"]): Readonly<Record<string, unknown>> {
  if (webhook === undefined) return {};
  const { url, header } = webhook;
  const proof =
    header === null ? {} : { webhook_auth_header_name: header.name, webhook_auth_header_value: header.value };
  return { webhook_url: url, ...proof };
}

const submit: ProviderClient["submit"] = (call, wanted) => {
  const body = { kind: "text", text: JSON.stringify(submitFields(wanted)), contentType: JSON_CONTENT_TYPE } as const;
  const request = { method: "POST", path: TRANSCRIPT_PATH, endpoint: TRANSCRIPT_PATH, body } as const;
  return ask<Submitted>(call, request, REPLY_BYTES.other, (text) => {
    const run = transcriptOf(parseFields(text) ?? {});
    if (run === null) return null;
    const tells = wanted.webhook !== undefined && !("webhook_url" in wanted.providerOptions);
    return said({ state: "accepted", remoteId: run.id, queued: run.status === "queued", tells });
  });
};

function transcriptFrom(run: TranscriptBody, raw: unknown): Transcript {
  return {
    provider: "assemblyai",
    remoteId: run.id,
    text: run.text ?? "",
    words: (run.words ?? []).map(({ start, end, ...word }) => ({ ...word, startMs: start, endMs: end })),
    language: run.language_code,
    confidence: run.confidence,
    durationMs: run.audio_duration === null ? null : run.audio_duration * 1000,
    rough: false,
    raw,
  };
}

/** Statuses other than the two final ones count as under way, new ones included; so nobody gives up on a live run. */
function progressOf(run: TranscriptBody, raw: unknown): Progress {
  switch (run.status) {
    case "completed":
      return { state: "done", transcript: transcriptFrom(run, raw) };
    case "error":
      return { state: "failed" };
    default:
      return { state: run.status === "queued" ? "queued" : "processing", throttled: run.throttled };
  }
}

const poll: NonNullable<ProviderClient["poll"]> = (call, remoteId) => {
  const request = { method: "GET", path: runPath(remoteId), endpoint: RUN_ENDPOINT } as const;
  return ask<Progress>(call, request, REPLY_BYTES.transcript, (text) => {
    const fields = parseFields(text);
    const run = fields === null ? null : transcriptOf(fields);
    // Somebody else's transcript is worse than none.
    if (run === null || run.id !== remoteId) return null;
    const failure = run.status === "error" && (fields?.error ?? "") !== "";
    return { said: progressOf(run, fields), complaint: failure ? complaintOf(text) : null };
  });
};

const remove: NonNullable<ProviderClient["remove"]> = (call, remoteId) => {
  const request = { method: "DELETE", path: runPath(remoteId), endpoint: RUN_ENDPOINT } as const;
  return ask(call, request, REPLY_BYTES.transcript, (text) => {
    const run = transcriptOf(parseFields(text) ?? {});
    return run === null || run.id !== remoteId ? null : said({ removed: true as const });
  });
};

/** AssemblyAI's API for recorded audio. */
export const assemblyai: Provider = {
  name: "assemblyai",
  facts: ASSEMBLYAI_FACTS,
  client: { upload, submit, poll, lookup, running, remove },
  errors: ASSEMBLYAI_ERRORS,
};
