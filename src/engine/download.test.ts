import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { AudioError } from "../domain/errors.ts";
import { type DownloadOptions, type Downloads, downloads } from "./download.ts";
import { liveRuntime } from "./live-runtime.ts";

const { clock } = liveRuntime();
const opened: { server: Server; fetching: Downloads }[] = [];

afterEach(async () => {
  for (const { server, fetching } of opened.splice(0)) {
    await fetching.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

/** A host that answers so, and what fetches from it. */
async function host(answer: RequestListener, options: Partial<DownloadOptions> = {}) {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const fetching = downloads(clock, { allowPrivateHosts: true, ...options });
  opened.push({ server, fetching });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = async (path = "/call.mp3?signature=raw-secret", signal?: AbortSignal): Promise<string> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of fetching.open(new URL(path, base), signal)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
  return { base, get };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error("it went well"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AudioError)) throw error;
  expect(`${error.message} ${error.remedy} ${error.stack}`).not.toContain("raw-secret");
  return error.code;
}

describe("fetching a recording", () => {
  it("gives its bytes", async () => {
    const { get } = await host((_, reply) => reply.end("audio"));
    expect(await get()).toBe("audio");
  });

  it("follows three redirects and no more, and none away from https or to another kind of address", async () => {
    const { get } = await host((ask, reply) => {
      const left = Number(ask.url?.slice(1));
      if (left === 0) return reply.end("audio");
      const to = Number.isNaN(left) ? "file:///etc/passwd" : `/${left - 1}`;
      return reply.writeHead(302, { location: to }).end("moved");
    });
    expect(await get("/3")).toBe("audio");
    expect(await codeOf(get("/4"))).toBe("audio/url-refused");
    expect(await codeOf(get("/elsewhere"))).toBe("audio/url");
  });

  it.each([
    [404, "audio/url-refused"],
    [403, "audio/url-refused"],
    [204, "audio/url-refused"],
    [500, "audio/url-unreachable"],
    [429, "audio/url-unreachable"],
  ])("tells status %i as %s", async (status, code) => {
    const { get } = await host((_, reply) => reply.writeHead(status).end());
    expect(await codeOf(get())).toBe(code);
  });

  it("takes a web page for no recording", async () => {
    const { get } = await host((_, reply) => reply.writeHead(200, { "content-type": "text/html" }).end("<login>"));
    expect(await codeOf(get())).toBe("audio/url-refused");
  });

  it("stops at its limit of bytes, announced or not", async () => {
    const announced = await host((_, reply) => reply.writeHead(200, { "content-length": 11 }).end("12345678901"), {
      mostBytes: 10,
    });
    expect(await codeOf(announced.get())).toBe("audio/url-too-large");
    const silent = await host((_, reply) => reply.write("12345678901"), { mostBytes: 10 });
    expect(await codeOf(silent.get())).toBe("audio/url-too-large");
  });

  it("gives up on a host that falls silent, before its reply or within it", async () => {
    const mute = await host(() => undefined, { idleMs: 50 });
    expect(await codeOf(mute.get())).toBe("audio/url-unreachable");
    const halting = await host((_, reply) => reply.write("aud"), { idleMs: 50 });
    expect(await codeOf(halting.get())).toBe("audio/url-interrupted");
  });

  it("tells a recording that broke off, and a host that is not there", async () => {
    const cut = await host((_, reply) => {
      reply.writeHead(200, { "content-length": 100 });
      reply.write("aud", () => reply.destroy());
    });
    expect(await codeOf(cut.get())).toBe("audio/url-interrupted");
    expect(await codeOf(cut.get("http://127.0.0.1:1/?signature=raw-secret"))).toBe("audio/url-unreachable");
  });

  it("ends with the reason of its signal", async () => {
    const { get } = await host((_, reply) => reply.write("aud"));
    const gone = new AbortController();
    const getting = get("/", gone.signal);
    gone.abort("enough");
    await expect(getting).rejects.toBe("enough");
  });

  it.each(["http://user:word@127.0.0.1/", "ftp://example.com/a.mp3", "data:audio/wav;base64,AAAA"])(
    "never fetches %s",
    async (address) => {
      const { get } = await host((_, reply) => reply.end("audio"));
      expect(await codeOf(get(address))).toBe("audio/url");
    },
  );
});

describe("fetching without trust", () => {
  it("leaves this machine and its network alone, however they are written", async () => {
    let asked = 0;
    const { base, get } = await host(
      (_, reply) => {
        asked += 1;
        reply.end("audio");
      },
      { allowPrivateHosts: false },
    );
    const { port } = new URL(base);
    for (const name of ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]) {
      expect(await codeOf(get(`http://${name}:${port}/`)), name).toBe("audio/url");
    }
    expect(await codeOf(get("http://169.254.169.254/latest/meta-data/"))).toBe("audio/url");
    expect(asked).toBe(0);
  });
});
