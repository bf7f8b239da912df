import { createHash } from "node:crypto";
import { access, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Exchange } from "../src/domain/exchange.ts";
import type { Recogniser } from "../src/domain/recogniser.ts";
import type { Clock } from "../src/domain/runtime.ts";
import type { CallLimits, HttpCall, RequestBody, Transport } from "../src/domain/transport.ts";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { undiciTransport } from "../src/engine/transport.ts";
import { assemblyaiServer as server } from "../src/providers/assemblyai/server.ts";
import { VirtualRuntime } from "../src/simulation/virtual-runtime.ts";
import { loopbackCourier } from "../src/twin/courier.ts";
import { openEar } from "../src/twin/ear.ts";
import { parseFaultFlag } from "../src/twin/fault-flag.ts";
import { serveTwin } from "../src/twin/http.ts";
import { inProcessTransport } from "../src/twin/in-process.ts";
import type { Ledger } from "../src/twin/ledger.ts";
import { CALM, type Scenario } from "../src/twin/script.ts";
import { createTwin } from "../src/twin/twin.ts";

const SEED = 11;
const UNKNOWN_URL = "https://elsewhere.example/a.mp3";
/** For exchanges that end by themselves; and, in real time too, for those that only end by giving up. */
const PATIENT_MS = 15_000;
const IMPATIENT_MS = 150;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function limits(timeoutMs: number, rest: Partial<CallLimits> = {}): CallLimits {
  return { timeoutMs, idleMs: 60_000, replyBytes: 1_000_000, signal: new AbortController().signal, ...rest };
}

function stream(bytes: Uint8Array, chunked = false): RequestBody {
  async function* pieces(): AsyncIterable<Uint8Array> {
    for (let from = 0; from < bytes.length; from += 4_096) yield bytes.subarray(from, from + 4_096);
  }
  return {
    kind: "stream",
    open: pieces,
    length: chunked ? null : bytes.length,
    contentType: "application/octet-stream",
  };
}

function scenarioOf(flags: readonly string[], rest: Partial<Scenario> = {}): Scenario {
  return { ...CALM, ...rest, rules: flags.map(parseFaultFlag) };
}

/** One scenario and one seed on both mounts, in the same time: each request is made of the one, then of the other. */
interface Pair {
  both(call: (base: string) => HttpCall, timeoutMs?: number): Promise<Exchange>;
  wait(ms: number): Promise<void>;
  ledgers(): readonly [Ledger, Ledger];
  readonly base: string;
}

async function pair(scenario: Scenario): Promise<Pair> {
  const virtual = new VirtualRuntime(SEED);
  // The served twin lives in the moment in which the other one was asked; its trickling takes no time at all.
  let moment = virtual.clock.now();
  const frozen: Clock = {
    now: () => moment,
    monotonic: () => moment,
    sleep: async () => {},
    settled: async () => {},
  };
  const served = await serveTwin({ server, scenario, seed: SEED, runtime: { ...virtual, clock: frozen } });
  const real = undiciTransport(liveRuntime().clock);
  closers.push(served.close, () => real.close());
  const twin = createTwin({ server, scenario, seed: SEED, baseUrl: served.url, startedAt: moment });
  const unreal = inProcessTransport(twin, virtual);
  return {
    base: served.url,
    async both(call, timeoutMs = PATIENT_MS) {
      moment = virtual.clock.now();
      const inside = await virtual.run(unreal.send(call(served.url), limits(timeoutMs)));
      const outside = await real.send(call(served.url), limits(timeoutMs));
      expect(essence(outside)).toEqual(essence(inside));
      return inside;
    },
    wait: (ms) => virtual.run(virtual.clock.sleep(ms)),
    ledgers: () => {
      moment = virtual.clock.now();
      return [twin.ledger(moment), served.ledger()];
    },
  };
}

const HEADERS_THAT_MATTER = ["content-type", "content-length", "retry-after", "retry-after-ms", "x-request-id"];
const RESETS = ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"];

/** What a caller can act on. How much of a request had left when a socket died is luck; whether any had is not. */
function essence({ method, endpoint, outcome }: Exchange): unknown {
  if (outcome.kind === "no-reply") {
    const code = RESETS.includes(outcome.code) ? "reset" : outcome.code;
    return { method, endpoint, code, certainty: outcome.sent === "nothing" ? "not-sent" : "unknown" };
  }
  const { status, body, complete } = outcome;
  const headers = HEADERS_THAT_MATTER.map((name) => [name, outcome.headers[name]]);
  return { method, endpoint, status, body, complete, headers };
}

