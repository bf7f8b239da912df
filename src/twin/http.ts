import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { WireHead } from "../domain/provider-server.ts";
import type { Clock } from "../domain/runtime.ts";
import { closed, listening } from "../engine/listening.ts";
import { loopbackCourier } from "./courier.ts";
import { type Errands, errandsOf } from "./errands.ts";
import { deliver } from "./http-answer.ts";
import type { Ledger } from "./ledger.ts";
import { type ListenerOptions, openListener } from "./listener.ts";
import type { Answer } from "./mischief.ts";
import { plainReply } from "./replies.ts";
import { readBody, targetOf } from "./requests.ts";
import type { Scenario } from "./script.ts";
import { createTwin, type Twin } from "./twin.ts";

/** Only this machine can reach a twin: it keeps no secrets. */
const HOST = "127.0.0.1";

/** Longer than callers pool their connections, so that no reset happens which nobody scripted. */
const KEEP_ALIVE_MS = 10 * 60_000;

export interface ServeTwinOptions extends ListenerOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  /** 0 takes any free port. Default 0. */
  readonly port?: number;
  /** The one key that is let in. Default: any that is not empty. */
  readonly key?: string;
  /** Added to every exchange, half of it before the request is looked at, ms. Default 0. */
  readonly latencyMs?: number;
}

export interface ServedTwin {
  /** Without a closing slash. */
  readonly url: string;
  /** What it was asked for until now. */
  ledger(): Ledger;
  /** Ends held connections and errands, and removes temporary files. */
  close(): Promise<void>;
}

/** What every request of one served twin needs. */
interface Mount {
  readonly twin: Twin;
  readonly errands: Errands;
  readonly clock: Clock;
  readonly latencyMs: number;
  readonly closing: AbortSignal;
}

/**
 * A twin over real HTTP, on this machine alone. Throws a `SettingsError` for a port that cannot be had, a folder of texts
 * that cannot be read, or a scenario that cannot be played.
 */
export async function serveTwin(options: ServeTwinOptions): Promise<ServedTwin> {
  const { clock } = options.runtime;
  const listener = await openListener(options);
  const closing = new AbortController();
  // Every request that is held or delayed listens to it: any number of them is no leak.
  setMaxListeners(0, closing.signal);
  // Node would cut a slow upload short after five minutes.
  const http = createServer({ requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS });
  try {
    const remedy = "Choose another --port, or 0 for any free one.";
    const baseUrl = await listening(http, { port: options.port ?? 0, host: HOST }, { code: "twin/port", remedy });
    const twin = createTwin({ ...options, baseUrl, startedAt: clock.now() });
    const errands = errandsOf({ twin, clock, ...listener, courier: loopbackCourier({ clock }) });
    const mount = { twin, errands, clock, latencyMs: options.latencyMs ?? 0, closing: closing.signal };
    http.on("request", (request, response) => void serve(mount, request, response));
    return {
      url: twin.baseUrl,
      ledger: () => twin.ledger(clock.now()),
      close: async () => {
        closing.abort(new Error("the twin is closing"));
        await closed(http);
        await errands.close();
        await listener.close();
      },
    };
  } catch (error) {
    await closed(http);
    await listener.close();
    throw error;
  }
}

async function serve(mount: Mount, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const answer = await answerTo(mount, request);
    if (mount.latencyMs > 0) await mount.clock.sleep(mount.latencyMs / 2, mount.closing);
    await deliver(answer, { request, response }, mount.clock, mount.closing);
  } catch (error) {
    // The caller went away or the twin is closing; anything else is a bug and must be seen.
    if (!mount.closing.aborted && !request.destroyed && !response.destroyed) throw error;
  }
}

async function answerTo(
  { twin, errands, clock, latencyMs, closing }: Mount,
  request: IncomingMessage,
): Promise<Answer> {
  const head = headOf(request);
  if (latencyMs > 0) await clock.sleep(latencyMs / 2, closing);
  const first = twin.receiveHead(head, clock.now());
  if (first.next === "answer") return first.answer;
  const body = await readBody(first.ticket, request, errands.ear, twin);
  if (body === null) return { kind: "reply", reply: plainReply(413) };
  const received = twin.receive(first.ticket, body, clock.now());
  const answer = received.kind === "held" ? errands.answerTo(received.call) : received;
  errands.attend();
  return answer;
}

function headOf(request: IncomingMessage): WireHead {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return { method: request.method ?? "", ...targetOf(request.url ?? ""), headers: Object.fromEntries(headers) };
}
