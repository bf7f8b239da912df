import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SettingsError } from "../domain/errors.ts";
import type { ProviderServer, WireHead, WireReply } from "../domain/provider-server.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import type { Clock, Runtime } from "../domain/runtime.ts";
import { loopbackCourier } from "./courier.ts";
import { openEar } from "./ear.ts";
import { type Errands, errandsOf } from "./errands.ts";
import type { Ledger } from "./ledger.ts";
import { type Answer, cutAt, type Mischief } from "./mischief.ts";
import { plainReply } from "./replies.ts";
import { readBody, targetOf } from "./requests.ts";
import type { Scenario } from "./script.ts";
import { textsIn } from "./texts.ts";
import { createTwin, type Twin } from "./twin.ts";

/** Only this machine can reach a twin: it keeps no secrets. */
const HOST = "127.0.0.1";

/** Longer than callers pool their connections, so that no reset happens which nobody scripted. */
const KEEP_ALIVE_MS = 10 * 60_000;

export interface ServeTwinOptions {
  readonly server: ProviderServer;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly runtime: Runtime;
  /** 0 takes any free port. Default 0. */
  readonly port?: number;
  readonly key?: string;
  /** Added to every exchange, half of it before the request is looked at. Default 0. */
  readonly latencyMs?: number;
  readonly recogniser?: Recogniser;
  /** Folder of texts, see `textsIn`. */
  readonly texts?: string;
}

export interface ServedTwin {
  /** Without a closing slash. */
  readonly url: string;
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

/** A twin over real HTTP. Throws a `SettingsError` for a port that cannot be had or a scenario that cannot be played. */
export async function serveTwin(options: ServeTwinOptions): Promise<ServedTwin> {
  const { clock } = options.runtime;
  const { recogniser } = options;
  const texts = options.texts === undefined ? undefined : await textsIn(options.texts);
  const ear = await openEar({
    clock,
    ...(recogniser === undefined ? {} : { recogniser }),
    ...(texts === undefined ? {} : { texts }),
  });
  const closing = new AbortController();
  // Every request that is held or delayed listens to it: any number of them is no leak.
  setMaxListeners(0, closing.signal);
  // Node would cut a slow upload short after five minutes.
  const http = createServer({ requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS });
  try {
    const port = await listen(http, options.port ?? 0);
    const twin = createTwin({ ...options, baseUrl: `http://${HOST}:${port}`, startedAt: clock.now() });
    const errands = errandsOf({ twin, clock, ear, courier: loopbackCourier({ clock }) });
    const mount = { twin, errands, clock, latencyMs: options.latencyMs ?? 0, closing: closing.signal };
    http.on("request", (request, response) => void serve(mount, request, response));
    return {
      url: twin.baseUrl,
      ledger: () => twin.ledger(clock.now()),
      close: async () => {
        closing.abort(new Error("the twin is closing"));
        await closed(http);
        await errands.close();
        await ear.close();
      },
    };
  } catch (error) {
    await closed(http);
    await ear.close();
    throw error;
  }
}

function listen(http: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException): void => {
      const why = cause.code === "EADDRINUSE" ? "is taken" : `cannot be used (${cause.code ?? cause.message})`;
      const remedy = "Choose another --port, or 0 for any free one.";
      reject(new SettingsError("twin/port", `Port ${port} ${why}.`, remedy, { cause }));
    };
    http.once("error", refuse);
    try {
      http.listen(port, HOST, () => resolve((http.address() as AddressInfo).port));
    } catch (cause) {
      // A number that is no port is thrown, not emitted.
      refuse(cause as NodeJS.ErrnoException);
    }
  });
}

function closed(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}

async function serve(mount: Mount, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await deliver(mount, await answerTo(mount, request), request, response);
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
  const body = await readBody(first.ticket, request, errands.ear);
  if (body === null) return { kind: "reply", reply: plainReply(413) };
  const answer = twin.receive(first.ticket, body, clock.now());
  errands.attend();
  return answer;
}

async function deliver(
  { clock, latencyMs, closing }: Mount,
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (latencyMs > 0) await clock.sleep(latencyMs / 2, closing);
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

function headOf(request: IncomingMessage): WireHead {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return { method: request.method ?? "", ...targetOf(request.url ?? ""), headers: Object.fromEntries(headers) };
}