const HEADERS = { authorization: "key" };
const upload =
  (text: string, chunked = false) =>
  (base: string): HttpCall => ({
    method: "POST",
    url: `${base}/v2/upload`,
    endpoint: "/v2/upload",
    headers: HEADERS,
    body: stream(Buffer.from(text), chunked),
  });
const submit =
  (audioUrl: string, fields: Readonly<Record<string, unknown>> = {}) =>
  (base: string): HttpCall => ({
    method: "POST",
    url: `${base}/v2/transcript`,
    endpoint: "/v2/transcript",
    headers: HEADERS,
    body: { kind: "text", text: JSON.stringify({ audio_url: audioUrl, ...fields }), contentType: "application/json" },
  });
const get =
  (path: string) =>
  (base: string): HttpCall => ({
    method: "GET",
    url: `${base}${path}`,
    endpoint: "/v2/transcript",
    headers: HEADERS,
  });

const remove =
  (id: string) =>
  (base: string): HttpCall => ({
    method: "DELETE",
    url: `${base}/v2/transcript/${id}`,
    endpoint: "/v2/transcript/{id}",
    headers: HEADERS,
  });

const PARTS = ["sentences", "paragraphs", "srt", "vtt", "word-search?words=twin", "redacted-audio"];

const NOTHING: Said = { upload_url: "", id: "" };

interface Said {
  readonly upload_url: string;
  readonly id: string;
}

/** What a whole and successful reply says; what is not there is empty. */
function bodyOf({ outcome }: Exchange): Said {
  if (outcome.kind === "no-reply" || outcome.status > 201 || !outcome.complete) return NOTHING;
  return { ...NOTHING, ...JSON.parse(outcome.body) };
}

