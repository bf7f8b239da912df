import type { ExchangeRecord } from "../../domain/exchange.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { type Attributes, NAMES, said } from "./names.ts";
import type { SpanData } from "./span-data.ts";

const HTTP_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Whether it went to a provider over HTTP: programs of this machine and what is sent to us have exchanges too. */
export function isHttp({ method, endpoint }: ExchangeRecord): boolean {
  return HTTP_METHODS.includes(method) && endpoint.startsWith("/");
}

/**
 * A span of one attempt. Of the request it has the path as its provider documents it, never an address: that may be a
 * credential. `resends` is how many times the same failed before.
 */
export function callSpan(exchange: ExchangeRecord, resends: number, attributes: Attributes): SpanData {
  const { method, endpoint, at, elapsedMs, sentBytes, status, socketCode, requestId } = exchange;
  const isCall = isHttp(exchange);
  const http = {
    [NAMES.method]: method,
    [NAMES.endpoint]: endpoint,
    [NAMES.status]: status,
    [NAMES.sentBytes]: sentBytes,
    [NAMES.resends]: resends === 0 ? null : resends,
  };
  return {
    name: `${method} ${endpoint}`,
    isCall,
    startMs: at,
    endMs: at + Math.max(0, elapsedMs),
    attributes: said({
      ...attributes,
      ...(isCall ? http : {}),
      [NAMES.socketCode]: socketCode,
      [NAMES.request]: requestId,
    }),
    error: null,
    events: [],
    children: [],
  };
}

/** A span of something that was done here. */
export function ownSpan(name: string, startMs: number, endMs: number, attributes: Attributes): SpanData {
  return { name, isCall: false, startMs, endMs, attributes, error: null, events: [], children: [] };
}

/** What a fault says of the attempt that met it. Its words are left out: they may hold a recording's name. */
export function faultAttributes({ fault, verdict }: Extract<JournalEntry, { type: "fault" }>): Attributes {
  const delayMs = "delayMs" in verdict ? verdict.delayMs : null;
  return said({
    [NAMES.errorType]: fault.code,
    [NAMES.faultClass]: fault.class,
    [NAMES.certainty]: fault.certainty,
    [NAMES.verdict]: verdict.action,
    [NAMES.rule]: verdict.rule,
    [NAMES.delay]: delayMs === null ? null : delayMs / 1_000,
  });
}
