import type { NoReply, Reply, Sent } from "../../domain/exchange.ts";
import { type Fields, isFields } from "../../domain/json-fields.ts";
import { plainCopy } from "./plain-copy.ts";

/** What an error of a model tells of its provider. */
export interface Trouble {
  readonly outcome: Reply | NoReply;
  readonly complaint: string | null;
  /** True where a run may have ended with these words: then the entries of runs count too. */
  readonly runFailed: boolean;
}

/** As much of foreign text as is looked at. */
const BODY_CHARS = 64 * 2 ** 10;
const MESSAGE_CHARS = 2 * 2 ** 10;

/** Errors are wrapped in errors; nobody wraps deeper than this but in a ring. */
const DEEPEST = 5;

/** Codes of a connection that was never made: nothing of the request can have come through it. */
const NO_CONNECTION =
  /^(ECONNREFUSED|ENOTFOUND|ENODATA|EAI_\w+|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|ERR_TLS_\w+|ERR_INVALID_URL)$/;

/** What the library says itself, before or after the provider was asked. */
const OWN_CODES: Readonly<Record<string, string>> = {
  AI_LoadAPIKeyError: "MODEL_NO_KEY",
  AI_LoadSettingError: "MODEL_NO_KEY",
  AI_InvalidArgumentError: "MODEL_REFUSED",
  AI_NoSuchModelError: "MODEL_REFUSED",
  AI_UnsupportedFunctionalityError: "MODEL_REFUSED",
  AI_UnsupportedModelVersionError: "MODEL_REFUSED",
};

/** Never throws, whatever a model threw. What may have been accepted is told as such. */
export function troubleOf(thrown: unknown): Trouble {
  try {
    return ofError(unwrapped(thrown));
  } catch {
    // Foreign objects may throw when they are looked at.
    return ended("MODEL_FAILED", "the model threw something that cannot be read");
  }
}

function ofError(error: unknown): Trouble {
  if (!isFields(error)) return ended("MODEL_FAILED", String(error));
  const name = textOf(error.name) ?? "";
  const message = messageOf(error);
  if (name === "AI_APICallError" || typeof error.statusCode === "number") return ofCall(error, message);
  const own = new Map(Object.entries(OWN_CODES)).get(name);
  if (own !== undefined) return ended(own, message, own === "MODEL_NO_KEY" ? "nothing" : "all");
  // Which of the call's requests it was is not known, so one before it may have been accepted.
  const code = networkCode(error);
  if (code !== null) return ended(code, message);
  // Adapters that wait for a run throw a bare error with its last words.
  return { ...ended("MODEL_FAILED", message), runFailed: name === "Error" };
}

/** That the model was not asked. */
export function notAsked(code: "ABORTED" | "MODEL_REFUSED" | "MODEL_TOO_LARGE", message: string): Trouble {
  return ended(code, message, "nothing");
}

/** That the recording could not be read to its end. */
export function notRead(error: unknown): Trouble {
  const message = error instanceof Error ? error.message : String(error);
  return ended("UND_ERR_REQ_CONTENT_LENGTH_MISMATCH", `the recording could not be read: ${message}`, "nothing");
}

/** That the call was ended from here while the model was at work. */
export function endedHere(code: "ABORTED" | "TENUTO_TIMEOUT", message: string): Trouble {
  return ended(code, message);
}

/** That the model answered with something that is no transcript. */
export function answeredNothing(): Trouble {
  return ended("MODEL_FAILED", "the model's answer has no text");
}

function ofCall(error: Fields, message: string): Trouble {
  const { statusCode, responseBody, responseHeaders } = error;
  const body = textOf(responseBody);
  const said = body === null || body.trim() === "" ? message : body.slice(0, BODY_CHARS);
  // A request without a body asks after something: a run was accepted before it.
  if ("requestBodyValues" in error && isEmpty(error.requestBodyValues))
    return ended("MODEL_LOST_RUN", `${statusCode ?? networkCode(error) ?? ""} ${said}`);
  if (typeof statusCode !== "number") {
    const code = networkCode(error);
    return code === null ? ended("MODEL_FAILED", message) : ended(code, message, unsentBy(code));
  }
  const headers = headersOf(responseHeaders);
  const outcome = { kind: "reply", status: statusCode, headers, body: said, complete: true } as const;
  return { outcome, complaint: null, runFailed: false };
}

function ended(code: string, message: string, sent: Sent = "all"): Trouble {
  const words = message.trim().slice(0, MESSAGE_CHARS);
  return { outcome: { kind: "no-reply", code, message: words, sent }, complaint: words, runFailed: false };
}

const unsentBy = (code: string): Sent => (NO_CONNECTION.test(code) ? "nothing" : "all");

/** Some adapters throw the result of their error handler, and loops throw a list of what happened. */
function unwrapped(thrown: unknown): unknown {
  let error = thrown;
  for (let depth = 0; depth < DEEPEST && isFields(error); depth += 1) {
    const inner =
      textOf(error.name) === "AI_RetryError" ? error.lastError : error instanceof Error ? null : error.value;
    if (!isFields(inner)) break;
    error = inner;
  }
  return error;
}

/** A socket's code, of the error or of one that it was made from. */
function networkCode(error: Fields): string | null {
  let inner: unknown = error;
  for (let depth = 0; depth < DEEPEST && isFields(inner); depth += 1) {
    const code = textOf(inner.code);
    if (code !== null && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
    inner = inner.cause;
  }
  return null;
}

function isEmpty(values: unknown): boolean {
  if (values === undefined || values === null) return true;
  return isFields(values) && !ArrayBuffer.isView(values) && Object.keys(values).length === 0;
}

function headersOf(headers: unknown): Readonly<Record<string, string>> {
  if (!isFields(headers)) return {};
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name.toLowerCase(), value] as const] : [],
  );
  return Object.fromEntries(pairs);
}

function messageOf(error: Fields): string {
  return textOf(error.message) ?? JSON.stringify(plainCopy(error, BODY_CHARS));
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
