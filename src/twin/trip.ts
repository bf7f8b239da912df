import type { NoReply, Reply } from "../domain/exchange.ts";
import type { WireReply } from "../domain/provider-server.ts";
import type { CallLimits, HttpCall } from "../domain/transport.ts";

/** One call under way, as far as its caller can see. */
export interface Trip {
  readonly call: HttpCall;
  readonly limits: CallLimits;
  /** The caller has its outcome: what is still on the way arrives for nobody. */
  readonly over: AbortController;
  /** False until the last byte of the request has left. */
  sent: boolean;
  sentBytes: number;
  /** What has come of a reply so far. */
  arrived: { readonly reply: WireReply; readonly bytes: Buffer } | null;
}

/** What a caller has when it stops waiting: the part of a reply that came, or nothing. */
export function stopped(trip: Trip, code: string): Reply | NoReply {
  if (trip.arrived !== null) return heard(trip, trip.arrived.reply, trip.arrived.bytes, false);
  return noReply(trip, code, code);
}

/** A reply, or the part of it that came; `length` is the announced one, in bytes. */
export function heard(
  { limits }: Trip,
  reply: WireReply,
  bytes: Buffer,
  whole: boolean,
  length = Buffer.byteLength(reply.body),
): Reply {
  return {
    kind: "reply",
    status: reply.status,
    headers: { ...reply.headers, "content-length": String(length) },
    body: bytes.toString("utf8", 0, limits.replyBytes),
    complete: whole && bytes.length <= limits.replyBytes,
  };
}

export function noReply(trip: Trip, code: string, message: string): NoReply {
  return { kind: "no-reply", code, message, sent: trip.sent ? "all" : "part" };
}

/** The body as the twin reads it. A stream whose caller has gone breaks off, and nothing of it is processed. */
export async function* bytesOf(trip: Trip): AsyncIterable<Uint8Array> {
  const { body } = trip.call;
  if (body === undefined) return;
  if (body.kind === "text") {
    yield Buffer.from(body.text);
    return;
  }
  for await (const piece of body.open()) {
    trip.over.signal.throwIfAborted();
    yield piece;
    trip.sentBytes += piece.byteLength;
    trip.limits.onSent?.(trip.sentBytes);
  }
  trip.over.signal.throwIfAborted();
  trip.sent = true;
}
