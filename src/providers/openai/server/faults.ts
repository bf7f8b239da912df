import type { CatalogueEntry } from "../../../domain/catalogue-entry.ts";
import type { WireReply } from "../../../domain/provider-server.ts";
import { OPENAI_ERRORS } from "../errors.ts";
import { type Dialect, JSON_TYPE } from "./route.ts";

type Params = Readonly<Record<string, string>>;

/** How a refusal is written, where it is not as OpenAI writes most of its own. */
interface Manner {
  /** Of the several statuses of an entry; default its first. */
  readonly status?: number;
  /** Default that of OpenAI. */
  readonly dialect?: Dialect | "speaches";
  readonly type?: string;
  readonly code?: string;
}

const INVALID_REQUEST = "invalid_request_error";

/** Types and codes are OpenAI's where they are documented or have been seen, else our choice. */
const MANNERS: Readonly<Record<string, Manner>> = {
  "openai/invalid-key": { code: "invalid_api_key" },
  "openai/region-not-supported": { type: "request_forbidden", code: "unsupported_country_region_territory" },
  "openai/quota": { status: 429, type: "insufficient_quota", code: "insufficient_quota" },
  "openai/rate-limit": { type: "requests", code: "rate_limit_exceeded" },
  "openai/overloaded": { type: "service_unavailable_error", code: "server_is_overloaded" },
  "openai/flex-capacity": { type: "capacity_exceeded" },
  "openai/client-disconnected": { dialect: "whisper.cpp" },
  "openai/server-error": { type: "server_error" },
  // The type is wrong, and so it has been seen.
  "openai/too-large": { status: 413, type: "server_error" },
  "openai/unreadable-audio": { dialect: "whisper.cpp" },
  "openai/conversion-failed": { dialect: "whisper.cpp" },
  "openai/empty-audio": { dialect: "speaches" },
  "openai/processing-failed": { dialect: "whisper.cpp" },
  "openai/no-file": { dialect: "whisper.cpp" },
  "openai/model-not-found": { status: 404, code: "model_not_found" },
  "openai/unsupported-value": { code: "unsupported_value" },
  "openai/invalid-field": { dialect: "speaches" },
};

const SAYABLE = new Map(OPENAI_ERRORS.map((entry) => [entry.code, entry]));

/** Entries that are known by their status alone have no sample. */
const NO_WORDS = "No more is told.";

/** Codes that `fault` can say. */
export const SAYABLE_CODES: readonly string[] = [...SAYABLE.keys()];

/** A reply in JSON. */
export function json(status: number, value: unknown): WireReply {
  return { status, headers: { "content-type": JSON_TYPE }, body: JSON.stringify(value) };
}

/** A refusal in words of no entry of the catalogue. */
export function refusal(dialect: Dialect, status: number, message: string, manner: Manner = {}): WireReply {
  if (dialect === "whisper.cpp") return json(status, { error: message });
  const { type = INVALID_REQUEST, code = null } = manner;
  return json(status, { error: { message, type, param: null, code } });
}

/** See `ServerVoice.fault`. */
export function fault(code: string, params: Params = {}): WireReply | null {
  const entry = SAYABLE.get(code);
  if (entry === undefined) return null;
  const manner = MANNERS[code] ?? {};
  const { dialect = "openai", status = entry.status?.[0] ?? 500 } = manner;
  const words = wordsOf(entry, params);
  if (dialect !== "speaches") return refusal(dialect, status, words, manner);
  return json(status, { detail: status === 422 ? [{ type: "missing", loc: ["body"], msg: words }] : words });
}

/** A refusal of our own catalogue. Throws for a code that is none there, which is a mistake of ours. */
export function refuse(code: string, params?: Params): WireReply {
  const reply = fault(code, params);
  if (reply === null) throw new Error(`${code} is no entry of OpenAI's catalogue`);
  return reply;
}

/** The entry's sample with `params` in the places that its message template has. */
function wordsOf({ sample, message = "" }: CatalogueEntry, params: Params): string {
  if (sample === null) return NO_WORDS;
  const pattern = message.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+?)");
  const places = new RegExp(`^${pattern}`, "d").exec(sample)?.indices?.groups ?? {};
  let words = sample;
  for (const [name, [from, to]] of Object.entries(places).reverse()) {
    words = words.slice(0, from) + (params[name] ?? words.slice(from, to)) + words.slice(to);
  }
  return words;
}
