import { parseFields } from "../../../domain/json-fields.ts";
import type { Ask, View, Webhook, WireBody, WireHead } from "../../../domain/provider-server.ts";
import { LONGEST_PHRASE } from "../../../transcript/word-search.ts";
import { LIST_LIMIT } from "../wire.ts";
import { refuse } from "./faults.ts";
import { type Part, routeOf } from "./route.ts";

const DEFAULT_LIST_LIMIT = 10;
const STATUSES: readonly string[] = ["queued", "processing", "completed", "error"];

const refused = (code: string, params?: Readonly<Record<string, string>>): Ask => ({
  kind: "refused",
  reply: refuse(code, params),
});

/** What a request asks for, or its refusal where its form alone is wrong. */
export function hear(head: WireHead, body: WireBody): Ask {
  const route = routeOf(head);
  if (route === null) return refused("assemblyai/not-found");
  const key = head.headers.authorization ?? "";
  // The key stands raw in the header.
  if (key === "" || /^Bearer\s/i.test(key)) return refused("assemblyai/auth");
  switch (route.at) {
    case "upload":
      return body.kind === "audio" && body.bytes > 0 ? { kind: "upload", key } : refused("assemblyai/upload-failed");
    case "submit":
      return hearSubmit(key, body);
    case "poll":
      return { kind: "get", key, id: route.id };
    case "delete":
      return { kind: "delete", key, id: route.id };
    case "list":
      return hearList(key, filtersOf(head.query));
    case "result": {
      if (route.part === "redacted-audio") return { kind: "redacted-audio", key, id: route.id };
      const view = viewOf(route.part, filtersOf(head.query));
      return view === null ? refused("assemblyai/invalid-schema") : { kind: "view", key, id: route.id, view };
    }
    default:
      return route satisfies never;
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
  const redactsAudio = fields.redact_pii_audio === true;
  return { kind: "submit", key, audioUrl, fields, webhook: webhookOf(fields), redactsAudio };
}

function webhookOf(fields: Readonly<Record<string, unknown>>): Webhook | null {
  const { webhook_url: url, webhook_auth_header_name: name, webhook_auth_header_value: value } = fields;
  if (typeof url !== "string" || url === "") return null;
  const header = typeof name === "string" && typeof value === "string" ? { name, value } : null;
  return { url, header };
}

type Filters = Readonly<Partial<Record<string, string>>>;

/** The official SDK writes what its caller left out as an empty value. */
function filtersOf(query: WireHead["query"]): Filters {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
}

function hearList(key: string, filters: Filters): Ask {
  const limit = Number(filters.limit ?? DEFAULT_LIST_LIMIT);
  const { status = null, created_on: createdOn = null, throttled_only: throttledOnly = "false" } = filters;
  const wrong =
    !Number.isInteger(limit) ||
    limit < 1 ||
    limit > LIST_LIMIT ||
    (status !== null && !STATUSES.includes(status)) ||
    (createdOn !== null && !isDay(createdOn)) ||
    !/^(true|false)$/i.test(throttledOnly);
  if (wrong) return refused("assemblyai/invalid-schema");
  return {
    kind: "list",
    key,
    limit,
    status,
    createdOn,
    beforeId: filters.before_id ?? null,
    afterId: filters.after_id ?? null,
    throttledOnly: /^true$/i.test(throttledOnly),
  };
}

/** A day that the calendar has: YYYY-MM-DD. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Null where the query makes no sense. */
function viewOf(part: Exclude<Part, "redacted-audio">, query: Filters): View | null {
  switch (part) {
    case "sentences":
    case "paragraphs":
      return { kind: part };
    case "srt":
    case "vtt": {
      const letters = query.chars_per_caption;
      if (letters === undefined) return { kind: "captions", format: part, charsPerCaption: null };
      return /^[1-9]\d{0,5}$/.test(letters)
        ? { kind: "captions", format: part, charsPerCaption: Number(letters) }
        : null;
    }
    case "word-search": {
      // One value holds all words.
      const words = (query.words ?? "").split(",").map((word) => word.trim());
      const searched = words.filter((word) => word !== "");
      const isTooLong = searched.some((phrase) => phrase.split(/\s+/).length > LONGEST_PHRASE);
      return searched.length === 0 || isTooLong ? null : { kind: "word-search", words: searched };
    }
    default:
      return part satisfies never;
  }
}
