import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AudioSource } from "../../domain/audio-source.ts";
import type { Exchange, NoReply, Reply } from "../../domain/exchange.ts";
import type { ProviderCall, SubmitAsk } from "../../domain/provider.ts";
import type { Transcript } from "../../domain/transcript.ts";
import type { HttpCall } from "../../domain/transport.ts";
import { openai } from "./client.ts";

const KEY = "sk-secret";
const FLAC = Buffer.from("fLaC and then samples");

/** A transport in memory: answers the same to everything and keeps what it was asked. */
function line(outcome: Partial<Reply> | NoReply, access: Partial<ProviderCall["access"]> = {}) {
  const asked: HttpCall[] = [];
  const whole: Reply | NoReply =
    outcome.kind === "no-reply"
      ? outcome
      : { kind: "reply", status: 200, headers: {}, body: "", complete: true, ...outcome };
  const call: ProviderCall = {
    transport: {
      send: async (http): Promise<Exchange> => {
        asked.push(http);
        const { method, endpoint } = http;
        return { method, endpoint, at: 1, elapsedMs: 2, sentBytes: 0, outcome: whole };
      },
    },
    access: { baseUrl: "https://api.test", key: KEY, ...access },
    timeoutMs: 20_000,
    idleMs: 5_000,
    signal: new AbortController().signal,
  };
  return { call, asked };
}

const recording = (bytes: Uint8Array = FLAC, name = "Jane Doe.m4a"): AudioSource => ({
  ref: { sha256: "ab12".repeat(16), bytes: bytes.byteLength, name, durationMs: null },
  async *open() {
    // In two pieces, so that the first is shorter than what tells a container.
    yield bytes.subarray(0, 3);
    yield bytes.subarray(3);
  },
  path: null,
});

const wanted = (changes: Partial<SubmitAsk> = {}): SubmitAsk => ({
  kind: "transcription",
  later: false,
  audio: recording(),
  uploadUrl: null,
  options: {},
  providerOptions: {},
  ...changes,
});

/** What a submit sends, as another parser reads it. */
async function sent(changes: Partial<SubmitAsk> = {}, access: Partial<ProviderCall["access"]> = {}) {
  const { call, asked } = line({}, access);
  await openai.client.submit(call, wanted(changes));
  const [http, ...more] = asked;
  if (http === undefined || more.length > 0) throw new Error(`${asked.length} calls instead of one`);
  const { url, endpoint, headers, body } = http;
  if (body?.kind !== "stream") throw new Error("no form was sent");
  const pieces: Uint8Array[] = [];
  for await (const piece of body.open()) pieces.push(piece);
  const bytes = new Uint8Array(Buffer.concat(pieces));
  const form = await new Response(bytes, { headers: { "content-type": body.contentType } }).formData();
  const fields = [...form].filter(([name]) => name !== "file").map(([name, value]) => `${name}=${value}`);
  return { url, endpoint, headers, fields, file: form.get("file"), isExact: body.length === bytes.byteLength };
}

/** What is made of an answer. */
async function heard(body: unknown, changes: Partial<SubmitAsk> = {}, reply: Partial<Reply> = {}) {
  const { call } = line({ body: typeof body === "string" ? body : JSON.stringify(body), ...reply });
  return openai.client.submit(call, wanted(changes));
}

async function transcript(...args: Parameters<typeof heard>): Promise<Transcript> {
  const { said } = await heard(...args);
  if (said?.state !== "done") throw new Error("nothing was understood");
  return said.transcript;
}

const asking = (format: string) => ({ providerOptions: { response_format: format } });

