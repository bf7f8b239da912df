import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { liveRuntime } from "../engine/live-runtime.ts";
import { type CourierOptions, loopbackCourier } from "./courier.ts";
import { deafEar } from "./ear.ts";

const { clock } = liveRuntime();
const ear = deafEar(clock);
const NEVER = new AbortController().signal;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const http = createServer(answer);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    http.close();
    http.closeAllConnections();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/a.mp3`;
}

function fetching(url: string, limits: Partial<CourierOptions> = {}) {
  return loopbackCourier({ clock, ...limits }).fetch(url, ear, NEVER);
}

describe("a courier that fetches", () => {
  it("brings the recording", async () => {
    const url = await serving((_, response) => response.end("audio"));
    expect(await fetching(url)).toMatchObject({ ok: true, bytes: 5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it("follows a redirect on this machine, and none off it", async () => {
    const there = await serving((_, response) => response.end("audio"));
    const here = await serving((_, response) => response.writeHead(302, { location: there }).end());
    expect(await fetching(here)).toMatchObject({ ok: true, bytes: 5 });
    // The same place by a name that is not taken for this machine: the name decides, not what it leads to.
    const other = there.replace("127.0.0.1", "[::ffff:127.0.0.1]");
    expect(await fetching(other)).toEqual({ ok: false, trouble: { kind: "unreachable", url: other } });
    const away = await serving((_, response) => response.writeHead(302, { location: other }).end());
    expect(await fetching(away)).toEqual({ ok: false, trouble: { kind: "unreachable", url: away } });
    const round = await serving((_, response) => response.writeHead(302, { location: round }).end());
    expect(await fetching(round)).toMatchObject({ ok: false, trouble: { kind: "refused", status: 302 } });
  });

  it("tells which status it was refused with", async () => {
    const url = await serving((_, response) => response.writeHead(403).end());
    const trouble = { kind: "refused", url, status: 403, reason: "Forbidden" };
    expect(await fetching(url)).toEqual({ ok: false, trouble });
  });

  it("knows a web page and a file without bytes", async () => {
    const page = await serving((_, response) => response.setHeader("content-type", "text/html").end("<html>"));
    expect(await fetching(page)).toEqual({ ok: false, trouble: { kind: "web-page" } });
    const empty = await serving((_, response) => response.end());
    expect(await fetching(empty)).toEqual({ ok: false, trouble: { kind: "no-audio" } });
  });

  it("gives up on what is too large, too slow, cut off, or not there", async () => {
    const large = await serving((_, response) => response.end("x".repeat(1_000)));
    const slow = await serving(() => undefined);
    const cut = await serving((request, response) => {
      response.writeHead(200, { "content-length": 10 });
      response.write("half", () => request.socket.destroy());
    });
    const unreachable = (url: string) => ({ ok: false, trouble: { kind: "unreachable", url } });
    expect(await fetching(large, { fetchBytes: 999 })).toEqual(unreachable(large));
    expect(await fetching(slow, { fetchMs: 30 })).toEqual(unreachable(slow));
    expect(await fetching(cut)).toEqual(unreachable(cut));
    expect(await fetching("http://127.0.0.1:1/a.mp3")).toEqual(unreachable("http://127.0.0.1:1/a.mp3"));
    expect(await fetching("http://example.com/a.mp3")).toEqual(unreachable("http://example.com/a.mp3"));
  });
});

describe("a courier that sends a webhook", () => {
  function posting(url: string, name = "x-secret", timeoutMs = 5_000) {
    const post = { id: 1, webhook: { url, header: { name, value: "s" } }, body: '{"a":1}', timeoutMs };
    return loopbackCourier({ clock }).post(post, NEVER);
  }

  it("posts the JSON with its one header, and tells the status of the answer", async () => {
    const seen: unknown[] = [];
    const url = await serving(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const { method, headers } = request;
      seen.push([method, headers["content-type"], headers["x-secret"], Buffer.concat(pieces).toString()]);
      response.writeHead(202).end("thanks");
    });
    expect(await posting(url)).toBe(202);
    expect(seen).toEqual([["POST", "application/json", "s", '{"a":1}']]);
  });

  it("has no answer when none comes in time, when nobody is there, and when its header cannot be sent", async () => {
    const silent = await serving(() => undefined);
    expect(await posting(silent, "x-secret", 30)).toBeNull();
    expect(await posting("http://127.0.0.1:1/")).toBeNull();
    expect(await posting(silent, "not a header")).toBeNull();
  });
});
