import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AudioSource } from "../../domain/audio-source.ts";
import type { Exchange, NoReply, Reply } from "../../domain/exchange.ts";
import type { ProviderCall, SubmitAsk } from "../../domain/provider.ts";
import type { Transcript } from "../../domain/transcript.ts";
import type { HttpCall } from "../../domain/transport.ts";
import { DEEPGRAM_BASE_URLS, deepgram } from "./client.ts";

const KEY = "raw-key";
const WEBHOOK = { url: "https://example.org/hook?tenuto=t", header: null };
const NOTHING = { options: {}, providerOptions: {} };
const { client } = deepgram();

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

const recording = (head = "fLaC and then samples", name = "Jane Doe.m4a"): AudioSource => {
  const bytes = Buffer.from(head, "latin1");
  return {
    ref: { sha256: "ab12".repeat(16), bytes: bytes.byteLength, name, durationMs: null },
    async *open() {
      // In two pieces, so that the first is shorter than what tells a container.
      yield bytes.subarray(0, 3);
      yield bytes.subarray(3);
    },
    path: null,
  };
};

const wanted = (changes: Partial<SubmitAsk> = {}): SubmitAsk => ({
  kind: "transcription",
  later: false,
  audio: recording(),
  uploadUrl: null,
  ...NOTHING,
  ...changes,
});

async function sent(changes: Partial<SubmitAsk> = {}, access: Partial<ProviderCall["access"]> = {}) {
  const { call, asked } = line({}, access);
  await client.submit(call, wanted(changes));
  const [http, ...more] = asked;
  if (http === undefined || more.length > 0) throw new Error(`${asked.length} calls instead of one`);
  const { origin, pathname, searchParams } = new URL(http.url);
  return { http, at: `${origin}${pathname}`, query: [...searchParams] };
}

const heardOf = async (body: unknown, changes: Partial<SubmitAsk> = {}, status = 200) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return client.submit(line({ status, body: text }).call, wanted(changes));
};

async function transcriptOf(body: unknown, changes: Partial<SubmitAsk> = {}): Promise<Transcript> {
  const { said } = await heardOf(body, changes);
  if (said?.state !== "done") throw new Error("there is no transcript");
  return said.transcript;
}

const word = (text: string, start: number, end: number, more: object = {}) => ({
  word: text.toLowerCase().replace(/\W/g, ""),
  punctuated_word: text,
  start,
  end,
  confidence: 0.5,
  ...more,
});
const channel = (transcript: string, words: readonly object[], more: object = {}) => ({
  alternatives: [{ transcript, confidence: 0.9, words }],
  ...more,
});
const answer = (channels: readonly object[], results: object = {}) => ({
  metadata: { request_id: "0f3a-1", duration: 2.5, channels: channels.length },
  results: { channels, ...results },
});

describe("a request of Deepgram's client", () => {
  it("carries the recording as it is, by its kind, and nothing of its name", async () => {
    const { http, at } = await sent();
    expect([at, http.method, http.endpoint]).toEqual(["https://api.test/v1/listen", "POST", "/v1/listen"]);
    expect(http.headers).toEqual({ accept: "application/json", authorization: `Token ${KEY}` });
    expect(http.body).toMatchObject({ kind: "stream", contentType: "audio/flac", length: 21 });
    expect(JSON.stringify(http)).not.toContain("Jane");
  });

  it("names the kind of the content after its first bytes, else leaves it open", async () => {
    const kindOf = async (audio: AudioSource) => (await sent({ audio })).http.body?.contentType;
    expect(await kindOf(recording("OggS....", "a.mp3"))).toBe("audio/ogg");
    expect(await kindOf(recording("who knows what"))).toBe("application/octet-stream");
  });

  it("carries an address instead where the provider is to fetch it", async () => {
    const { http } = await sent({ uploadUrl: "https://host/a.wav?sig=x" });
    expect(http.body).toEqual({
      kind: "text",
      text: '{"url":"https://host/a.wav?sig=x"}',
      contentType: "application/json",
    });
  });

  it("asks for the newest model and for writing as people write, unless somebody says otherwise", async () => {
    expect((await sent()).query).toEqual([
      ["model", "nova-3"],
      ["smart_format", "true"],
    ]);
    const own = { model: "whisper-large", smart_format: false };
    expect((await sent({ providerOptions: own })).query).toEqual([
      ["model", "whisper-large"],
      ["smart_format", "false"],
    ]);
  });

  it("translates what all providers share, and what somebody says in the provider's words wins", async () => {
    const options = { language: "de_at", speakers: 2, channels: 2 };
    const shared = Object.fromEntries((await sent({ options })).query);
    expect(shared).toMatchObject({ language: "de", diarize: "true", multichannel: "true" });
    const own = { language: "multi", diarize: false };
    const theirs = Object.fromEntries((await sent({ options, providerOptions: own })).query);
    expect(theirs).toMatchObject({ language: "multi", diarize: "false", multichannel: "true" });
    expect((await sent({ options: { channels: 1 } })).query.map(([name]) => name)).not.toContain("multichannel");
  });

  it.each([
    ["pt-br", "pt-BR"],
    ["EN_us", "en-US"],
    ["zh-hans", "zh-Hans"],
    ["es-AR", "es"],
    ["fr", "fr"],
  ])("calls the language %s %s", async (language, expected) => {
    expect(new Map((await sent({ options: { language } })).query).get("language")).toBe(expected);
  });

  it("passes lists on one by one, and members as name and value", async () => {
    const providerOptions = { keyterm: ["Tenuto", "a&b"], extra: { order: 7 }, tag: null, utt_split: 0.8 };
    expect((await sent({ providerOptions })).query.slice(2)).toEqual([
      ["keyterm", "Tenuto"],
      ["keyterm", "a&b"],
      ["extra", "order:7"],
      ["utt_split", "0.8"],
    ]);
  });

  it("sends no key where there is none", async () => {
    expect((await sent({}, { key: "" })).http.headers).toEqual({ accept: "application/json" });
  });
});

