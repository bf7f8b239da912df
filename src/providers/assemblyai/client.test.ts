import { describe, expect, it } from "vitest";
import type { AudioSource } from "../../domain/audio-source.ts";
import type { Exchange, NoReply, Reply } from "../../domain/exchange.ts";
import type { ProviderCall, SubmitAsk } from "../../domain/provider.ts";
import type { CallLimits, HttpCall } from "../../domain/transport.ts";
import { ASSEMBLYAI_BASE_URLS, assemblyai } from "./client.ts";

const KEY = "raw-secret-key";
const { upload, submit, poll, lookup } = assemblyai.client;
if (upload === undefined || poll === undefined || lookup === undefined) throw new Error("the client lacks a call");

/** A transport in memory: answers the same to everything and keeps what it was asked. */
function line(outcome: Partial<Reply> | NoReply) {
  const asked: { http: HttpCall; limits: CallLimits }[] = [];
  const whole: Reply | NoReply =
    outcome.kind === "no-reply"
      ? outcome
      : { kind: "reply", status: 200, headers: {}, body: "", complete: true, ...outcome };
  const call: ProviderCall = {
    transport: {
      send: async (http, limits): Promise<Exchange> => {
        asked.push({ http, limits });
        const { method, endpoint } = http;
        return { method, endpoint, at: 1, elapsedMs: 2, sentBytes: 0, outcome: whole };
      },
    },
    access: { baseUrl: "https://api.test/sub", key: KEY },
    timeoutMs: 20_000,
    idleMs: 5_000,
    signal: new AbortController().signal,
  };
  return {
    call,
    get http(): HttpCall {
      const [only, ...more] = asked;
      if (only === undefined || more.length > 0) throw new Error(`${asked.length} calls instead of one`);
      return only.http;
    },
    get limits() {
      return asked[0]?.limits;
    },
  };
}

const json = (body: unknown, status = 200) => line({ status, body: JSON.stringify(body) });

const recording = (bytes = 3): AudioSource => ({
  ref: { sha256: "00", bytes, name: "call.mp3", durationMs: null },
  async *open() {
    yield new Uint8Array([1, 2, 3]);
  },
  path: null,
});

const wanted = (changes: Partial<SubmitAsk> = {}): SubmitAsk => ({
  kind: "transcription",
  later: false,
  audio: recording(),
  uploadUrl: "https://cdn.test/upload/1",
  options: {},
  providerOptions: {},
  ...changes,
});

async function sentFields(changes: Partial<SubmitAsk>): Promise<unknown> {
  const to = json({ id: "t1", status: "processing" });
  await submit(to.call, wanted(changes));
  if (to.http.body?.kind !== "text") throw new Error("no JSON was sent");
  return JSON.parse(to.http.body.text);
}

describe("every call", () => {
  it("sends the raw key in its header and nowhere else", async () => {
    const calls = [json({}), json({}), json({}), json({})] as const;
    await upload(calls[0].call, recording());
    await submit(calls[1].call, wanted());
    await poll(calls[2].call, "t1");
    await lookup(calls[3].call, null);
    for (const { http } of calls) {
      expect(http.headers).toEqual({ authorization: KEY });
      expect(`${http.url} ${http.endpoint} ${JSON.stringify(http.body)}`).not.toContain(KEY);
    }
    expect(calls.map(({ http }) => `${http.method} ${http.endpoint}`)).toEqual([
      "POST /v2/upload",
      "POST /v2/transcript",
      "GET /v2/transcript/{id}",
      "GET /v2/transcript",
    ]);
    expect(calls.map(({ limits }) => (limits?.replyBytes ?? 0) / 1024 / 1024)).toEqual([1, 1, 64, 8]);
    expect(calls[0].limits).toMatchObject({ timeoutMs: 20_000, idleMs: 5_000 });
  });

  it("gives the refusal's words and says nothing was understood", async () => {
    const refused = await submit(json({ error: "No money." }, 400).call, wanted());
    expect(refused).toMatchObject({ said: null, complaint: "No money." });
    const page = await poll(line({ status: 502, body: "<html>Bad Gateway</html>" }).call, "t1");
    expect(page).toMatchObject({ said: null, complaint: "<html>Bad Gateway</html>" });
  });

  it("hands a missing reply on as it is", async () => {
    const dead = line({ kind: "no-reply", code: "ECONNRESET", message: "", sent: "all" });
    expect(await upload(dead.call, recording())).toMatchObject({ said: null, complaint: null });
  });

  it("does not believe a reply that was cut short", async () => {
    const cut = line({ body: '{"id":"t1","status":"processing"}', complete: false });
    expect((await submit(cut.call, wanted())).said).toBeNull();
  });

  it.each([201, 202, 299])("takes %i for a success", async (status) => {
    expect((await submit(json({ id: "t1", status: "queued" }, status).call, wanted())).said).not.toBeNull();
  });

  it.each(["", "null", "{}", "<html>", '{"upload_url":"ftp://x"}', '{"id":"t1"}', '{"status":"completed"}'])(
    "understands nothing in a success with the body %j",
    async (body) => {
      expect((await upload(line({ body }).call, recording())).said).toBeNull();
      expect((await submit(line({ body }).call, wanted())).said).toBeNull();
      expect((await poll(line({ body }).call, "t1")).said).toBeNull();
      expect((await lookup(line({ body }).call, null)).said).toBeNull();
    },
  );
});

