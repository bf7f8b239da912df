import type { IncomingMessage, ServerResponse } from "node:http";
import type { WireReply } from "../domain/provider-server.ts";
import type { Clock } from "../domain/runtime.ts";
import { type Answer, cutAt, type Mischief } from "./mischief.ts";

/** Carries out an answer, mischief too, on a real connection. Rejects when `closing` aborts in the middle. */
export async function deliver(
  answer: Answer,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  clock: Clock,
  closing: AbortSignal,
): Promise<void> {
  switch (answer.kind) {
    case "reply":
      response.end(begin(response, answer.reply));
      return;
    case "file":
      response.writeHead(200, { "content-type": answer.contentType, "content-length": answer.bytes.byteLength });
      response.end(answer.bytes);
      return;
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "silence":
      // Held until the caller gives up or the twin closes.
      return;
    case "cut": {
      const bytes = begin(response, answer.reply);
      response.write(bytes.subarray(0, cutAt(bytes.length)), () => request.socket.destroy());
      return;
    }
    case "slow":
      return trickle(response, begin(response, answer.reply), answer, clock, closing);
    default:
      return answer satisfies never;
  }
}

function begin(response: ServerResponse, reply: WireReply): Buffer {
  const bytes = Buffer.from(reply.body);
  response.writeHead(reply.status, { ...reply.headers, "content-length": bytes.length });
  return bytes;
}

async function trickle(
  response: ServerResponse,
  bytes: Buffer,
  { bytes: step, everyMs }: Extract<Mischief, { kind: "slow" }>,
  clock: Clock,
  closing: AbortSignal,
): Promise<void> {
  for (let from = 0; from < bytes.length && !response.destroyed; from += step) {
    if (from > 0) await clock.sleep(everyMs, closing);
    response.write(bytes.subarray(from, from + step));
  }
  response.end();
}
