import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Heard, Submitted } from "../src/domain/provider.ts";
import type { TranscribingServer } from "../src/domain/transcribing-server.ts";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { undiciTransport } from "../src/engine/transport.ts";
import { openai } from "../src/providers/openai/client.ts";
import { openaiServer } from "../src/providers/openai/server.ts";
import { VirtualRuntime } from "../src/simulation/virtual-runtime.ts";
import { type ServeTwinOptions, serveTwin } from "../src/twin/http.ts";
import { inProcessTransport } from "../src/twin/in-process.ts";
import { parseScenario } from "../src/twin/scenario.ts";
import { createTwin } from "../src/twin/twin.ts";
import { sha256Of, statusOf, wav } from "./elsa-talk.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(yaml = "", options: Partial<ServeTwinOptions> = {}) {
  const runtime = liveRuntime();
  const scenario = parseScenario(yaml, "day.yaml");
  const twin = await serveTwin({ server: openaiServer, scenario, seed: 5, runtime, ...options });
  const transport = undiciTransport(runtime.clock);
  closers.push(twin.close, () => transport.close());
  return { twin, submit: submitter(transport, twin.url) };
}

type Transport = ReturnType<typeof undiciTransport> | ReturnType<typeof inProcessTransport>;

interface Said {
  readonly audio?: Uint8Array;
  readonly key?: string;
  readonly path?: string;
  readonly providerOptions?: Readonly<Record<string, unknown>>;
  readonly timeoutMs?: number;
}

/** The real client at a twin. */
function submitter(transport: Pick<Transport, "send">, url: string) {
  return ({ audio = wav(), key = "k", path = "", providerOptions = {}, timeoutMs = 15_000 }: Said = {}) => {
    const ref = { sha256: sha256Of(audio), bytes: audio.byteLength, name: "call.wav", durationMs: null };
    const source = {
      ref,
      path: null,
      async *open() {
        yield audio;
      },
    };
    const access = { baseUrl: `${url}${path}`, key };
    return openai.client.submit(
      { transport, access, timeoutMs, idleMs: 60_000, signal: new AbortController().signal },
      { kind: "transcription", audio: source, uploadUrl: null, later: false, options: {}, providerOptions },
    );
  };
}

function textOf({ said }: Heard<Submitted>): string | null {
  return said?.state === "done" ? said.transcript.text : null;
}

