import type { CatalogueEntry } from "../../domain/catalogue-entry.ts";
import type {
  Ask,
  FaultCarrier,
  ProviderServer,
  Refusal,
  RunTrouble,
  Say,
  ServedRun,
  WireBody,
  WireHead,
  WireReply,
} from "../../domain/provider-server.ts";
import { ASSEMBLYAI_ERRORS } from "./errors.ts";
import { formatTimestamp, JSON_CONTENT_TYPE, LIST_LIMIT, parseFields, TRANSCRIPT_PATH, UPLOAD_PATH } from "./wire.ts";

const DEFAULT_LIST_LIMIT = 10;

/** Keys that are there with null, never left out, when nobody asked for what they tell. */
const NULL_KEYS = `
  audio_channels audio_end_at audio_start_from auto_chapters auto_highlights_result boost_param chapters
  content_safety_labels custom_spelling custom_topics disfluencies domain dual_channel entities filter_profanity
  iab_categories_result keyterms_prompt language_codes language_confidence language_confidence_threshold
  language_detection_options metadata multichannel prompt redact_pii_audio redact_pii_audio_options
  redact_pii_audio_quality redact_pii_policies redact_pii_sub remove_audio_tags sentiment_analysis_results
  speaker_options speakers_expected speech_model speech_model_used speech_models speech_threshold
  speech_understanding summary summary_model summary_type temperature topics translated_texts unredacted_text
  unredacted_utterances unredacted_words utterances webhook_auth_header_name webhook_status_code webhook_url
  word_boost
`
  .trim()
  .split(/\s+/);

/** A run that was asked for nothing beyond its audio. */
const EMPTY_RUN: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(NULL_KEYS.map((name) => [name, null])),
  auto_highlights: false,
  content_safety: false,
  entity_detection: false,
  format_text: true,
  iab_categories: false,
  language_detection: false,
  punctuate: true,
  redact_pii: false,
  sentiment_analysis: false,
  speaker_labels: false,
  summarization: false,
};

/** Refusals that are plain text; all others are JSON with an `error`. */
const PLAIN_TEXT_STATUSES: readonly number[] = [404, 422];

const SAYABLE = new Map(
  ASSEMBLYAI_ERRORS.filter(({ seen }) => seen === "reply" || seen === "job").map((entry) => [entry.code, entry]),
);

/** The entry for failures that nobody knows has no sample, by its nature. */
const UNHEARD_OF = "A failure of a kind that has never been seen before.";

function json(status: number, value: unknown): WireReply {
  return { status, headers: { "content-type": JSON_CONTENT_TYPE }, body: JSON.stringify(value) };
}

/** The entry's sample with `params` put where its message template has places for them. */
function wordsOf({ sample, message }: CatalogueEntry, params: Readonly<Record<string, string>>): string {
  if (sample === null || message === undefined) return sample ?? UNHEARD_OF;
  const pattern = message
    .replace(/[.*+?^$()|[\]\\]/g, "\\$&")
    .replace(/\{(\w+)\}$/, "(?<$1>.+)")
    .replace(/\{(\w+)\}/g, "(?<$1>.+?)");
  const places = new RegExp(`^${pattern}`, "id").exec(sample)?.indices?.groups ?? {};
  let words = sample;
  for (const [name, [from, to]] of Object.entries(places).reverse()) {
    words = words.slice(0, from) + (params[name] ?? words.slice(from, to)) + words.slice(to);
  }
  return words;
}

function fault(code: string, params: Readonly<Record<string, string>> = {}): FaultCarrier | null {
  const entry = SAYABLE.get(code);
  if (entry === undefined) return null;
  const words = wordsOf(entry, params);
  if (entry.seen === "job") return { jobError: words };
  const status = entry.status?.[0] ?? entry.statusRange?.[0] ?? 500;
  return PLAIN_TEXT_STATUSES.includes(status)
    ? { status, headers: { "content-type": "text/plain" }, body: words }
    : json(status, { error: words });
}

/** For codes that stand in our own catalogue as refusals. */
function refuse(code: string, params?: Readonly<Record<string, string>>): WireReply {
  const carrier = fault(code, params);
  if (carrier === null || "jobError" in carrier)
    throw new Error(`${code} is no refusal in the catalogue of AssemblyAI`);
  return carrier;
}

const refused = (code: string, params?: Readonly<Record<string, string>>): Ask => ({
  kind: "refused",
  reply: refuse(code, params),
});

function stage({ method, path }: WireHead): ReturnType<ProviderServer["stage"]> {
  if (path === UPLOAD_PATH) return method === "POST" ? "upload" : null;
  if (path === TRANSCRIPT_PATH) return method === "POST" ? "submit" : method === "GET" ? "list" : null;
  return method === "GET" && idOf(path) !== null ? "poll" : null;
}

/** Also the empty id of `/v2/transcript/`, a known mistake that the API answers like any unknown id. */
function idOf(path: string): string | null {
  const prefix = `${TRANSCRIPT_PATH}/`;
  const id = path.startsWith(prefix) ? path.slice(prefix.length) : null;
  return id === null || id.includes("/") ? null : id;
}

