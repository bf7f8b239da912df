import type { Exchange, ExchangeRecord } from "../domain/exchange.ts";

/** Enough of a body for a vendor's support to recognise the failure. */
const BODY_HEAD_CHARS = 500;

/** As much of a body as is searched for secrets: it may be megabytes. */
const SEARCHED_CHARS = 8_000;

/** The end of what is searched is not kept: a secret that the cut goes through is not recognised. Longer than any key. */
const UNSURE_CHARS = 2_000;

const REQUEST_ID_HEADERS = ["x-request-id", "request-id", "dg-request-id", "x-amzn-requestid", "x-amz-cf-id", "cf-ray"];

/** What the journal keeps of an exchange; the body's head only for a failure. */
export function recordOf(exchange: Exchange, failed: boolean, redact: (text: string) => string): ExchangeRecord {
  const { outcome } = exchange;
  const reply = outcome.kind === "reply" ? outcome : null;
  const hint = reply?.headers["retry-after"];
  const idHeader = REQUEST_ID_HEADERS.find((name) => reply?.headers[name] !== undefined);
  return {
    method: exchange.method,
    endpoint: exchange.endpoint,
    at: exchange.at,
    elapsedMs: Math.round(exchange.elapsedMs),
    sentBytes: exchange.sentBytes,
    status: reply?.status ?? null,
    socketCode: outcome.kind === "no-reply" ? outcome.code : null,
    requestId: idHeader === undefined ? null : redact(reply?.headers[idHeader] ?? "").slice(0, 200),
    retryAfter: hint === undefined ? null : redact(hint).slice(0, 100),
    bodyHead: failed ? headOf(exchange, redact) : null,
  };
}

function headOf({ outcome }: Exchange, redact: (text: string) => string): string | null {
  const text = outcome.kind === "reply" ? outcome.body : outcome.message;
  if (text === "") return null;
  if (text.length <= SEARCHED_CHARS) return redact(text).slice(0, BODY_HEAD_CHARS);
  return redact(text.slice(0, SEARCHED_CHARS)).slice(0, -UNSURE_CHARS).slice(0, BODY_HEAD_CHARS);
}