/** Hosts a recording on this machine, or answers a webhook. */
async function host(answer: (body: string) => { readonly status: number; readonly body?: Uint8Array }) {
  const got: string[] = [];
  const http = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const { status, body } = answer(Buffer.concat(pieces).toString());
    got.push(Buffer.concat(pieces).toString());
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closers.push(() => http.close());
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/it`, got };
}

const recogniser = (recognised: Awaited<ReturnType<NonNullable<ServeTwinOptions["recogniser"]>["recognise"]>>) => ({
  name: "lent",
  missing: async () => [],
  recognise: async () => recognised,
});

describe("the twin of OpenAI's API", () => {
  it("says what its recogniser hears, and charges for it", async () => {
    const words = [{ text: "Held.", startMs: 100, endMs: 600, confidence: 0.9, speaker: null, channel: null }];
    const heard = recogniser({ ok: true, text: "Held.", words, durationMs: 2_000 });
    const { twin, submit } = await open("", { recogniser: heard });
    const { said, exchange } = await submit();
    expect(said).toMatchObject({
      state: "done",
      transcript: {
        text: "Held.",
        words: [{ text: "Held.", startMs: 100, endMs: 600 }],
        durationMs: 2_000,
        language: "en",
      },
    });
    expect(exchange.outcome).toMatchObject({ headers: { "x-request-id": expect.stringMatching(/^req_\w{32}$/) } });
    expect(twin.ledger()).toMatchObject({ created: 1, completed: 1, billed: 1, uploads: 1, bytes: 64_044, polls: 0 });
  });

  it("refuses what is no recording, and charges nothing for it", async () => {
    const deaf = recogniser({ ok: false, code: "NOT_AUDIO", message: "nothing decodes" });
    const { twin, submit } = await open("", { recogniser: deaf });
    expect(statusOf(await submit({ audio: Buffer.from("no recording") }))).toBe(400);
    expect((await submit({ audio: Buffer.from("nor this"), path: "/inference" })).complaint).toBe(
      "failed to read audio data",
    );
    expect(twin.ledger()).toMatchObject({ created: 2, failed: 2, billed: 0 });
  });

  it("says that nobody listened where there is no recogniser", async () => {
    const { submit } = await open();
    expect(textOf(await submit())).toContain("did not listen to this recording of 64044 bytes");
  });

  it("lets in one key alone where it has one", async () => {
    const { twin, submit } = await open("", { key: "right" });
    expect(statusOf(await submit({ key: "wrong" }))).toBe(401);
    expect(statusOf(await submit({ key: "" }))).toBe(401);
    expect(statusOf(await submit({ key: "right" }))).toBe(200);
    expect(twin.ledger()).toMatchObject({ created: 1, billed: 1 });
  });

  it("needs no key at all where whisper.cpp would need none", async () => {
    const { submit } = await open();
    expect(statusOf(await submit({ key: "", path: "/inference" }))).toBe(200);
    expect(statusOf(await submit({ key: "" }))).toBe(401);
  });

  it("refuses a recording that is too big, as OpenAI does", async () => {
    const { twin, submit } = await open();
    const { exchange, complaint } = await submit({ audio: new Uint8Array(26 * 2 ** 20) });
    expect(exchange.outcome).toMatchObject({ status: 413 });
    expect(complaint).toContain("Maximum content size limit (26214400) exceeded (27262976 bytes read)");
    expect(twin.ledger().created).toBe(0);
  });

  it("fetches a recording of this machine by its address, and none from elsewhere", async () => {
    const { twin } = await open();
    const ask = async (url: string) => {
      const form = new FormData();
      form.append("url", url);
      form.append("model", "whisper-large-v3");
      const headers = { authorization: "Bearer k" };
      return fetch(`${twin.url}/openai/v1/audio/transcriptions`, { method: "POST", headers, body: form });
    };
    const there = await host(() => ({ status: 200, body: wav() }));
    const gone = await host(() => ({ status: 404 }));
    expect(await (await ask(there.url)).json()).toMatchObject({ text: expect.stringContaining("64044 bytes") });
    expect((await ask(gone.url)).status).toBe(400);
    expect((await ask("http://recordings.example/a.wav")).status).toBe(400);
    expect(twin.ledger()).toMatchObject({ created: 2, completed: 1, failed: 1, billed: 1, uploads: 0 });
  });

  it("counts what is charged twice by the recording, whoever lost the reply", async () => {
    const { twin, submit } = await open("faults: [{ stage: submit, occurrence: 1, fault: reset-after }]");
    expect((await submit()).exchange.outcome.kind).toBe("no-reply");
    expect(statusOf(await submit())).toBe(200);
    await submit({ audio: wav({ seed: 2 }) });
    expect(twin.ledger().billedTwice).toEqual([{ sha256: sha256Of(wav()), billed: 2 }]);
  });

  it("counts a request that comes before the time that its Retry-After named", async () => {
    const { twin, submit } = await open(
      "faults: [{ stage: submit, occurrence: 1, fault: openai/rate-limit, retry-after: 30 }]",
    );
    expect(statusOf(await submit())).toBe(429);
    await submit({ audio: wav({ seed: 2 }) });
    expect(twin.ledger().repliesTooEarly).toBe(0);
    await submit();
    expect(twin.ledger().repliesTooEarly).toBe(1);
  });

  it.each([
    ["a stage that it does not have", "faults: [{ stage: poll, status: 500 }]", "openai has no stage poll"],
    ["a fault of somebody else's", "faults: [{ stage: submit, fault: elsa/asr }]", "is no fault of openai"],
  ])("plays no scenario with %s", async (_what, yaml, words) => {
    await expect(open(yaml)).rejects.toThrow(words);
  });
});

describe("the queue of a service that transcribes in one call", () => {
  it("makes callers wait without a word while as many are worked on as it allows, first come, first served", async () => {
    const runtime = new VirtualRuntime(1);
    const scenario = parseScenario("concurrency: 2\nprocessing: 10s", "day.yaml");
    const startedAt = runtime.clock.now();
    const twin = createTwin({ server: openaiServer, scenario, seed: 1, baseUrl: "http://twin", startedAt });
    const submit = submitter(inProcessTransport(twin, runtime), "http://twin");
    await runtime.run(
      (async () => {
        const ends: number[] = [];
        const one = async (seed: number) => {
          const heard = await submit({ audio: wav({ seed }), timeoutMs: 600_000 });
          ends.push(runtime.clock.now() - startedAt);
          return statusOf(heard);
        };
        const all = [1, 2, 3, 4, 5].map(one);
        await runtime.clock.sleep(5_000);
        expect(twin.ledger(runtime.clock.now())).toMatchObject({ created: 5, running: 5, toBeBilled: 5, billed: 0 });
        expect(await Promise.all(all)).toEqual([200, 200, 200, 200, 200]);
        expect(ends).toEqual([10_000, 10_000, 20_000, 20_000, 30_000]);
      })(),
    );
    expect(twin.ledger(runtime.clock.now())).toMatchObject({ mostAtOnce: 5, completed: 5, billed: 5 });
  });

  it("goes on with what it has begun when its caller has given up, and charges for it", async () => {
    const runtime = new VirtualRuntime(1);
    const scenario = parseScenario("processing: 10s", "day.yaml");
    const startedAt = runtime.clock.now();
    const twin = createTwin({ server: openaiServer, scenario, seed: 1, baseUrl: "http://twin", startedAt });
    const submit = submitter(inProcessTransport(twin, runtime), "http://twin");
    await runtime.run(
      (async () => {
        expect((await submit({ timeoutMs: 1_000 })).exchange.outcome).toMatchObject({ code: "TENUTO_TIMEOUT" });
        await runtime.clock.sleep(20_000);
      })(),
    );
    expect(twin.ledger(runtime.clock.now())).toMatchObject({ completed: 1, billed: 1, running: 0 });
  });
});

describe("a service whose requests are recordings", () => {
  /** Takes bodies as they are, and tells a callback where one is named. */
  const raw = (callback: string | null): TranscribingServer => ({
    ...openaiServer,
    name: "raw",
    recordings: {},
    hear: (_head, body) => ({
      kind: "transcribe",
      key: "k",
      audio: body.kind === "audio" ? body : { url: body.kind === "text" ? JSON.parse(body.text).url : "" },
      fields: {},
      form: "openai text",
      callback: callback === null ? null : { url: callback, header: { name: "x-proof", value: "p" } },
    }),
  });

  const post = (url: string, type: string, body: Uint8Array | string) =>
    fetch(`${url}/v1/audio/transcriptions`, { method: "POST", headers: { "content-type": type }, body });

  it("takes them in whatever they are called, and JSON as what it is", async () => {
    const { twin } = await open("", { server: raw(null) });
    const { url } = await host(() => ({ status: 200, body: wav() }));
    for (const type of ["audio/wav", "application/octet-stream", "multipart/form-data; boundary=x"]) {
      expect(await (await post(twin.url, type, wav())).text()).toContain("64044 bytes");
    }
    expect(await (await post(twin.url, "application/json", JSON.stringify({ url }))).text()).toContain("64044 bytes");
    expect(twin.ledger().billedTwice).toEqual([{ sha256: sha256Of(wav()), billed: 4 }]);
  });

  it("answers at once where there is a callback, and tells it until somebody takes it", async () => {
    let tries = 0;
    const called = await host(() => {
      tries += 1;
      return { status: tries < 3 ? 503 : 200 };
    });
    const { twin } = await open("processing: 50ms\nwebhook-every: 20ms", { server: raw(called.url) });
    expect((await post(twin.url, "audio/wav", wav())).status).toBe(202);
    expect(twin.ledger()).toMatchObject({ running: 1, billed: 0 });
    await expect.poll(() => called.got.length, { timeout: 5_000 }).toBe(3);
    expect(new Set(called.got).size).toBe(1);
    expect(called.got[0]).toContain("64044 bytes");
    expect(twin.ledger()).toMatchObject({ completed: 1, billed: 1 });
  });
});
