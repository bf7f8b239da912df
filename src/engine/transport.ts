import { Readable } from "node:stream";
import { Agent, type Dispatcher, request } from "undici";
import type { Exchange, NoReply, Reply } from "../domain/exchange.ts";
import type { Clock } from "../domain/runtime.ts";
import type { CallLimits, HttpCall, RequestBody, Transport } from "../domain/transport.ts";
import { noReply } from "./no-reply.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** One call's time: `sending` and `receiving` must keep moving, `waiting` only ends with the whole limit. */
type Phase = "sending" | "waiting" | "receiving";

interface Progress {
  phase: Phase;
  movedAt: number;
  sentBytes: number;
}

/** Real HTTP by undici, one connection pool for all calls. Undici's own time-outs are off: they misjudge long uploads. */
export function undiciTransport(clock: Clock): Transport & { close(): Promise<void> } {
  const dispatcher = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
  });
  return {
    send: (call, limits) => send(dispatcher, clock, call, limits),
    close: () => dispatcher.destroy(),
  };
}

async function send(dispatcher: Dispatcher, clock: Clock, call: HttpCall, limits: CallLimits): Promise<Exchange> {
  const at = clock.now();
  const start = clock.monotonic();
  if (limits.signal.aborted) {
    const outcome = { kind: "no-reply", code: "ABORTED", message: "stopped before it began", sent: "nothing" } as const;
    return { method: call.method, endpoint: call.endpoint, at, elapsedMs: 0, sentBytes: 0, outcome };
  }
  const streams = call.body?.kind === "stream";
  const progress: Progress = { phase: streams ? "sending" : "waiting", movedAt: start, sentBytes: 0 };
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(new CallStopped("ABORTED"));
  limits.signal.addEventListener("abort", onAbort, { once: true });
  const over = new AbortController();
  void watch(clock, limits, progress, start, over.signal, stop);
  let outcome: Reply | NoReply;
  try {
    outcome = await exchange(dispatcher, clock, call, limits, progress, stop.signal);
  } catch (error) {
    outcome = noReply(stop.signal.aborted ? stop.signal.reason : error, progress.phase === "sending" ? "part" : "all");
  } finally {
    limits.signal.removeEventListener("abort", onAbort);
    over.abort(OVER);
  }
  const elapsedMs = clock.monotonic() - start;
  return { method: call.method, endpoint: call.endpoint, at, elapsedMs, sentBytes: progress.sentBytes, outcome };
}

class CallStopped extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Tells the watch that there is nothing left to watch. Made once: an abort without a reason makes an error with a stack. */
const OVER = new CallStopped("OVER");

/** Stops the call when it goes over its whole time, or when what should move stands still. */
async function watch(
  clock: Clock,
  limits: CallLimits,
  progress: Progress,
  start: number,
  over: AbortSignal,
  stop: AbortController,
): Promise<void> {
  try {
    for (;;) {
      const now = clock.monotonic();
      const left = start + limits.timeoutMs - now;
      if (left <= 0) return stop.abort(new CallStopped("TENUTO_TIMEOUT"));
      const idleLeft = progress.phase === "waiting" ? limits.idleMs : progress.movedAt + limits.idleMs - now;
      if (idleLeft <= 0) return stop.abort(new CallStopped("TENUTO_IDLE"));
      await clock.sleep(Math.min(left, idleLeft), over);
    }
  } catch {
    // The call is over.
  }
}

async function exchange(
  dispatcher: Dispatcher,
  clock: Clock,
  call: HttpCall,
  limits: CallLimits,
  progress: Progress,
  signal: AbortSignal,
): Promise<Reply> {
  const { body } = call;
  const headers: Record<string, string> = { ...call.headers };
  if (body !== undefined) headers["content-type"] = body.contentType;
  if (body?.kind === "stream" && body.length !== null) headers["content-length"] = String(body.length);
  const response = await request(call.url, {
    method: call.method,
    headers,
    signal,
    dispatcher,
    ...(body === undefined ? {} : { body: payload(body, clock, limits, progress) }),
  });
  progress.phase = "receiving";
  progress.movedAt = clock.monotonic();
  const { text, complete } = await readReply(response.body, clock, limits.replyBytes, progress);
  return {
    kind: "reply",
    status: response.statusCode,
    headers: flatHeaders(response.headers),
    body: text,
    complete,
  };
}

function payload(body: RequestBody, clock: Clock, limits: CallLimits, progress: Progress): string | Readable {
  if (body.kind === "text") {
    progress.sentBytes = Buffer.byteLength(body.text);
    return body.text;
  }
  return Readable.from(counted(body.open(), clock, limits, progress), { objectMode: false });
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  clock: Clock,
  limits: CallLimits,
  progress: Progress,
): AsyncIterable<Uint8Array> {
  for await (const piece of bytes) {
    yield piece;
    progress.sentBytes += piece.byteLength;
    progress.movedAt = clock.monotonic();
    limits.onSent?.(progress.sentBytes);
  }
  // A server may begin its reply before it has all of the request: that reply must go on moving.
  if (progress.phase === "sending") progress.phase = "waiting";
}

/** A reply that ends early is still evidence: its status and what came of it are kept. */
async function readReply(
  body: Dispatcher.ResponseData["body"],
  clock: Clock,
  limit: number,
  progress: Progress,
): Promise<{ text: string; complete: boolean }> {
  const pieces: Buffer[] = [];
  let size = 0;
  let complete = true;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      progress.movedAt = clock.monotonic();
      pieces.push(piece);
      size += piece.byteLength;
      if (size > limit) {
        complete = false;
        break;
      }
    }
  } catch {
    complete = false;
  }
  const whole = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  return { text: whole.toString("utf8", 0, limit), complete };
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}
