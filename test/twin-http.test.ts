import { createHash } from "node:crypto";
import { access, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { SettingsError } from "../src/domain/errors.ts";
import type { Recognised, Recogniser } from "../src/domain/recogniser.ts";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { assemblyaiServer as server } from "../src/providers/assemblyai/server.ts";
import { parseFaultFlag } from "../src/twin/fault-flag.ts";
import { type ServedTwin, type ServeTwinOptions, serveTwin } from "../src/twin/http.ts";
import { CALM } from "../src/twin/script.ts";

const headers = { authorization: "key" };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(options: Partial<ServeTwinOptions> = {}): Promise<ServedTwin> {
  const twin = await serveTwin({ server, scenario: CALM, seed: 1, runtime: liveRuntime(), ...options });
  closers.push(twin.close);
  return twin;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "tenuto-test-"));
  closers.push(() => rm(path, { recursive: true }));
  return path;
}

/** A run as the provider shows it. */
interface Said {
  readonly id: string;
  readonly status: string;
  readonly text: string;
}

async function transcribe(url: string, bytes: string): Promise<Said> {
  const ask = async (path: string, body?: string) => {
    const reply = await request(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers,
      body: body ?? null,
    });
    return (await reply.body.json()) as Said & { readonly upload_url: string };
  };
  const { upload_url } = await ask("/v2/upload", bytes);
  const { id } = await ask("/v2/transcript", JSON.stringify({ audio_url: upload_url }));
  await expect
    .poll(() => ask(`/v2/transcript/${id}`))
    .toMatchObject({ status: expect.stringMatching(/completed|error/) });
  return ask(`/v2/transcript/${id}`);
}

function lent(recognised: (path: string) => Recognised | Promise<Recognised>, missing: string[] = []): Recogniser {
  return { name: "lent", missing: async () => missing, recognise: async (path) => recognised(path) };
}

describe("a served twin", () => {
  it("serves its ledger and its health", async () => {
    const twin = await serve();
    await transcribe(twin.url, "abc");
    const ledger = await request(`${twin.url}/twin/ledger`);
    expect(await ledger.body.json()).toEqual(twin.ledger());
    expect((await request(`${twin.url}/twin/health`)).statusCode).toBe(200);
  });

  it("says which port is taken and what to do", async () => {
    const { url } = await serve();
    const port = Number(new URL(url).port);
    const refusal = await serve({ port }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SettingsError);
    expect(refusal).toMatchObject({ message: `Port ${port} is taken.`, remedy: expect.stringContaining("--port") });
  });

  it("lets go of the port when its scenario cannot be played", async () => {
    const rules = [parseFaultFlag("upload:1:assemblyai/nonsense")];
    await expect(serve({ scenario: { ...CALM, rules } })).rejects.toThrow("assemblyai/nonsense");
  });

  it("resets the socket for real", async () => {
    const { url } = await serve({ scenario: { ...CALM, rules: [parseFaultFlag("list:1:reset-after")] } });
    const code = await new Promise((resolve) => {
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.on("end", () => resolve("it ended politely"));
      socket.write("GET /v2/transcript HTTP/1.1\r\nhost: twin\r\nauthorization: key\r\n\r\n");
    });
    expect(code).toBe("ECONNRESET");
  });

  it("takes an upload without holding it in memory", async () => {
    const { url, ledger } = await serve();
    const piece = Buffer.alloc(1 << 20, 7);
    const pieces = 192;
    const hash = createHash("sha256");
    const before = process.memoryUsage.rss();
    let peak = before;
    async function* body(): AsyncIterable<Buffer> {
      for (let sent = 0; sent < pieces; sent += 1) {
        hash.update(piece);
        peak = Math.max(peak, process.memoryUsage.rss());
        yield piece;
      }
    }
    const reply = await request(`${url}/v2/upload`, { method: "POST", headers, body: body() as never });
    expect(reply.statusCode).toBe(200);
    expect(ledger()).toMatchObject({ bytes: pieces << 20, contents: [{ sha256: hash.digest("hex") }] });
    expect((peak - before) >> 20).toBeLessThan(pieces / 2);
  });

  it("refuses what is much too long for a request", async () => {
    const { url } = await serve();
    const body = "x".repeat(5 << 20);
    const reply = await request(`${url}/v2/transcript`, { method: "POST", headers, body });
    expect(reply.statusCode).toBe(413);
  });

  it("closes while somebody waits for an answer that never comes", async () => {
    const twin = await serve({ scenario: { ...CALM, rules: [parseFaultFlag("list:1:no-answer")] } });
    const waiting = request(`${twin.url}/v2/transcript`, { headers }).catch((error: Error) => error);
    await expect.poll(() => twin.ledger().requests.list).toBe(1);
    await twin.close();
    expect(await waiting).toBeInstanceOf(Error);
  });
});

describe("its ear", () => {
  it("tells what the recogniser heard, listens once to each content, and removes the copy", async () => {
    const paths: string[] = [];
    const recogniser = lent((path) => {
      paths.push(path);
      return { ok: true, text: "go forward", words: [], durationMs: 1_000 };
    });
    const twin = await serve({ recogniser });
    expect(await transcribe(twin.url, "abc")).toMatchObject({ text: "go forward" });
    expect(await transcribe(twin.url, "abc")).toMatchObject({ text: "go forward" });
    expect(paths).toHaveLength(1);
    const spool = dirname(paths[0] ?? "");
    expect(await readdir(spool)).toEqual([]);
    await twin.close();
    await expect(access(spool)).rejects.toThrow("ENOENT");
  });

  it.each([
    ["NOT_AUDIO", { status: "error", error: "Transcoding failed", text: null }],
    ["TIME_LIMIT", { status: "completed", text: expect.stringContaining("did not listen") }],
  ])("takes the recogniser's %s for what it is", async (code, seen) => {
    const { url } = await serve({ recogniser: lent(() => ({ ok: false, code, message: "it went wrong" })) });
    expect(await transcribe(url, "abc")).toMatchObject(seen);
  });

  it("does not listen where the recogniser's programs are missing", async () => {
    const recogniser = lent(() => {
      throw new Error("it was asked all the same");
    }, ["ffmpeg"]);
    const { url } = await serve({ recogniser });
    expect((await transcribe(url, "abc")).text).toContain("did not listen");
  });

  it("reads texts from files by hash and from a manifest, before it would listen", async () => {
    const texts = await folder();
    const hashOf = (bytes: string): string => createHash("sha256").update(bytes).digest("hex");
    await writeFile(join(texts, `${hashOf("abc")}.txt`), "from a file\n");
    await writeFile(join(texts, "index.json"), JSON.stringify({ [hashOf("def")]: "from the manifest" }));
    const { url } = await serve({
      texts,
      recogniser: lent(() => ({ ok: true, text: "heard", words: [], durationMs: 1 })),
    });
    expect(await transcribe(url, "abc")).toMatchObject({ text: "from a file" });
    expect(await transcribe(url, "def")).toMatchObject({ text: "from the manifest" });
    expect(await transcribe(url, "ghi")).toMatchObject({ text: "heard" });
  });

  it("says which texts cannot be read", async () => {
    const texts = await folder();
    await expect(serve({ texts: join(texts, "nowhere") })).rejects.toThrow("ENOENT");
    await writeFile(join(texts, "index.json"), "{");
    await expect(serve({ texts })).rejects.toThrow("is not JSON");
    await writeFile(join(texts, "index.json"), '{"aa": 1}');
    await expect(serve({ texts })).rejects.toThrow("holds something else");
  });
});