describe("a request to a server of OpenAI's API", () => {
  it("holds the recording, and asks for words with their times where the model tells them", async () => {
    const { url, headers, fields, file, isExact } = await sent();
    expect(url).toBe("https://api.test/v1/audio/transcriptions");
    expect(headers).toEqual({ authorization: `Bearer ${KEY}` });
    expect(fields).toEqual(["model=whisper-1", "response_format=verbose_json", "timestamp_granularities[]=word"]);
    expect(Buffer.from(await (file as Blob).arrayBuffer()).equals(FLAC)).toBe(true);
    expect(isExact).toBe(true);
  });

  it.each([
    ["https://api.openai.com", "/v1/audio/transcriptions", "/v1/audio/transcriptions"],
    ["https://api.openai.com/v1", "/v1/audio/transcriptions", "/v1/audio/transcriptions"],
    ["https://api.openai.com/v1/", "/v1/audio/transcriptions", "/v1/audio/transcriptions"],
    ["https://api.groq.com/openai/v1", "/openai/v1/audio/transcriptions", "/openai/v1/audio/transcriptions"],
    ["http://localhost:8000", "/v1/audio/transcriptions", "/v1/audio/transcriptions"],
    ["http://gate.test/speech", "/speech/v1/audio/transcriptions", "/v1/audio/transcriptions"],
    ["http://localhost:8080/inference", "/inference", "/inference"],
    ["http://gate.test/a/inference", "/a/inference", "/inference"],
    ["http://gate.test/v2/audio/transcriptions", "/v2/audio/transcriptions", "/v1/audio/transcriptions"],
  ])("to %s goes to %s, and records show %s", async (baseUrl, path, shown) => {
    const { url, endpoint } = await sent({}, { baseUrl });
    expect([url, endpoint]).toEqual([`${new URL(baseUrl).origin}${path}`, shown]);
  });

  it("has no header without a key", async () => {
    expect((await sent({}, { key: "" })).headers).toEqual({});
  });

  it("names the recording by its content and never by its own name", async () => {
    expect((await sent()).file).toMatchObject({ name: "recording.flac", type: "audio/flac" });
    const unknown = recording(Buffer.from("????????????????????"));
    expect((await sent({ audio: unknown })).file).toMatchObject({ name: "recording.m4a" });
  });

  it.each([
    ["gpt-4o-transcribe", ["response_format=json"]],
    ["gpt-4o-mini-transcribe", ["response_format=json"]],
    ["Systran/faster-whisper-small", ["response_format=json"]],
    ["whisper-large-v3-turbo", ["response_format=verbose_json", "timestamp_granularities[]=word"]],
  ])("asks %s for what it is known to answer", async (model, asked) => {
    const { fields } = await sent({ providerOptions: { model } });
    expect(fields.toSorted()).toEqual([`model=${model}`, ...asked].toSorted());
  });

  it("lets options of the caller's own win, written as the official client writes them", async () => {
    const providerOptions = {
      model: "whisper-1",
      language: "fr",
      prompt: "Tenuto, fermata",
      temperature: 0,
      response_format: "json",
      include: ["logprobs"],
      "timestamp_granularities[]": [],
      chunking_strategy: { type: "server_vad", threshold: 0.5 },
      hidden: null,
    };
    const { fields } = await sent({ options: { language: "de-AT" }, providerOptions });
    expect(fields).toEqual([
      "model=whisper-1",
      "language=fr",
      "prompt=Tenuto, fermata",
      "temperature=0",
      "response_format=json",
      "include[]=logprobs",
      "chunking_strategy[type]=server_vad",
      "chunking_strategy[threshold]=0.5",
    ]);
  });

  it("has the times of words and segments where somebody asks for both", async () => {
    const { fields } = await sent({ providerOptions: { timestamp_granularities: ["word", "segment"] } });
    expect(fields.filter((field) => field.startsWith("timestamp"))).toEqual([
      "timestamp_granularities[]=word",
      "timestamp_granularities[]=segment",
    ]);
  });

  it("leaves out what would make another question of it", async () => {
    const { fields, file } = await sent({ providerOptions: { stream: true, file: "other.wav" } });
    expect(fields.join()).not.toContain("stream");
    expect(file).toMatchObject({ name: "recording.flac" });
  });

  it.each([
    ["de-AT", "language=de"],
    ["EN", "language=en"],
  ])("tells the language %s as %s", async (language, field) => {
    expect((await sent({ options: { language } })).fields).toContain(field);
  });
});