describe("the two mounts of a twin", () => {
  it.each([
    "reset-before",
    "reset-after",
    "no-answer",
    "no-answer processed=false",
    "cut-json",
    "slow bytes=50 every=200ms",
    "html",
    "503 retry-after=3",
    "503 processed=true",
    "429 retry-after=2 retry-after-form=date",
    "429 retry-after=2 retry-after-form=ms",
    "http/502",
    "assemblyai/auth",
    "204",
    '500 body=\'{"error":"naïve"}\'',
  ])("are equal under %s at every stage", async (fault) => {
    const stages = ["upload", "submit", "poll", "list"];
    const { both, wait, ledgers } = await pair(scenarioOf(stages.map((stage) => `${stage}:2:${fault}`)));
    const timeoutMs = fault.startsWith("no-answer") ? IMPATIENT_MS : PATIENT_MS;
    const { upload_url } = bodyOf(await both(upload("first recording")));
    await both(upload("second recording"), timeoutMs);
    await both(upload("second recording", true));
    const { id } = bodyOf(await both(submit(upload_url)));
    await both(submit(upload_url), timeoutMs);
    await wait(500);
    await both(get(`/v2/transcript/${id}`));
    await both(get(`/v2/transcript/${id}`), timeoutMs);
    await both(get("/v2/transcript?limit=1"));
    await both(get("/v2/transcript?limit=1"), timeoutMs);
    await both(get("/v2/transcript?limit=1"));
    const [inside, outside] = ledgers();
    expect(outside).toEqual(inside);
    expect(inside.faults).toMatchObject({ upload: {}, submit: {}, poll: {}, list: {} });
  });

  it("are equal when nothing goes wrong, and for requests that make no sense", async () => {
    const { both, base, ledgers } = await pair(scenarioOf(["job:1:assemblyai/server-error"], { concurrency: 1 }));
    const { upload_url } = bodyOf(await both(upload("x".repeat(100_000))));
    expect(upload_url.startsWith(`${base}/upload/`)).toBe(true);
    const { id } = bodyOf(await both(submit(upload_url)));
    await both(submit(upload_url));
    await both(submit(UNKNOWN_URL));
    await both(upload(""));
    await both(submit("/tmp/a.mp3"));
    await both(get("/v2/transcript/nobody"));
    await both(get("/v2/transcript?limit=0"));
    await both(get("/nowhere"));
    await both(get("//"));
    await both(get("/twin/health"));
    await both((url) => ({ ...get("/v2/transcript")(url), headers: {} }));
    expect(bodyOf(await both(get(`/v2/transcript/${id}`)))).toMatchObject({ status: "error" });
    expect(bodyOf(await both(get("/twin/ledger")))).toMatchObject({ created: 3 });
    const [inside, outside] = ledgers();
    expect(outside).toEqual(inside);
  });

  it("are equal whatever is asked under whatever goes wrong", async () => {
    const faults = fc.constantFrom(
      "reset-before",
      "reset-after",
      "cut-json",
      "slow",
      "html",
      "429 retry-after=1",
      "503",
    );
    const rule = fc
      .tuple(
        fc.constantFrom("upload", "submit", "poll", "list", "result", "delete"),
        fc.constantFrom("1", "2-3", "40%"),
        faults,
      )
      .map((parts) => parts.join(":"));
    const step = fc.record({
      kind: fc.constantFrom("upload", "submit", "get", "list", "part", "remove"),
      pick: fc.nat(5),
      wait: fc.nat(900),
    });
    const listDelayMs = fc.constantFrom(0, 500);
    await fc.assert(
      fc.asyncProperty(
        fc.array(rule, { maxLength: 5 }),
        fc.array(step, { maxLength: 15 }),
        listDelayMs,
        async (rules, steps, delay) => {
          const { both, wait, ledgers } = await pair(scenarioOf(rules, { concurrency: 2, listDelayMs: delay }));
          const urls = [UNKNOWN_URL];
          const ids = ["nobody"];
          for (const { kind, pick, wait: ms } of steps) {
            await wait(ms);
            if (kind === "upload")
              urls.push(bodyOf(await both(upload(`recording ${pick}`, pick > 2))).upload_url || UNKNOWN_URL);
            else if (kind === "submit")
              ids.push(bodyOf(await both(submit(urls[pick % urls.length] ?? ""))).id || "nobody");
            else if (kind === "get") await both(get(`/v2/transcript/${ids[pick % ids.length]}`));
            else if (kind === "part") await both(get(`/v2/transcript/${ids[pick % ids.length]}/${PARTS[pick]}`));
            else if (kind === "remove") await both(remove(ids[pick % ids.length] ?? ""));
            else await both(get(`/v2/transcript?limit=${pick + 1}`));
          }
          const [inside, outside] = ledgers();
          expect(outside).toEqual(inside);
          for (const close of closers.splice(0).reverse()) await close();
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each(["reset-after", "cut-json", "slow bytes=50 every=200ms", "503 retry-after=3", "html"])(
    "are equal in all that is made of a transcript, and in deleting it, under %s",
    async (fault) => {
      const faults = [`result:2,9:${fault}`, `delete:2:${fault}`];
      const { both, base, wait, ledgers } = await pair(scenarioOf(faults, { createdStatus: 201, redactionMs: 1_000 }));
      const { upload_url } = bodyOf(await both(upload("a recording")));
      const { id } = bodyOf(await both(submit(upload_url, { redact_pii_audio: true })));
      const part = (name: string) => both(get(`/v2/transcript/${id}/${name}`));
      const parts = ["sentences", "paragraphs", "srt", "vtt?chars_per_caption=20", "word-search?words=twin,did+not"];
      for (const name of [...parts, "word-search", "redacted-audio", "mp3"]) await part(name);
      await wait(2_000);
      const ready = await part("redacted-audio");
      await both(get("/redacted/guessed.wav"));
      if (ready.outcome.kind === "reply" && ready.outcome.status === 200 && ready.outcome.complete) {
        const url: string = JSON.parse(ready.outcome.body).redacted_audio_url;
        const silence = await both((at) => ({ ...get(url.slice(base.length))(at), headers: {} }));
        expect(silence.outcome).toMatchObject({ kind: "reply", status: 200, complete: true });
      }
      for (const who of [id, id, "nobody", id]) await both(remove(who));
      for (const name of [...parts, "redacted-audio"]) await part(name);
      await both(get(`/v2/transcript/${id}`));
      await both(get("/v2/transcript?status=nonsense"));
      const [inside, outside] = ledgers();
      expect(outside).toEqual(inside);
      expect(inside.faults).toMatchObject({ result: {}, delete: {} });
    },
  );

  it("fetch the same recording from its caller's address, and tell the same end of the run", async () => {
    const hooks: string[] = [];
    const world = createServer(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      if (request.method === "POST") hooks.push(`${request.headers["x-secret"]} ${Buffer.concat(pieces)}`);
      response.writeHead(request.url === "/gone.mp3" ? 404 : 200).end("a recording");
    });
    await new Promise<void>((resolve) => world.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => void world.close(() => resolve())));
    const there = `http://127.0.0.1:${(world.address() as AddressInfo).port}`;

    const runtime = liveRuntime();
    const { clock } = runtime;
    const scenario = scenarioOf([]);
    const served = await serveTwin({ server, scenario, seed: SEED, runtime });
    const real = undiciTransport(clock);
    closers.push(served.close, () => real.close());
    const twin = createTwin({ server, scenario, seed: SEED, baseUrl: served.url, startedAt: clock.now() });
    const inside = inProcessTransport(twin, runtime, { courier: loopbackCourier({ clock }) });

    const seen = async (transport: Transport): Promise<unknown> => {
      const webhook = { webhook_url: `${there}/hook`, webhook_auth_header_name: "x-secret" };
      const fields = { ...webhook, webhook_auth_header_value: "between us" };
      const ask = async (call: (base: string) => HttpCall) =>
        bodyOf(await transport.send(call(served.url), limits(PATIENT_MS)));
      const runs = [];
      for (const file of ["call.mp3", "gone.mp3"]) {
        const { id } = await ask(submit(`${there}/${file}`, fields));
        await expect.poll(() => ask(get(`/v2/transcript/${id}`))).toMatchObject({ webhook_status_code: 200 });
        runs.push(await ask(get(`/v2/transcript/${id}`)));
      }
      return [runs, hooks.splice(0)];
    };
    const outside = await seen(real);
    expect(await seen(inside)).toEqual(outside);
    expect(outside).toMatchObject([
      [{ status: "completed" }, { status: "error", error: expect.stringContaining("404 Client Error: Not Found") }],
      [
        expect.stringMatching(/^between us \{"transcript_id":"[^"]+","status":"completed"\}$/),
        expect.stringMatching(/^between us \{"transcript_id":"[^"]+","status":"error"\}$/),
      ],
    ]);
    expect(twin.ledger(clock.now())).toEqual(served.ledger());
  });

  it("tell the text that was heard in the recording that really came, and keep no copy of it", async () => {
    const copies: string[] = [];
    const recogniser: Recogniser = {
      name: "first-letter",
      missing: async () => [],
      recognise: async (path) => {
        copies.push(path);
        const text = `it begins with ${(await readFile(path, "utf8")).charAt(0)}`;
        return { ok: true, text, words: [], durationMs: 900 };
      },
    };
    const runtime = liveRuntime();
    const { clock } = runtime;
    const scenario = scenarioOf([]);
    const served = await serveTwin({ server, scenario, seed: SEED, runtime, recogniser });
    const real = undiciTransport(clock);
    const ear = await openEar({ clock, recogniser });
    closers.push(served.close, () => real.close(), ear.close);
    const twin = createTwin({ server, scenario, seed: SEED, baseUrl: served.url, startedAt: clock.now() });

    const heard = async (transport: Transport): Promise<unknown> => {
      const ask = async (call: (base: string) => HttpCall) =>
        bodyOf(await transport.send(call(served.url), limits(PATIENT_MS)));
      const { upload_url } = await ask(upload("zebra"));
      const { id } = await ask(submit(upload_url));
      const run = get(`/v2/transcript/${id}`);
      await expect.poll(() => ask(run)).toMatchObject({ status: "completed" });
      return ask(run);
    };
    const outside = await heard(real);
    expect(await heard(inProcessTransport(twin, runtime, { ear }))).toEqual(outside);
    expect(outside).toMatchObject({ text: "it begins with z", audio_duration: 1 });
    expect(copies).toHaveLength(2);
    for (const copy of copies) await expect(access(copy)).rejects.toThrow("ENOENT");
  });
});

describe("the mount in process", () => {
  function inside(scenario: Scenario, latencyMs: number) {
    const virtual = new VirtualRuntime(SEED);
    const baseUrl = "http://twin.example";
    const twin = createTwin({ server, scenario, seed: SEED, baseUrl, startedAt: virtual.clock.now() });
    const transport: Transport = inProcessTransport(twin, virtual, { latencyMs });
    const send = (call: (base: string) => HttpCall, with_: CallLimits) => transport.send(call(baseUrl), with_);
    return { virtual, send, ledger: () => twin.ledger(virtual.clock.now()) };
  }

  it("takes its latency, in virtual time", async () => {
    const { virtual, send } = inside(scenarioOf([]), 40);
    const exchange = await virtual.run(send(upload("abc"), limits(PATIENT_MS)));
    expect(exchange).toMatchObject({ elapsedMs: 40, sentBytes: 3, outcome: { status: 200 } });
  });

  it("gives up at the time limit, and what had left arrives all the same", async () => {
    const { virtual, send, ledger } = inside(scenarioOf([]), 40);
    const exchange = await virtual.run(send(submit(UNKNOWN_URL), limits(10)));
    expect(exchange).toMatchObject({ elapsedMs: 10, outcome: { code: "TENUTO_TIMEOUT", sent: "all" } });
    expect(ledger().created).toBe(0);
    await virtual.run(virtual.clock.sleep(100));
    expect(ledger().created).toBe(1);
  });

  it("notices an abort at once, and a recording that was being sent never arrives", async () => {
    const { virtual, send, ledger } = inside(scenarioOf([]), 40);
    const abort = new AbortController();
    const sending = send(upload("abc"), limits(PATIENT_MS, { signal: abort.signal }));
    await virtual.run(virtual.clock.sleep(5));
    abort.abort(new Error("enough"));
    const exchange = await virtual.run(sending);
    expect(exchange).toMatchObject({ elapsedMs: 5, outcome: { code: "ABORTED", sent: "part" } });
    await virtual.run(virtual.clock.sleep(100));
    expect(ledger().uploads).toBe(0);
  });

  it("sends nothing for a caller who had given up before", async () => {
    const { virtual, send, ledger } = inside(scenarioOf([]), 0);
    const call = send(submit(UNKNOWN_URL), limits(PATIENT_MS, { signal: AbortSignal.abort() }));
    expect(await virtual.run(call)).toMatchObject({ outcome: { kind: "no-reply", code: "ABORTED" } });
    expect(ledger().requests.submit).toBe(0);
  });

  it("keeps the part of a slow reply that came before the limit, or before the silence was too long", async () => {
    const { virtual, send } = inside(scenarioOf(["list:always:slow bytes=10 every=100ms"]), 0);
    const late = await virtual.run(send(get("/v2/transcript"), limits(250)));
    expect(late).toMatchObject({ elapsedMs: 250, outcome: { kind: "reply", status: 200, complete: false } });
    expect(late.outcome.kind === "reply" && late.outcome.body.length).toBe(30);
    const idle = await virtual.run(send(get("/v2/transcript"), limits(PATIENT_MS, { idleMs: 60 })));
    expect(idle).toMatchObject({ elapsedMs: 60, outcome: { kind: "reply", complete: false } });
  });

  it("cuts a reply off at the caller's limit", async () => {
    const { virtual, send } = inside(scenarioOf([]), 0);
    const { outcome } = await virtual.run(send(get("/v2/transcript"), limits(PATIENT_MS, { replyBytes: 20 })));
    expect(outcome).toMatchObject({ kind: "reply", complete: false });
    expect(outcome.kind === "reply" && outcome.body.length).toBe(20);
  });

  it("refuses connections to any other address, and reports a body that cannot be read", async () => {
    const { virtual, send, ledger } = inside(scenarioOf([]), 0);
    const elsewhere = send(() => get("/v2/transcript")("http://other.example"), limits(PATIENT_MS));
    expect(await virtual.run(elsewhere)).toMatchObject({ outcome: { code: "ECONNREFUSED", sent: "nothing" } });
    const gone = Object.assign(new Error("no such file"), { code: "ENOENT" });
    const broken = send(
      (base) => ({
        ...upload("")(base),
        body: { kind: "stream", length: null, contentType: "audio/wav", open: () => failing(gone) },
      }),
      limits(PATIENT_MS),
    );
    expect(await virtual.run(broken)).toMatchObject({ outcome: { code: "ENOENT", sent: "part" } });
    expect(ledger().uploads).toBe(0);
  });
});

async function* failing(error: Error): AsyncIterable<Uint8Array> {
  yield Buffer.from("a");
  throw error;
}

it("keys the ledger by the hash of the bytes that came, chunked or with a length", async () => {
  const { both, ledgers } = await pair(scenarioOf([]));
  await both(upload("the same bytes"));
  await both(upload("the same bytes", true));
  const sha256 = createHash("sha256").update("the same bytes").digest("hex");
  expect(ledgers()[1]).toMatchObject({ uploads: 2, bytes: 28, contents: [{ sha256, uploads: 2 }] });
});