describe("upload", () => {
  it("streams the recording with its length", async () => {
    const to = json({ upload_url: "https://cdn.test/upload/1" });
    expect((await upload(to.call, recording())).said).toEqual({ uploadUrl: "https://cdn.test/upload/1" });
    expect(to.http.url).toBe("https://api.test/sub/v2/upload");
    expect(to.http.body).toMatchObject({ kind: "stream", length: 3, contentType: "application/octet-stream" });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("is chunked when the length is unknown (%d)", async (bytes) => {
    const to = json({});
    await upload(to.call, recording(bytes));
    expect(to.http.body).toMatchObject({ kind: "stream", length: null });
  });

  it("opens the recording anew each time", async () => {
    const to = json({});
    await upload(to.call, recording());
    const { body } = to.http;
    if (body?.kind !== "stream") throw new Error("no stream was sent");
    for (let time = 0; time < 2; time++) {
      const pieces: Uint8Array[] = [];
      for await (const piece of body.open()) pieces.push(piece);
      expect(pieces).toEqual([new Uint8Array([1, 2, 3])]);
    }
  });

  it("tells of the bytes on their way when somebody listens", async () => {
    const to = json({});
    const onSent = () => {};
    await upload({ ...to.call, onSent }, recording());
    expect(to.limits?.onSent).toBe(onSent);
  });
});

describe("submit", () => {
  it("sends the upload's address alone when nothing is asked for: no model by default", async () => {
    expect(await sentFields({})).toEqual({ audio_url: "https://cdn.test/upload/1" });
  });

  it("takes the id whatever the status", async () => {
    const heard = await submit(json({ id: "t1", status: "processing" }).call, wanted());
    expect(heard).toMatchObject({ said: { state: "accepted", remoteId: "t1" }, complaint: null });
  });

  it("translates neutral options", async () => {
    expect(await sentFields({ options: { language: "en-GB", speakers: 3, channels: 2 } })).toEqual({
      audio_url: "https://cdn.test/upload/1",
      language_code: "en_uk",
      speaker_labels: true,
      speakers_expected: 3,
      multichannel: true,
    });
    expect(await sentFields({ options: { channels: 1 } })).not.toHaveProperty("multichannel");
  });

  it.each([
    ["en", "en"],
    ["de-AT", "de"],
    ["de-CH", "de_ch"],
    ["en_us", "en_us"],
    ["zh-Hans-CN", "zh"],
  ])("writes the language %s as %s", async (language, code) => {
    expect(await sentFields({ options: { language } })).toMatchObject({ language_code: code });
  });

  it("forwards the provider's own options untouched, and they win", async () => {
    const providerOptions = {
      speech_models: ["tomorrow's"],
      language_code: "xx",
      not_invented_yet: { deep: [1, null, { a: "ü" }] },
      prompt: null,
    };
    expect(await sentFields({ options: { language: "de" }, providerOptions })).toEqual({
      audio_url: "https://cdn.test/upload/1",
      ...providerOptions,
    });
  });

  it("names our webhook with its proof, and neither where the caller has a webhook of their own", async () => {
    const webhook = { url: "https://ours.example/hook", header: { name: "x-proof", value: "between us" } };
    const ours = { webhook_url: webhook.url, webhook_auth_header_name: "x-proof" };
    expect(await sentFields({ webhook })).toMatchObject({ ...ours, webhook_auth_header_value: "between us" });
    const providerOptions = { webhook_url: "https://theirs.example/hook" };
    expect(await sentFields({ webhook, providerOptions })).toEqual({
      ...providerOptions,
      audio_url: expect.any(String),
    });
  });

  it("submits the recording it holds, not another address", async () => {
    const providerOptions = { audio_url: "https://elsewhere.test/x.mp3" };
    expect(await sentFields({ providerOptions })).toEqual({ audio_url: "https://cdn.test/upload/1" });
    expect(await sentFields({ providerOptions, uploadUrl: null })).toEqual(providerOptions);
  });

  it("tells a run that is queued from one that is worked on, and whether our webhook will hear of it", async () => {
    const accepted = async (status: string, changes: Partial<SubmitAsk> = {}) =>
      (await submit(json({ id: "t1", status }).call, wanted(changes))).said;
    const webhook = { url: "https://hooks.test/1", header: null };
    expect(await accepted("queued")).toMatchObject({ remoteId: "t1", queued: true, tells: false });
    expect(await accepted("processing", { webhook })).toMatchObject({ queued: false, tells: true });
    const theirs = { webhook_url: "https://elsewhere.test" };
    expect(await accepted("processing", { webhook, providerOptions: theirs })).toMatchObject({ tells: false });
  });
});

describe("poll", () => {
  const polled = (fields: object) => poll(json({ id: "t1", ...fields }).call, "t1");

  it("asks for the run by its id, made fit for a path", async () => {
    const to = json({});
    await poll(to.call, "a/../b?c#d");
    expect(to.http.url).toBe("https://api.test/sub/v2/transcript/a%2F..%2Fb%3Fc%23d");
  });

  it.each([
    [{ status: "queued" }, { state: "queued", throttled: false }],
    [
      { status: "queued", throttled: true },
      { state: "queued", throttled: true },
    ],
    [
      { status: "processing", throttled: null },
      { state: "processing", throttled: false },
    ],
    [{ status: "retrying" }, { state: "processing", throttled: false }],
  ])("reads %j as under way", async (fields, said) => {
    expect(await polled(fields)).toMatchObject({ said, complaint: null });
  });

  it("gives the transcript with the whole reply", async () => {
    const raw = {
      id: "t1",
      status: "completed",
      text: "Hi there",
      words: [{ text: "Hi", start: 40, end: 300, confidence: 0.9, speaker: null }],
      confidence: 0.8,
      audio_duration: 2,
      language_code: "en_us",
      sentiment_analysis_results: [{ text: "Hi" }],
    };
    expect((await polled(raw)).said).toEqual({
      state: "done",
      transcript: {
        provider: "assemblyai",
        remoteId: "t1",
        text: "Hi there",
        words: [{ text: "Hi", startMs: 40, endMs: 300, confidence: 0.9, speaker: null, channel: null }],
        language: "en_us",
        confidence: 0.8,
        durationMs: 2_000,
        rough: false,
        raw,
      },
    });
  });

  it("takes a recording without words for completed", async () => {
    const { said } = await polled({ status: "completed", text: null, words: null });
    expect(said).toMatchObject({ state: "done", transcript: { text: "", words: [], durationMs: null } });
  });

  it("gives the words of a failed run", async () => {
    expect(await polled({ status: "error", error: "Transcoding failed" })).toMatchObject({
      said: { state: "failed" },
      complaint: "Transcoding failed",
    });
    expect(await polled({ status: "error", error: { code: 1 } })).toMatchObject({ complaint: '{"code":1}' });
    expect(await polled({ status: "error", error: "" })).toMatchObject({ said: { state: "failed" }, complaint: null });
  });

  it("does not take another run's transcript for ours", async () => {
    expect((await polled({ id: "t2", status: "completed", text: "not ours" })).said).toBeNull();
  });
});

describe("lookup", () => {
  const row = { id: "t1", status: "queued", created: "2026-06-10T12:00:00.000001", audio_url: "https://cdn.test/1" };
  const page = (prev_url: unknown, transcripts: unknown = [row]) =>
    json({ page_details: { limit: 200, prev_url, next_url: null }, transcripts });

  it("asks for the newest two hundred", async () => {
    const to = page(null);
    expect((await lookup(to.call, null)).said).toEqual({
      runs: [{ remoteId: "t1", audioUrl: "https://cdn.test/1", createdAt: Date.UTC(2026, 5, 10, 12) }],
      next: null,
    });
    expect(to.http.url).toBe("https://api.test/sub/v2/transcript?limit=200");
  });

  it("goes on with the older ones, at our own base URL whatever host the link names", async () => {
    for (const host of ["https://evil.test/steal", "//evil.test", "http://user:pass@evil.test:1", "/v2/transcript"]) {
      const first = await lookup(page(`${host}?limit=200&before_id=t1#frag`).call, null);
      const to = page(null);
      await lookup(to.call, first.said?.next ?? null);
      expect(to.http.url).toBe("https://api.test/sub/v2/transcript?limit=200&before_id=t1");
    }
  });

  it("ends where the list ends or turns in a circle", async () => {
    for (const link of [null, "", "https://api.test/v2/transcript", 7]) {
      expect((await lookup(page(link).call, null)).said?.next).toBeNull();
    }
    expect((await lookup(page("https://a.test/?limit=200&before_id=t1", []).call, null)).said?.next).toBeNull();
    const again = await lookup(page("https://a.test/?limit=200&before_id=t1").call, "limit=200&before_id=t1");
    expect(again.said?.next).toBeNull();
  });

  it("keeps rows without an address or a date", async () => {
    const bare = await lookup(page(null, [{ id: "t1", created: "soon" }]).call, null);
    expect(bare.said?.runs).toEqual([{ remoteId: "t1", audioUrl: "", createdAt: null }]);
  });
});

it("names its regions and whom to turn to", () => {
  expect(ASSEMBLYAI_BASE_URLS).toEqual({
    us: "https://api.assemblyai.com",
    eu: "https://api.eu.assemblyai.com",
  });
  for (const word of ["support@assemblyai.com", "transcript id", "exact message", "time", "sample"]) {
    expect(assemblyai.facts.support).toContain(word);
  }
});
