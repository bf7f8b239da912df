import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { certaintyOf } from "../catalogue/certainty.ts";
import type { Exchange, NoReply, Reply } from "../domain/exchange.ts";
import type { CallLimits, HttpCall, RequestBody } from "../domain/transport.ts";
import { liveRuntime } from "./live-runtime.ts";
import { undiciTransport } from "./transport.ts";

const { clock } = liveRuntime();
const transport = undiciTransport(clock);
const open: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(open.splice(0).map((server) => new Promise((closed) => server.close(closed))));
});
afterAll(() => transport.close());

async function listening(server: Server): Promise<string> {
  open.push(server);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const http = (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> =>
  listening(createHttpServer(answer));

const net = (meet: (socket: Socket) => void): Promise<string> => listening(createNetServer(meet));

const text = (content: string): RequestBody => ({ kind: "text", text: content, contentType: "application/json" });

const stream = (open: () => AsyncIterable<Uint8Array>, length: number | null): RequestBody => ({
  kind: "stream",
  open,
  length,
  contentType: "application/octet-stream",
});

async function* pieces(count: number, bytes: number): AsyncIterable<Uint8Array> {
  for (let made = 0; made < count; made += 1) yield new Uint8Array(bytes).fill(made);
}

const big = (mib: number, length: number | null = mib * 2 ** 20): RequestBody =>
  stream(() => pieces(mib * 4, 2 ** 18), length);

interface Asked extends Partial<CallLimits> {
  readonly body?: RequestBody;
  readonly headers?: Record<string, string>;
}

function send(url: string, { body, headers, ...limits }: Asked = {}): Promise<Exchange> {
  const call: HttpCall = {
    method: body === undefined ? "GET" : "POST",
    url: `${url}/v2/thing/7?secret=1`,
    endpoint: "/v2/thing/{id}",
    headers: headers ?? {},
    ...(body === undefined ? {} : { body }),
  };
  const signal = new AbortController().signal;
  return transport.send(call, { timeoutMs: 10_000, idleMs: 5_000, replyBytes: 2 ** 20, signal, ...limits });
}

function replyOf({ outcome }: Exchange): Reply {
  if (outcome.kind !== "reply") throw new Error(`no reply: ${outcome.code}`);
  return outcome;
}

function noReplyOf({ outcome }: Exchange): NoReply {
  if (outcome.kind !== "no-reply") throw new Error(`a reply: ${outcome.status} ${outcome.body}`);
  return outcome;
}

async function drained(request: IncomingMessage): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of request) all.push(piece as Buffer);
  return Buffer.concat(all);
}

/** Resolves once the request's head and `bytes` of its body are in. */
function afterBytes(socket: Socket, bytes: number, act: () => void): void {
  let size = 0;
  socket.on("data", (piece) => {
    size += piece.byteLength;
    if (size > bytes) act();
  });
}

