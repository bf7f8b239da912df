import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type ArrivalDeskOptions, arrivalDesk } from "./arrival-desk.ts";
import { CALLBACK_PARAMETER, isSame } from "./callbacks.ts";
import { closed, listening } from "./listening.ts";

/** Longest body that is read, bytes. What a provider sends is under 200. */
const BODY_LIMIT = 16 * 1024;

const REQUEST_MS = 10_000;

/** The same for a result, which may have megabytes, ms. Only senders who prove themselves have it. */
const RESULT_MS = 60_000;

export interface WebhookListenerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Address to listen at. Default 127.0.0.1: a proxy or tunnel in front of it makes it public. */
  readonly host?: string;
  /** The one header that the sender proves itself with, as it was given to the provider; absent lets anybody in. */
  readonly header?: { readonly name: string; readonly value: string };
  /** A sender has this long for its request, ms, and at most as long again until somebody looks. Default 10 s. */
  readonly requestMs?: number;
  /** Told of each run that a webhook names. */
  readonly hint: (remoteId: string) => Promise<void>;
  /** Takes in results that come to an address made for each. Default: none come. */
  readonly arrivals?: ArrivalDeskOptions;
}

export interface WebhookListener {
  /** Without a closing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Receives a provider's webhooks. What one says is a hint and nothing more: the transcript itself is fetched by the job's
 * own next poll, so a forged, lost or doubled webhook costs at most one poll. Everything well-formed is answered with 200
 * at once, known or not, since a provider that is refused stops telling. Other than a hint a result is believed, as its
 * sender knows an address that was made for this one. Throws a `SettingsError` for a port that cannot be had.
 */
export async function listenForWebhooks(options: WebhookListenerOptions): Promise<WebhookListener> {
  const { host = "127.0.0.1", port, requestMs = REQUEST_MS } = options;
  const take = options.arrivals === undefined ? null : arrivalDesk(options.arrivals);
  const http = createServer({
    requestTimeout: take === null ? requestMs : Math.max(requestMs, RESULT_MS),
    headersTimeout: requestMs,
    connectionsCheckingInterval: requestMs,
  });
  http.on("request", (request, response) => void answer(options, take, request, response));
  const remedy = "Choose another port for the webhooks, or 0 for any free one.";
  const url = await listening(http, { port, host }, { code: "webhook/port", remedy });
  return { url, close: () => closed(http) };
}

async function answer(
  { header, hint }: WebhookListenerOptions,
  take: ReturnType<typeof arrivalDesk> | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (request.method !== "POST") return end(response, 405);
    const token = tokenIn(request.url ?? "");
    if (take !== null && token !== null) return end(response, await take(token, request));
    if (header !== undefined && !isProven(request.headers[header.name.toLowerCase()], header.value)) {
      return end(response, 401);
    }
    const body = await bodyOf(request);
    if (body === null) return end(response, 413);
    const named = remoteIdOf(body);
    end(response, named === undefined ? 400 : 200);
    if (named !== undefined && named !== null) await hint(named);
  } catch {
    // The sender went away in the middle, or the store cannot be read just now: polling goes on all the same.
    response.destroy();
  }
}

function end(response: ServerResponse, status: number): void {
  // A refused body is not read to its end: the connection cannot be used again.
  response.writeHead(status, { "content-length": 0, ...(status === 200 ? {} : { connection: "close" }) });
  response.end();
}

function isProven(sent: string | readonly string[] | undefined, expected: string): boolean {
  return typeof sent === "string" && isSame(sent, expected);
}

/** Null where the address is not one of those that are made for results. */
function tokenIn(target: string): string | null {
  return new URLSearchParams(target.split("?").slice(1).join("?")).get(CALLBACK_PARAMETER);
}

/** Null when it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.byteLength;
    if (size > BODY_LIMIT) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** The run that the body names; null when it names none, as a redacted recording's does not; undefined for no object. */
function remoteIdOf(body: string): string | null | undefined {
  try {
    const said: unknown = JSON.parse(body);
    if (typeof said !== "object" || said === null || Array.isArray(said)) return undefined;
    return "transcript_id" in said && typeof said.transcript_id === "string" ? said.transcript_id : null;
  } catch {
    return undefined;
  }
}