describe("a callback", () => {
  const callbackOf = async (url: string | null, baseUrl: string = DEEPGRAM_BASE_URLS.eu) => {
    const { query } = await sent(url === null ? {} : { webhook: { url, header: null } }, { baseUrl });
    return new Map(query).get("callback") ?? null;
  };

  it("is asked for where there is an address, and not where there is none", async () => {
    expect(await callbackOf(WEBHOOK.url)).toBe(WEBHOOK.url);
    expect(await callbackOf(null)).toBeNull();
  });

  it.each([
    ["http://example.org/hook", true],
    ["https://example.org:8443/hook", true],
    ["http://example.org:8080/hook", true],
    ["https://example.org:9000/hook", false],
  ])("at %s is one that Deepgram itself calls: %s", async (url, isCalled) => {
    expect(await callbackOf(url)).toBe(isCalled ? url : null);
    expect(await callbackOf(url, "http://127.0.0.1:8080")).toBe(url);
  });

  it("of the caller's own is left out: the transcript would go to somebody else", async () => {
    const { query } = await sent({ providerOptions: { callback: "https://theirs", callback_method: "put" } });
    expect(query.map(([name]) => name)).toEqual(["model", "smart_format"]);
  });

  it("is never asked for by a provider that is told so, which has no stage for it either", async () => {
    const direct = deepgram({ callback: false });
    const { call, asked } = line({});
    await direct.client.submit(call, wanted({ webhook: WEBHOOK }));
    expect(asked[0]?.url).not.toContain("callback");
    expect([direct.facts.stages, direct.facts.answersAtOnce, direct.client.arrived]).toEqual([
      ["submit"],
      undefined,
      undefined,
    ]);
  });

  it("makes an id alone an answer, and only then", async () => {
    const taken = { request_id: "0f3a-1" };
    expect((await heardOf(taken, { webhook: WEBHOOK })).said).toEqual({ state: "accepted", remoteId: "0f3a-1" });
    expect((await heardOf(taken)).said).toBeNull();
    expect((await heardOf({ request_id: "a/../b" }, { webhook: WEBHOOK })).said).toBeNull();
  });

  it("brings the transcript, or why there is none, and whatever else comes makes no sense", () => {
    const body = answer([channel("Go on.", [word("Go", 0, 0.3), word("on.", 0.3, 0.6)])]);
    const asked = { options: { language: "en-GB" }, providerOptions: {} };
    const arrived = client.arrived?.(JSON.stringify(body), asked);
    expect(arrived).toMatchObject({
      state: "done",
      remoteId: "0f3a-1",
      transcript: { text: "Go on.", language: "en-GB" },
    });
    const failed = '{"err_code":"Bad Request","err_msg":"Bad Request: x","request_id":"0f3a-1"}';
    expect(client.arrived?.(failed, NOTHING)).toEqual({
      state: "failed",
      remoteId: "0f3a-1",
      complaint: "Sent to the callback: Bad Request: x",
    });
    for (const nonsense of ["", "{}", "[]", "<html>", '{"err_msg":"x"}', '{"request_id":"0f3a-1"}']) {
      expect(client.arrived?.(nonsense, NOTHING)).toBeNull();
    }
  });
});