describe("a success", () => {
  it("is a record of what was sent and what came", async () => {
    const url = await http((_, response) => {
      response.writeHead(201, { "X-Request-Id": "req-1", "set-cookie": ["a=1", "b=2"] });
      response.end("grüß dich");
    });
    const before = Date.now();
    const exchange = await send(url, { body: text('{"a":"ü"}') });
    expect(exchange).toMatchObject({ method: "POST", endpoint: "/v2/thing/{id}", sentBytes: 10 });
    expect(exchange.at).toBeGreaterThanOrEqual(before);
    expect(exchange.elapsedMs).toBeGreaterThan(0);
    expect(replyOf(exchange)).toMatchObject({ status: 201, body: "grüß dich", complete: true });
    expect(replyOf(exchange).headers).toMatchObject({ "x-request-id": "req-1", "set-cookie": "a=1, b=2" });
  });

  it("sends method, path, headers and body as they were given", async () => {
    let seen: unknown;
    const url = await http(async (request, response) => {
      const body = (await drained(request)).toString();
      seen = [request.method, request.url, request.headers.authorization, request.headers["content-type"], body];
      response.end();
    });
    await send(url, { body: text("{}"), headers: { authorization: "raw-key" } });
    expect(seen).toEqual(["POST", "/v2/thing/7?secret=1", "raw-key", "application/json", "{}"]);
  });

  it("is any status: none throws, and no redirect is followed", async () => {
    const url = await http((_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end("moved"));
    expect(replyOf(await send(url))).toMatchObject({ status: 302, body: "moved", complete: true });
  });

  it("keeps an accent whole that arrives in two pieces", async () => {
    const [first, second] = [Buffer.from("gr\u00fc").subarray(0, 3), Buffer.from("\u00fc").subarray(1)];
    const url = await http((_, response) => {
      response.write(first, () => setImmediate(() => response.end(second)));
    });
    expect(replyOf(await send(url)).body).toBe("grü");
  });
});

describe("an upload", () => {
  it.each([
    ["with its length where that is known", 3 * 2 ** 18, { length: String(3 * 2 ** 18), encoding: undefined }],
    ["in chunks where it is not", null, { length: undefined, encoding: "chunked" }],
  ])("goes out %s", async (_, length, expected) => {
    let seen: unknown;
    let bytes = 0;
    const url = await http(async (request, response) => {
      const { "content-length": told, "transfer-encoding": encoding } = request.headers;
      seen = { length: told, encoding };
      bytes = (await drained(request)).byteLength;
      response.end();
    });
    const told: number[] = [];
    const body = stream(() => pieces(3, 2 ** 18), length);
    const exchange = await send(url, { body, onSent: (sent) => told.push(sent) });
    expect(replyOf(exchange).status).toBe(200);
    expect([seen, bytes, exchange.sentBytes]).toEqual([expected, 3 * 2 ** 18, 3 * 2 ** 18]);
    expect(told).toEqual([2 ** 18, 2 * 2 ** 18, 3 * 2 ** 18]);
  });

  it("that is refused early is heard: a 413 comes back while most of the body is still here", async () => {
    const url = await http((_, response) => {
      response.writeHead(413, { "content-type": "application/json" }).end('{"error":"too large"}');
    });
    const exchange = await send(url, { body: big(64) });
    expect(replyOf(exchange)).toMatchObject({ status: 413, body: '{"error":"too large"}' });
    expect(exchange.sentBytes).toBeLessThan(64 * 2 ** 20);
    expect(certaintyOf(exchange, false)).toBe("rejected");
  });

  it("that nobody reads is given up once it stands still", async () => {
    const url = await net((socket) => socket.pause());
    const exchange = await send(url, { body: big(64), idleMs: 150 });
    expect(noReplyOf(exchange)).toMatchObject({ code: "TENUTO_IDLE", sent: "part" });
    expect(exchange.elapsedMs).toBeLessThan(5_000);
    expect(certaintyOf(exchange, false)).toBe("unknown");
  });

  it("that was sent whole is not idle while the server thinks", async () => {
    const url = await http(async (request, response) => {
      await drained(request);
      setTimeout(() => response.end("done"), 300);
    });
    expect(replyOf(await send(url, { body: big(1), idleMs: 100 })).body).toBe("done");
  });

  it("whose source breaks is no reply, with the source's own code", async () => {
    const url = await http(async (request, response) => {
      await drained(request).catch(() => undefined);
      response.end();
    });
    async function* breaking(): AsyncIterable<Uint8Array> {
      yield new Uint8Array(10);
      throw Object.assign(new Error("the disk is gone"), { code: "EIO" });
    }
    const exchange = await send(url, { body: stream(breaking, 100) });
    expect(noReplyOf(exchange)).toMatchObject({ code: "EIO", message: "the disk is gone", sent: "part" });
  });

  it("of 300 MB is held in memory piece by piece", async () => {
    let bytes = 0;
    const url = await http(async (request, response) => {
      for await (const piece of request) bytes += (piece as Buffer).byteLength;
      response.end();
    });
    const before = process.memoryUsage().rss;
    let most = 0;
    const total = 300 * 2 ** 20;
    const exchange = await send(url, {
      body: big(300),
      timeoutMs: 60_000,
      onSent: () => {
        most = Math.max(most, process.memoryUsage().rss);
      },
    });
    expect(replyOf(exchange).status).toBe(200);
    expect([bytes, exchange.sentBytes]).toEqual([total, total]);
    expect(most - before).toBeLessThan(120 * 2 ** 20);
  }, 60_000);
});

describe("a connection that dies", () => {
  it("before the request was read leaves its outcome unknown", async () => {
    const url = await net((socket) => socket.resetAndDestroy());
    const exchange = await send(url, { body: text("{}") });
    expect(noReplyOf(exchange).sent).toBe("all");
    expect(certaintyOf(exchange, false)).toBe("unknown");
  });

  it("after the request was read leaves its outcome unknown", async () => {
    const url = await http((request) => void drained(request).then(() => request.socket.resetAndDestroy()));
    const exchange = await send(url, { body: text("{}") });
    expect(noReplyOf(exchange).code).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)$/);
    expect(certaintyOf(exchange, false)).toBe("unknown");
  });

  it("in the middle of an upload says that a part was sent", async () => {
    const url = await net((socket) => afterBytes(socket, 2 ** 20, () => socket.resetAndDestroy()));
    const exchange = await send(url, { body: big(64) });
    expect(noReplyOf(exchange).sent).toBe("part");
    expect(certaintyOf(exchange, false)).toBe("unknown");
  });

  it("in the middle of a reply leaves the part that came, marked as incomplete", async () => {
    const url = await net((socket) =>
      afterBytes(socket, 0, () =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id":', () =>
          setImmediate(() => socket.destroy()),
        ),
      ),
    );
    const exchange = await send(url);
    expect(replyOf(exchange)).toMatchObject({ status: 200, body: '{"id":', complete: false });
    expect(certaintyOf(exchange, false)).toBe("unknown");
  });

  it("while it was kept for later makes nothing certain that is not", async () => {
    let meetings = 0;
    const url = await net((socket) => {
      meetings += 1;
      const first = meetings === 1;
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        if (first) socket.once("data", () => socket.resetAndDestroy());
      });
    });
    expect(replyOf(await send(url)).body).toBe("ok");
    await clock.settled();
    const onOldConnection = await send(url, { body: text("{}") });
    expect(meetings).toBe(1);
    expect(certaintyOf(onOldConnection, false)).toBe("unknown");
    expect(replyOf(await send(url, { body: text("{}") })).body).toBe("ok");
  });
});