function hear(head: WireHead, body: WireBody): Ask {
  const asked = stage(head);
  if (asked === null) return refused("assemblyai/not-found");
  const key = head.headers.authorization ?? "";
  // The key stands raw in the header.
  if (key === "" || /^Bearer\s/i.test(key)) return refused("assemblyai/auth");
  switch (asked) {
    case "upload":
      return body.kind === "audio" && body.bytes > 0 ? { kind: "upload", key } : refused("assemblyai/upload-failed");
    case "submit":
      return hearSubmit(key, body);
    case "poll":
      return { kind: "get", key, id: idOf(head.path) ?? "" };
    case "list":
      return hearList(key, head.query);
    default:
      return asked satisfies never;
  }
}

/** Field and model names are not checked: the API's set changes monthly. */
function hearSubmit(key: string, body: WireBody): Ask {
  const fields = body.kind === "text" ? parseFields(body.text) : null;
  if (fields === null) return refused("assemblyai/invalid-schema");
  const { audio_url: audioUrl, speech_models: models } = fields;
  if (audioUrl === undefined || audioUrl === null) return refused("assemblyai/audio-url-missing");
  if (typeof audioUrl !== "string") return refused("assemblyai/field-type", { field: "audio_url", type: "String" });
  if (!audioUrl.startsWith("http")) return refused("assemblyai/audio-url-not-http");
  if (Array.isArray(models) && models.length === 0) return refused("assemblyai/speech-models");
  return { kind: "submit", key, audioUrl, fields };
}

function hearList(key: string, query: WireHead["query"]): Ask {
  const limit = Number(query.limit ?? DEFAULT_LIST_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_LIMIT) return refused("assemblyai/invalid-schema");
  return {
    kind: "list",
    key,
    limit,
    status: query.status ?? null,
    createdOn: query.created_on ?? null,
    beforeId: query.before_id ?? null,
    afterId: query.after_id ?? null,
    throttledOnly: query.throttled_only === "true",
  };
}

function runBody({ transcript, ...run }: ServedRun): Readonly<Record<string, unknown>> {
  // The value of the webhook's header is a secret: the API tells only that there is one.
  const { webhook_auth_header_value: _secret, ...echo } = run.fields;
  const durationMs = transcript?.durationMs ?? null;
  return {
    ...EMPTY_RUN,
    ...echo,
    webhook_auth: typeof run.fields.webhook_auth_header_name === "string",
    id: run.id,
    status: run.status,
    error: run.error,
    audio_url: run.audioUrl,
    text: transcript?.text ?? null,
    words:
      transcript?.words.map(({ text, startMs, endMs, confidence, speaker, channel }) => ({
        text,
        start: startMs,
        end: endMs,
        confidence,
        speaker,
        ...(channel === null ? {} : { channel }),
      })) ?? null,
    confidence: transcript?.confidence ?? null,
    audio_duration: durationMs === null ? null : Math.ceil(durationMs / 1000),
    language_code: echo.language_code ?? transcript?.language ?? null,
    throttled: run.throttled,
  };
}

function listBody({ runs, limit, baseUrl, query, hasOlder, hasNewer }: Extract<Say, { kind: "runs" }>): unknown {
  const link = (edge: Readonly<Record<string, string>>): string => {
    const { before_id: _before, after_id: _after, ...filters } = query;
    return `${baseUrl}${TRANSCRIPT_PATH}?${new URLSearchParams({ ...filters, limit: String(limit), ...edge })}`;
  };
  const asked = new URLSearchParams(query).toString();
  const newest = runs[0];
  const oldest = runs.at(-1);
  return {
    page_details: {
      limit,
      result_count: runs.length,
      current_url: `${baseUrl}${TRANSCRIPT_PATH}${asked === "" ? "" : `?${asked}`}`,
      prev_url: hasOlder && oldest !== undefined ? link({ before_id: oldest.id }) : null,
      next_url: hasNewer && newest !== undefined ? link({ after_id: newest.id }) : null,
    },
    transcripts: runs.map((run) => ({
      id: run.id,
      resource_url: `${baseUrl}${TRANSCRIPT_PATH}/${run.id}`,
      status: run.status,
      created: formatTimestamp(run.createdAt),
      completed: run.completedAt === null ? null : formatTimestamp(run.completedAt),
      audio_url: run.audioUrl,
      error: run.error ?? "",
    })),
  };
}

const REFUSALS: Readonly<Record<Refusal, string>> = {
  key: "assemblyai/auth",
  "unknown-run": "assemblyai/transcript-not-found",
  "page-order": "assemblyai/page-order",
};

function say(answer: Say): WireReply {
  switch (answer.kind) {
    case "uploaded":
      return json(200, { upload_url: answer.url });
    case "run":
      return json(200, runBody(answer.run));
    case "runs":
      return json(200, listBody(answer));
    case "refusal":
      return refuse(REFUSALS[answer.why]);
    default:
      return answer satisfies never;
  }
}

function trouble(why: RunTrouble): string {
  const carrier =
    why.kind === "unreachable"
      ? fault("assemblyai/download-failed", { url: why.url })
      : fault("assemblyai/transcoding-failed");
  return carrier !== null && "jobError" in carrier ? carrier.jobError : UNHEARD_OF;
}

/** Sounds like AssemblyAI's API for recorded audio, as documented and as its replies were recorded. */
export const assemblyaiServer: ProviderServer = {
  name: "assemblyai",
  stage,
  hear,
  say,
  trouble,
  faults: [...SAYABLE.keys()],
  fault,
};