describe("an answer of a server of OpenAI's API", () => {
  it("gives words their times, and the marks that stand in the text", async () => {
    const body = {
      task: "transcribe",
      language: "english",
      duration: 3.2,
      text: 'Well-known? "No," he said.',
      words: [
        { word: "Well", start: 0, end: 0.4 },
        { word: "known", start: 0.4, end: 0.8 },
        { word: "No", start: 1, end: 1.25 },
        { word: "he", start: 1.5, end: 1.6 },
        { word: "said", start: 1.6, end: 2 },
      ],
    };
    const { words, ...rest } = await transcript(body);
    expect(words.map(({ text }) => text)).toEqual(["Well", "known?", '"No,"', "he", "said."]);
    expect(words[2]).toMatchObject({ startMs: 1_000, endMs: 1_250, confidence: null, speaker: null });
    expect(rest).toEqual({
      provider: "openai",
      remoteId: null,
      rough: false,
      confidence: null,
      text: body.text,
      language: "en",
      durationMs: 3_200,
      raw: body,
    });
  });

  it("makes words of the parts that whisper.cpp tells, as sure as their least sure part", async () => {
    const words = [
      { word: " Ten", start: 0.1, end: 0.3, probability: 0.9 },
      { word: "uto", start: 0.3, end: 0.5, probability: 0.5 },
      { word: ".", start: 0.5, end: 0.5, probability: 0.8 },
      { word: " Held", start: 0.6, end: 0.9, probability: 0.7 },
    ];
    const segments = [{ id: 0, text: " Tenuto. Held", start: 0, end: 1, words }];
    const told = await transcript({ text: " Tenuto. Held\n", language: "italian", duration: 1, segments });
    expect(told).toMatchObject({ text: "Tenuto. Held", language: "it", confidence: 0.6 });
    expect(told.words).toEqual([
      { text: "Tenuto.", startMs: 100, endMs: 500, confidence: 0.5, speaker: null, channel: null },
      { text: "Held", startMs: 600, endMs: 900, confidence: 0.7, speaker: null, channel: null },
    ]);
  });

  it("spreads words over segments where it tells nothing smaller, with the speaker of each", async () => {
    const segments = [
      { text: " one two", start: 1, end: 2, speaker: "A" },
      { text: " three", start: 4, end: 5, speaker: "B" },
    ];
    const { words } = await transcript({ text: "one two three", segments });
    expect(words.map(({ text, speaker }) => `${text} ${speaker}`)).toEqual(["one A", "two A", "three B"]);
    expect(words[0]?.startMs).toBe(1_000);
    expect(words[2]).toMatchObject({ startMs: 4_000, endMs: 5_000 });
  });

  it("in short JSON has no words, and the language that was asked for", async () => {
    const body = { text: "Guten Tag.", usage: { type: "duration", seconds: 4 } };
    expect(await transcript(body, { options: { language: "de-AT" } })).toMatchObject({
      text: "Guten Tag.",
      words: [],
      language: "de",
      durationMs: 4_000,
    });
    const tokens = { text: "Hi.", usage: { type: "tokens", total_tokens: 10 } };
    expect(await transcript(tokens)).toMatchObject({ language: null, durationMs: null });
  });

  it.each([
    ["text/plain; charset=utf-8", "Hello there.\n"],
    ["text/html; charset=utf-8", " Hello there.\n"],
    ["application/json", '"Hello there."'],
    ["application/json", '{"text":" Hello there."}'],
  ])("in plain text, as %s, is the text", async (type, body) => {
    const told = await transcript(body, asking("text"), { headers: { "content-type": type } });
    expect(told).toMatchObject({ text: "Hello there.", words: [], raw: body });
  });

  it("in captions has their times, their speakers, and none of their markup", async () => {
    const srt =
      "1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\nthere.\r\n\r\n2\r\n01:00:00,000 --> 01:00:01,000\r\nBye.\r\n";
    const told = await transcript(srt, asking("srt"));
    expect(told).toMatchObject({ text: "Hello there. Bye.", durationMs: 3_601_000 });
    expect(told.words.map(({ text, startMs }) => [text, startMs])).toEqual([
      ["Hello", 1_000],
      ["there.", expect.any(Number)],
      ["Bye.", 3_600_000],
    ]);
    const vtt = "WEBVTT\n\nNOTE rough\n\n00:01.000 --> 00:02.000 align:start\n<v Ann>a &amp; <i>b</i>\n";
    expect(await transcript(vtt, asking("vtt"))).toMatchObject({
      text: "a & b",
      words: [{ speaker: "Ann" }, { speaker: "Ann" }, { speaker: "Ann" }],
    });
    expect(await transcript("WEBVTT\n\n", asking("vtt"))).toMatchObject({ text: "", words: [] });
  });

  it("with nothing in it is an empty transcript", async () => {
    expect(await transcript({ text: "" })).toMatchObject({ text: "", words: [], durationMs: null });
    expect(await transcript("\n", asking("text"))).toMatchObject({ text: "" });
    expect(await transcript("", asking("srt"))).toMatchObject({ text: "", words: [] });
  });

  it.each([
    ["a page of a proxy", "<!doctype html><title>Log in</title>", "text"],
    ["a page of a proxy", "<html>no", "verbose_json"],
    ["a page of a proxy", "<html>no", "srt"],
    ["JSON without a text", '{"object":"list","data":[]}', "json"],
    ["JSON that nests too deep", `{"text":"a","x":${"[".repeat(300)}${"]".repeat(300)}}`, "json"],
    ["a list", '["text"]', "json"],
    ["half a message", '{"text":"Hel', "json"],
  ])("is none where %s comes", async (_what, body, format) => {
    expect((await heard(body, asking(format))).said).toBeNull();
  });

  it("is none where it came in part, or with a refusal", async () => {
    expect((await heard({ text: "Hel" }, {}, { complete: false })).said).toBeNull();
    expect((await heard({ text: "Hello" }, {}, { status: 500 })).said).toBeNull();
    const lost = line({ kind: "no-reply", code: "ECONNRESET", message: "reset", sent: "all" });
    expect(await openai.client.submit(lost.call, wanted())).toMatchObject({ said: null, complaint: null });
  });

  it.each([
    [{ error: { message: "No such model", type: "x", param: null, code: null } }, "No such model"],
    [{ error: "failed to process audio" }, "failed to process audio"],
    [{ detail: "Invalid API key." }, "Invalid API key."],
    [{ detail: [{ type: "missing", msg: "Field required" }] }, "Field required"],
    [{ message: "busy" }, "busy"],
    ["Bad Gateway\n", "Bad Gateway"],
    ["", null],
  ])("that refuses has its own words: %j", async (body, words) => {
    expect((await heard(body, {}, { status: 400 })).complaint).toBe(words);
  });

  it("has the words of an error that comes with 200, as old servers of whisper.cpp send it", async () => {
    const { said, complaint } = await heard({ error: "failed to read WAV file" });
    expect({ said, complaint }).toEqual({ said: null, complaint: "failed to read WAV file" });
  });

  it.each([
    ["english", "en"],
    ["Chinese", "zh"],
    ["cantonese", "yue"],
    ["haitian creole", "ht"],
    ["norwegian", "no"],
    ["en", "en"],
    ["yue", "yue"],
    ["pt-br", "pt-br"],
    ["what is that?", null],
    ["constructor", null],
  ])("calls a language %s: %s", async (language, tag) => {
    const { language: told } = await transcript({ text: "x", language });
    expect(told).toBe(tag);
  });

  it("never throws, and every word that it tells ends no earlier than it begins", async () => {
    const time = fc.oneof(fc.double(), fc.string(), fc.constant(null));
    const word = fc.record({ word: fc.string(), start: time, end: time, probability: time }, { requiredKeys: [] });
    const segment = fc.record(
      { text: fc.string(), start: time, end: time, words: fc.array(word) },
      { requiredKeys: [] },
    );
    const answer = fc.record(
      {
        text: fc.string(),
        language: fc.string(),
        duration: time,
        words: fc.oneof(fc.array(word), fc.string()),
        segments: fc.oneof(fc.array(segment), fc.constant(null)),
      },
      { requiredKeys: [] },
    );
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      answer.map((value) => JSON.stringify(value)),
    );
    const formats = fc.constantFrom("json", "verbose_json", "text", "srt", "vtt");
    await fc.assert(
      fc.asyncProperty(bodies, formats, async (body, format) => {
        const { said } = await heard(body, asking(format));
        if (said?.state !== "done") return;
        for (const { startMs, endMs, text } of said.transcript.words) {
          expect(startMs).toBeLessThanOrEqual(endMs);
          expect(text.trim()).not.toBe("");
        }
      }),
    );
  });

  it("keeps all that its words say when it gives them their marks", async () => {
    const mark = fc.constantFrom("", ",", ".", "?", "!", '"', "-", "…");
    const token = fc.tuple(mark, fc.stringMatching(/^[a-z0-9]{1,8}$/), mark);
    await fc.assert(
      fc.asyncProperty(fc.array(token, { minLength: 1, maxLength: 30 }), async (tokens) => {
        const written = tokens.map(([before, word, after]) => before + word + after);
        const words = tokens.map(([, word], index) => ({ word, start: index, end: index + 0.5 }));
        const told = await transcript({ text: written.join(" "), words });
        expect(told.words.map(({ text }) => text)).toEqual(written);
      }),
    );
  });
});