describe("a server that was never reached", () => {
  it("because nothing listens there got nothing", async () => {
    const url = await net(() => undefined);
    await new Promise((closed) => open.splice(0)[0]?.close(closed));
    const exchange = await send(url, { body: text("{}") });
    expect(noReplyOf(exchange)).toMatchObject({ code: "ECONNREFUSED", sent: "nothing" });
    expect(certaintyOf(exchange, false)).toBe("not-sent");
  });

  it("because its name is unknown got nothing", async () => {
    const exchange = await send("http://no-such-host.invalid", { body: text("{}") });
    expect(noReplyOf(exchange).code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
    expect(certaintyOf(exchange, false)).toBe("not-sent");
  });

  it("because it speaks no TLS got nothing", async () => {
    const url = await http((_, response) => response.end());
    const exchange = await send(url.replace("http:", "https:"), { body: text("{}") });
    expect(noReplyOf(exchange).sent).toBe("nothing");
    expect(certaintyOf(exchange, false)).toBe("not-sent");
  });

  it("because the address is none got nothing", async () => {
    const exchange = await send("not an address", { body: text("{}") });
    expect(certaintyOf(exchange, false)).toBe("not-sent");
  });
});

describe("limits", () => {
  it("end a call whose reply never begins", async () => {
    const url = await http((request) => void drained(request));
    const exchange = await send(url, { body: text("{}"), timeoutMs: 150, idleMs: 50 });
    expect(noReplyOf(exchange)).toMatchObject({ code: "TENUTO_TIMEOUT", sent: "all" });
    expect(exchange.elapsedMs).toBeGreaterThanOrEqual(150);
    expect(certaintyOf(exchange, false)).toBe("unknown");
  });

  it("end a reply that stands still, and keep what came of it", async () => {
    const url = await http((_, response) => void response.writeHead(200, { "content-length": 100 }).write('{"id":'));
    const exchange = await send(url, { idleMs: 100 });
    expect(replyOf(exchange)).toMatchObject({ status: 200, body: '{"id":', complete: false });
    expect(exchange.elapsedMs).toBeLessThan(5_000);
  });

  it("end a reply that stands still although the upload went on after it began", async () => {
    const url = await http((request, response) => {
      response.writeHead(200, { "content-length": 100 }).write('{"id":');
      request.resume();
    });
    const exchange = await send(url, { body: big(8), idleMs: 150, timeoutMs: 5_000 });
    expect(replyOf(exchange)).toMatchObject({ body: '{"id":', complete: false });
    expect(exchange.elapsedMs).toBeLessThan(3_000);
  });

  it("end a reply that trickles for ever", async () => {
    const url = await http((_, response) => {
      const dripping = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(dripping));
    });
    const exchange = await send(url, { timeoutMs: 300, idleMs: 200 });
    expect(replyOf(exchange)).toMatchObject({ complete: false });
    expect(exchange.elapsedMs).toBeLessThan(3_000);
  });

  it("cut a reply that is too long, and say so", async () => {
    const url = await http((_, response) => response.end("x".repeat(300_000)));
    const reply = replyOf(await send(url, { replyBytes: 1_000 }));
    expect(reply).toMatchObject({ status: 200, complete: false });
    expect(reply.body).toBe("x".repeat(1_000));
  });

  it("let a reply of exactly the allowed length through", async () => {
    const url = await http((_, response) => response.end("x".repeat(1_000)));
    expect(replyOf(await send(url, { replyBytes: 1_000 }))).toMatchObject({ complete: true });
  });
});

describe("an abort", () => {
  it("ends a call at once, in any phase", async () => {
    const silent = await http((request) => void drained(request));
    const unread = await net((socket) => socket.pause());
    const halting = await http((_, response) => void response.writeHead(200).write("half"));
    for (const [url, body] of [[silent, text("{}")] as const, [unread, big(64)] as const]) {
      const gone = new AbortController();
      setTimeout(() => gone.abort(), 50);
      const exchange = await send(url, { body, signal: gone.signal });
      expect(noReplyOf(exchange).code).toBe("ABORTED");
      expect(exchange.elapsedMs).toBeLessThan(2_000);
      expect(certaintyOf(exchange, false)).toBe("unknown");
    }
    const gone = new AbortController();
    setTimeout(() => gone.abort(), 50);
    expect(replyOf(await send(halting, { signal: gone.signal }))).toMatchObject({ body: "half", complete: false });
  });

  it("that came before the call lets nothing leave", async () => {
    let requests = 0;
    const url = await http((_, response) => {
      requests += 1;
      response.end();
    });
    const exchange = await send(url, { body: text("{}"), signal: AbortSignal.abort() });
    expect(noReplyOf(exchange)).toMatchObject({ code: "ABORTED", sent: "nothing" });
    expect(requests).toBe(0);
    expect(exchange.sentBytes).toBe(0);
  });
});
