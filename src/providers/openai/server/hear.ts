import type { WireBody, WireHead, WireReply } from "../../../domain/provider-server.ts";
import type { TranscribeAsk } from "../../../domain/transcribing-server.ts";
import type { WireForm } from "../../../domain/wire-form.ts";
import { FORM, PATHS, RESPONSE_FORMATS, type ResponseFormat } from "../wire.ts";
import { refusal, refuse } from "./faults.ts";
import { type Dialect, dialectOf, formWord } from "./route.ts";

type Heard = TranscribeAsk | { readonly kind: "refused"; readonly reply: WireReply };

const AUTHORIZATION = /^bearer(?:\s+(\S+))?\s*$/i;

const NO_FORM: WireForm = { kind: "form", fields: {}, recordings: {} };

/** Forms that a model answers in, by how its name begins; the first that fits counts. As the official client documents them. */
const FORMATS: readonly (readonly [name: string, formats: readonly ResponseFormat[]])[] = [
  ["gpt-4o-transcribe-diarize", ["json", "text", "diarized_json"]],
  ["gpt-", ["json", "text"]],
  ["", ["json", "text", "srt", "verbose_json", "vtt"]],
];

/** What a request asks for, or its refusal where its form alone is wrong. */
export function hear(head: WireHead, body: WireBody): Heard {
  const dialect = dialectOf(head);
  if (dialect === null) return refused(refusal("openai", 404, `Invalid URL (${head.method} ${head.path})`));
  const key = AUTHORIZATION.exec(head.headers.authorization?.trim() ?? "")?.[1] ?? "";
  // The server of whisper.cpp knows no keys.
  if (key === "" && dialect === "openai") return refused(refusal(dialect, 401, "You didn't provide an API key."));
  const { fields, recordings } = body.kind === "form" ? body : NO_FORM;
  const url = head.path === PATHS.groq ? (fields.url?.trim() ?? "") : "";
  const audio = recordings[FORM.file] ?? (url === "" ? null : { url });
  if (audio === null) return refused(noFile(dialect));
  const format = formatOf(dialect, fields);
  if (typeof format !== "string") return refused(format);
  return { kind: "transcribe", key, audio, fields, form: formWord({ dialect, format }), callback: null };
}

const refused = (reply: WireReply): Heard => ({ kind: "refused", reply });

function noFile(dialect: Dialect): WireReply {
  return dialect === "whisper.cpp" ? refuse("openai/no-file") : missing(FORM.file);
}

/** Documented is the status alone. */
function missing(name: string): WireReply {
  return refusal("openai", 400, `Missing required parameter: '${name}'.`);
}

/** The form of the answer, or a refusal. The server of whisper.cpp answers in JSON where it knows no better. */
function formatOf(dialect: Dialect, fields: Readonly<Record<string, string>>): ResponseFormat | WireReply {
  const written = fields[FORM.format] ?? "json";
  const format = RESPONSE_FORMATS.find((one) => one === written);
  if (dialect === "whisper.cpp") return format ?? "json";
  const model = fields[FORM.model] ?? "";
  if (model === "") return missing(FORM.model);
  const formats = FORMATS.find(([name]) => model.startsWith(name))?.[1] ?? [];
  if (format === undefined || !formats.includes(format)) {
    const listed = formats.map((one) => `'${one}'`).join(" or ");
    return refuse("openai/unsupported-value", { format: written, model, formats: listed });
  }
  const isOdd = fields[FORM.granularities]?.includes("word") === true && format !== "verbose_json";
  return isOdd
    ? refusal("openai", 400, "Word timestamps need response_format 'verbose_json'.", { code: "unsupported_value" })
    : format;
}
