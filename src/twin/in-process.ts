import type { NoReply, Reply } from "../domain/exchange.ts";
import type { WireHead } from "../domain/provider-server.ts";
import type { Runtime } from "../domain/runtime.ts";
import type { CallLimits, HttpCall, Transport } from "../domain/transport.ts";
import type { Courier } from "./courier.ts";
import { deafEar, type Ear } from "./ear.ts";
import { errandsOf } from "./errands.ts";
import { type Answer, cutAt } from "./mischief.ts";
import { plainReply } from "./replies.ts";
import { readBody, targetOf } from "./requests.ts";
import { lookingEar } from "./scoring/examiner.ts";
import type { Scorer } from "./scoring/finding.ts";
import { bytesOf, heard, noReply, stopped, type Trip } from "./trip.ts";
import type { Twin } from "./twin.ts";

export interface InProcessOptions {
  /** Added to every exchange, half of it before the twin looks at the request, ms. Default 0. */
  readonly latencyMs?: number;
  /** Takes recordings in and listens for the twin; without one the twin says in its texts that nobody did. */
  readonly ear?: Ear;
  /** Fetches recordings and sends webhooks for the twin; without one it reaches nothing. */
  readonly courier?: Courier;
  /** The recogniser behind a server that scores; without one nobody listens. */
  readonly scorer?: Scorer;
}

/** Made once: an error with a stack for each call would be most of what a call costs. */
const OVER = new Error("the call is over");

const NOT_BEGUN: NoReply = {
  kind: "no-reply",
  code: "ABORTED",
  message: "stopped before it began",
  sent: "nothing",
};

/**
 * A twin without sockets, in the time of `runtime`. As on a real wire, a request that has left arrives even when its
 * caller has given up meanwhile; a recording that is still being sent does not.
 */
export function inProcessTransport(twin: Twin, runtime: Runtime, options: InProcessOptions = {}): Transport {
  const { clock } = runtime;
  const { courier, scorer } = options;
  const ear = options.ear ?? (twin.does === "scores" ? lookingEar() : deafEar(clock));
  const errands = errandsOf({
    twin,
    clock,
    ear,
    ...(courier === undefined ? {} : { courier }),
    ...(scorer === undefined ? {} : { scorer }),
  });
  const halfWayMs = (options.latencyMs ?? 0) / 2;

  async function send(call: HttpCall, limits: CallLimits): ReturnType<Transport["send"]> {
    const at = clock.now();
    const start = clock.monotonic();
    const { method, endpoint } = call;
    if (limits.signal.aborted) return { method, endpoint, at, elapsedMs: 0, sentBytes: 0, outcome: NOT_BEGUN };
    const sent = call.body?.kind !== "stream";
    const over = new AbortController();
    const trip: Trip = { call, limits, over, sent, sentBytes: sent ? lengthOf(call) : 0, arrived: null };
    const outcome = await Promise.race([given(trip), travel(trip)]);
    over.abort(OVER);
    return { method, endpoint, at, elapsedMs: clock.monotonic() - start, sentBytes: trip.sentBytes, outcome };
  }

  /** How the caller's own limits end the call. */
  async function given(trip: Trip): Promise<Reply | NoReply> {
    // `AbortSignal.any` costs ten times as much, once for every call of a simulation.
    const ended = new AbortController();
    const end = (): void => ended.abort(OVER);
    const signals = [trip.limits.signal, trip.over.signal];
    for (const signal of signals) signal.addEventListener("abort", end, { once: true });
    const code = await clock.sleep(trip.limits.timeoutMs, ended.signal).then(
      () => "TENUTO_TIMEOUT",
      () => "ABORTED",
    );
    for (const signal of signals) signal.removeEventListener("abort", end);
    return stopped(trip, code);
  }

  async function travel(trip: Trip): Promise<Reply | NoReply> {
    const head = headOf(trip.call, twin.baseUrl);
    if (head === null) {
      return { kind: "no-reply", code: "ECONNREFUSED", message: "no twin is at this address", sent: "nothing" };
    }
    try {
      if (halfWayMs > 0) await clock.sleep(halfWayMs);
      const answer = await answerTo(trip, head);
      if (halfWayMs > 0) await clock.sleep(halfWayMs);
      return await hear(trip, answer);
    } catch (error) {
      // The source of the body failed, or the caller has gone.
      return noReply(trip, codeOf(error), error instanceof Error ? error.message : String(error));
    }
  }

  async function answerTo(trip: Trip, head: WireHead): Promise<Answer> {
    const first = twin.receiveHead(head, clock.now());
    if (first.next === "answer") return first.answer;
    const body = await readBody(first.ticket, bytesOf(trip), ear, twin);
    if (body === null) return { kind: "reply", reply: plainReply(413) };
    const received = twin.receive(first.ticket, body, clock.now());
    const answer = received.kind === "held" ? errands.answerTo(received.call) : received;
    errands.attend();
    return answer;
  }

  async function hear(trip: Trip, answer: Answer): Promise<Reply | NoReply> {
    switch (answer.kind) {
      case "reply":
        return heard(trip, answer.reply, Buffer.from(answer.reply.body), true);
      case "cut": {
        const bytes = Buffer.from(answer.reply.body);
        return heard(trip, answer.reply, bytes.subarray(0, cutAt(bytes.length)), false);
      }
      case "slow":
        return trickle(trip, answer);
      case "file": {
        const { contentType, bytes } = answer;
        const reply = { status: 200, headers: { "content-type": contentType }, body: "" };
        return heard(trip, reply, Buffer.from(bytes), true, bytes.byteLength);
      }
      case "reset":
        return noReply(trip, "ECONNRESET", "the connection was reset");
      case "silence":
        return new Promise(() => {});
      default:
        return answer satisfies never;
    }
  }

  async function trickle(trip: Trip, slow: Extract<Answer, { kind: "slow" }>): Promise<Reply> {
    const { limits, over } = trip;
    const bytes = Buffer.from(slow.reply.body);
    for (let until = slow.bytes; until < bytes.length && until <= limits.replyBytes; until += slow.bytes) {
      const arrived = bytes.subarray(0, until);
      trip.arrived = { reply: slow.reply, bytes: arrived };
      await clock.sleep(Math.min(slow.everyMs, limits.idleMs), over.signal);
      if (slow.everyMs >= limits.idleMs) return heard(trip, slow.reply, arrived, false);
    }
    return heard(trip, slow.reply, bytes, true);
  }

  return { send };
}

function lengthOf({ body }: HttpCall): number {
  return body?.kind === "text" ? Buffer.byteLength(body.text) : 0;
}

function headOf(call: HttpCall, baseUrl: string): WireHead | null {
  if (!call.url.startsWith(`${baseUrl}/`)) return null;
  const type = call.body === undefined ? {} : { "content-type": call.body.contentType };
  const headers = Object.entries({ ...call.headers, ...type }).map(([name, value]) => [name.toLowerCase(), value]);
  return { method: call.method, ...targetOf(call.url.slice(baseUrl.length)), headers: Object.fromEntries(headers) };
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === "object" && error !== null && "code" in error;
  return hasCode && typeof error.code === "string" ? error.code : "UNKNOWN";
}