describe("an answer of Deepgram", () => {
  it("becomes words in milliseconds with their marks, voices by their numbers, and its id", async () => {
    const words = [word("Go", 0.08, 0.3, { speaker: 0 }), word("on.", 0.3, 0.6, { speaker: 1 })];
    const transcript = await transcriptOf(answer([channel("Go on.", words)]), { options: { language: "en" } });
    expect(transcript).toMatchObject({
      ...{ provider: "deepgram", remoteId: "0f3a-1", text: "Go on.", language: "en", rough: false },
      ...{ confidence: 0.9, durationMs: 2_500 },
      words: [
        { text: "Go", startMs: 80, endMs: 300, confidence: 0.5, speaker: "0", channel: null },
        { text: "on.", startMs: 300, endMs: 600, speaker: "1" },
      ],
    });
    expect(transcript.raw).toMatchObject({ metadata: { channels: 1 } });
  });

  it("of several channels is told in the order of the turns, with each word's channel from 1", async () => {
    const first = channel("Hello. Fine.", [word("Hello.", 0, 0.4), word("Fine.", 2, 2.4)]);
    const second = channel("How are you?", [word("How", 1, 1.2), word("are", 1.2, 1.3), word("you?", 1.3, 1.5)]);
    const { text, words, confidence } = await transcriptOf(answer([first, second]));
    expect(text).toBe("Hello. How are you? Fine.");
    expect(words.map((one) => one.channel)).toEqual(["1", "2", "2", "2", "1"]);
    expect(confidence).toBe(0.5);
    const wordless = await transcriptOf(answer([first, channel("And you?", [])]));
    expect(wordless.text).toBe("Hello. Fine. And you?");
  });

  it("has its words from the turns where they stand nowhere else", async () => {
    const utterances = [
      { channel: 0, speaker: 3, words: [word("Go", 0, 0.3)] },
      { channel: 1, speaker: 4, words: [word("elsewhere", 0, 1)] },
    ];
    const { words } = await transcriptOf(answer([{ alternatives: [{ transcript: "Go" }] }], { utterances }));
    expect(words).toMatchObject([{ text: "Go", speaker: "3" }]);
  });

  it("tells the language that was heard rather than the one that was asked for", async () => {
    const body = answer([channel("Ja", [], { detected_language: "de" })]);
    expect((await transcriptOf(body, { options: { language: "en" } })).language).toBe("de");
    const several = { providerOptions: { language: "multi" } };
    expect((await transcriptOf(answer([channel("Ja", [])]), several)).language).toBeNull();
  });

  it("without a word is a transcript too", async () => {
    expect(await transcriptOf(answer([channel("", [])]))).toMatchObject({ text: "", words: [], durationMs: 2_500 });
  });

  it.each([
    ["err_msg", { err_code: "INVALID_AUTH", err_msg: "Invalid credentials." }, "Invalid credentials."],
    [
      "message",
      { category: "INVALID_JSON", message: "Invalid JSON submitted.", details: "at 7" },
      "Invalid JSON submitted.",
    ],
    ["text", "too slow", "too slow"],
  ])("that refuses tells why in its %s", async (_where, body, words) => {
    expect(await heardOf(body, {}, 400)).toMatchObject({ said: null, complaint: words });
  });

  it("that was cut, and no answer at all, are nothing understood", async () => {
    const body = JSON.stringify(answer([channel("Go on.", [])]));
    const cut = await client.submit(line({ body, complete: false }).call, wanted());
    expect(cut.said).toBeNull();
    const gone: NoReply = { kind: "no-reply", code: "ECONNRESET", message: "reset", sent: "all" };
    expect(await client.submit(line(gone).call, wanted())).toMatchObject({ said: null, complaint: null });
  });

  it("never throws, whatever it is", async () => {
    const odd = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: "small" }, fc.jsonValue(), tie("object")),
      object: fc.dictionary(
        fc.constantFrom(
          ...["metadata", "results", "channels", "alternatives", "words", "word", "start", "end", "transcript"],
          ...["utterances", "channel", "speaker", "duration", "request_id", "err_msg", "confidence"],
        ),
        fc.oneof(tie("value"), fc.array(tie("value"), { maxLength: 3 })),
      ),
    })).object;
    await fc.assert(
      fc.asyncProperty(odd, async (body) => {
        const { said } = await heardOf(body, { webhook: WEBHOOK });
        if (said?.state === "done") {
          for (const { startMs, endMs, text } of said.transcript.words) {
            expect(text).not.toBe("");
            expect(endMs).toBeGreaterThanOrEqual(startMs);
          }
        }
        client.arrived?.(JSON.stringify(body), NOTHING);
      }),
    );
  });
});
