import { describe, expect, it } from "vitest";
import type { AudioSource } from "../../domain/audio-source.ts";
import type { Exchange, NoReply, Reply } from "../../domain/exchange.ts";
import type { ProviderCall, SubmitAsk } from "../../domain/provider.ts";
import type { HttpCall } from "../../domain/transport.ts";
import { elsa, elsaProvider } from "./client.ts";

const KEY = "raw-session-token";
const FLAC = Buffer.from("fLaC and then samples");

/** A transport in memory: answers the same to everything and keeps what it was asked. */
function line(outcome: Partial<Reply> | NoReply) {
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
    access: { baseUrl: "https://api.test", key: KEY },
    timeoutMs: 20_000,
    idleMs: 5_000,
    signal: new AbortController().signal,
  };
  return {
    call,
    get http(): HttpCall {
      const [only, ...more] = asked;
      if (only === undefined || more.length > 0) throw new Error(`${asked.length} calls instead of one`);
      return only;
    },
  };
}

const json = (body: unknown, status = 200) => line({ status, body: JSON.stringify(body) });

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
  kind: "assessment",
  later: false,
  audio: recording(),
  uploadUrl: null,
  options: { script: ["I think so."] },
  providerOptions: {},
  ...changes,
});

const free = (changes: Partial<SubmitAsk> = {}) => wanted({ options: {}, ...changes });

/** What a submit sends, as another parser reads it. */
async function sent(changes: Partial<SubmitAsk>, provider = elsaProvider) {
  const to = json({});
  await provider.client.submit(to.call, wanted(changes));
  const { url, headers, body } = to.http;
  if (body?.kind !== "stream") throw new Error("no form was sent");
  const pieces: Uint8Array[] = [];
  for await (const piece of body.open()) pieces.push(piece);
  const bytes = new Uint8Array(Buffer.concat(pieces));
  const form = await new Response(bytes, { headers: { "content-type": body.contentType } }).formData();
  const fields = Object.fromEntries(
    [...form].map(([name, value]) => [name, typeof value === "string" ? value : "file"]),
  );
  const file = form.get("audio_file") ?? form.get("audio");
  return { path: new URL(url).pathname, headers, fields, file, isExact: body.length === bytes.byteLength };
}

const good = { utterance: [{ sentence: "i think so", words: [{ text: "I", start_time: 0, end_time: 1 }] }] };

describe("a request to ELSA", () => {
  it("for a given sentence sends it with the recording, the plan, and the token in its header alone", async () => {
    const { path, headers, fields, file, isExact } = await sent({});
    expect(path).toBe("/api/v2/score_audio");
    expect(headers).toEqual({ accept: "application/json", authorization: `ELSA ${KEY}` });
    expect(fields).toEqual({ api_plan: "premium", sentence: "I think so.", audio_file: "file" });
    expect(Buffer.from(await (file as Blob).arrayBuffer()).equals(FLAC)).toBe(true);
    expect(isExact).toBe(true);
  });

  it("names the recording by its content and never by its own name", async () => {
    expect((await sent({})).file).toMatchObject({ name: "recording.flac", type: "audio/flac" });
    const unknown = recording(Buffer.from("????????????????????"));
    expect((await sent({ audio: unknown })).file).toMatchObject({ name: "recording.m4a" });
  });

  it("for one of several sentences sends a JSON list", async () => {
    const { fields } = await sent({ options: { script: ["Yes.", 'No, "never".'] } });
    expect(JSON.parse(fields.sentence ?? "")).toEqual(["Yes.", 'No, "never".']);
  });

  it.each([{}, { script: [] }])("for free speech goes elsewhere and asks for JSON: %j", async (options) => {
    const { path, fields } = await sent({ options });
    expect(path).toBe("/api/v1/score_audio_plus");
    expect(fields).toEqual({ api_plan: "premium", return_json: "true", audio_file: "file" });
  });

  it("for a transcript has a plan of its own, and no sentence", async () => {
    const { path, fields } = await sent({ kind: "transcription" });
    expect(path).toBe("/api/v1/asr");
    expect(fields).toEqual({ api_plan: "asr", return_json: "true", audio_file: "file" });
  });

  it("passes an address on instead of the recording", async () => {
    const { fields } = await sent({ uploadUrl: "https://files.test/a.wav?sig=1" });
    expect(fields).toMatchObject({ audio_path: "https://files.test/a.wav?sig=1" });
    expect(fields).not.toHaveProperty("audio_file");
  });

  it("takes further fields along, and none over those that say what is asked for", async () => {
    const providerOptions = {
      return_feedback_hints: true,
      feedback_language: "pt-BR",
      api_plan: "standard",
      sentence: "Another.",
      audio_path: "https://evil.test",
      audio_data: "AAAA",
      audio: "x",
      async: "true",
      empty: null,
      deep: { a: 1 },
    };
    const ours = { api_plan: "standard", audio_file: "file" };
    const theirs = { return_feedback_hints: "true", feedback_language: "pt-BR", deep: '{"a":1}' };
    expect((await sent({ providerOptions })).fields).toEqual({ ...ours, ...theirs, sentence: "I think so." });
    const { fields } = await sent({ providerOptions: { ...providerOptions, return_json: false }, options: {} });
    expect(fields).toEqual({ ...ours, ...theirs, return_json: "true" });
  });

  it("is made as somebody's contract wants it", async () => {
    const contract = elsa({
      authorizationScheme: "Bearer",
      scriptedVersion: "v3",
      plan: "standard",
      transcriptionPlan: "premium",
      audioField: "audio_data",
      later: { fields: { mode: "async" } },
    });
    const { path, headers, fields, isExact } = await sent({ later: true }, contract);
    expect([path, headers.authorization]).toEqual(["/api/v3/score_audio", `Bearer ${KEY}`]);
    const audio_data = FLAC.toString("base64");
    expect(fields).toEqual({ api_plan: "standard", sentence: "I think so.", mode: "async", audio_data });
    expect(isExact).toBe(true);
    expect((await sent({ kind: "transcription" }, contract)).fields).toMatchObject({ api_plan: "premium" });
    expect((await sent({}, elsa({ audioField: "audio" }))).fields).toMatchObject({ audio: "file" });
  });

  it("without a token has no header for one", async () => {
    const to = json({});
    await elsaProvider.client.submit({ ...to.call, access: { baseUrl: "https://api.test", key: "" } }, wanted());
    expect(to.http.headers).toEqual({ accept: "application/json" });
  });

  it("is sent although the recording cannot be looked into: whoever sends it notices", async () => {
    const audio: AudioSource = {
      ...recording(),
      // biome-ignore lint/correctness/useYield: it fails before there is anything to give.
      async *open() {
        throw new Error("gone");
      },
    };
    const to = json(good);
    expect(await elsaProvider.client.submit(to.call, wanted({ audio }))).toMatchObject({ said: { state: "done" } });
  });
});

describe("an answer of ELSA", () => {
  const submit = (to: ReturnType<typeof line>, changes: Partial<SubmitAsk> = {}, provider = elsaProvider) =>
    provider.client.submit(to.call, wanted(changes));

  it("is the result itself", async () => {
    const { said, complaint } = await submit(json(good));
    expect(complaint).toBeNull();
    expect(said).toMatchObject({ state: "done", transcript: { provider: "elsa", remoteId: null, raw: good } });
  });

  it("that refuses is told in its own words", async () => {
    const refused = await submit(json({ error: { code: 400, message: "Missing audio param!", errors: [] } }, 400));
    expect(refused).toMatchObject({ said: null, complaint: "Missing audio param!" });
    const dead = await submit(line({ kind: "no-reply", code: "ECONNRESET", message: "", sent: "all" }));
    expect(dead).toMatchObject({ said: null, complaint: null });
  });

  it("that was cut short, or is none to the question, is not believed", async () => {
    expect((await submit(line({ body: JSON.stringify(good), complete: false }))).said).toBeNull();
    expect((await submit(json({ utterances: [{ transcript: "hello" }] }))).said).toBeNull();
    expect((await submit(json([good]))).said).toBeNull();
  });

  it("that scores nothing usable is no result, and says why", async () => {
    const unspoken = { utterance: [{ attempt_type: "UNSPOKEN", words: [] }] };
    expect(await submit(json(unspoken))).toMatchObject({ said: null, complaint: "attempt_type: UNSPOKEN" });
    const noisy = { recording_quality: "noisy", speakers: [] };
    const heard = await elsaProvider.client.submit(json(noisy).call, free());
    expect(heard).toMatchObject({ said: null, complaint: "recording_quality: noisy" });
  });
});

describe("ELSA's async mode", () => {
  const { poll } = elsaProvider.client;
  if (poll === undefined) throw new Error("the client cannot poll");
  const processing = { status: "processing", stream_id: "s-1" };
  const scores = { speakers: [{ total_time: 3, metrics: { general_scores: { elsa: { eps_score: 50 } } } }] };

  it("is asked for by a field, only once it is needed", async () => {
    expect((await sent({ later: true, options: {} })).fields).toMatchObject({ async: "true" });
    expect((await sent({ later: false, options: {} })).fields).not.toHaveProperty("async");
  });

  it("accepts with a run's id, or answers at once all the same", async () => {
    const accepted = await elsaProvider.client.submit(json(processing, 202).call, free({ later: true }));
    expect(accepted).toMatchObject({ said: { state: "accepted", remoteId: "s-1" }, complaint: null });
    const done = await elsaProvider.client.submit(json(scores).call, free({ later: true }));
    expect(done.said).toMatchObject({ state: "done" });
    const failed = await elsaProvider.client.submit(
      json({ ...processing, status: "failed", reason: "ASR timeout" }).call,
      free(),
    );
    expect(failed).toMatchObject({ said: null, complaint: "ASR timeout" });
  });

  it("is asked for its result where the run is", async () => {
    const to = json(processing);
    await poll(to.call, "s-1");
    expect(to.http).toMatchObject({
      method: "GET",
      url: "https://api.test/api/v1/score_audio_plus/s-1",
      endpoint: "/api/v1/score_audio_plus/{id}",
      headers: { authorization: `ELSA ${KEY}` },
    });
    expect(to.http.body).toBeUndefined();
  });

  it.each<[object, object]>([
    [processing, { state: "processing", throttled: false }],
    [{ status: "queued" }, { state: "queued", throttled: false }],
    [{ status: "warming-up" }, { state: "processing", throttled: false }],
    [{ status: "failed", reason: "ASR timeout" }, { state: "failed" }],
    [{ status: "success", recording_quality: "quiet", ...scores }, { state: "failed" }],
  ])("answers %j, which is %j", async (body, said) => {
    expect((await poll(json(body).call, "s-1")).said).toEqual(said);
  });

  it("tells why a run failed", async () => {
    const failed = json({ status: "failed", stream_id: "s-1", reason: "ASR timeout" });
    expect((await poll(failed.call, "s-1")).complaint).toBe("async run: ASR timeout");
    const quiet = json({ status: "success", recording_quality: "quiet", ...scores });
    expect((await poll(quiet.call, "s-1")).complaint).toBe("async run: recording_quality: quiet");
  });

  it("gives the result under the run's id", async () => {
    const { said } = await poll(json({ status: "success", stream_id: "s-1", ...scores }).call, "s-1");
    expect(said).toMatchObject({ state: "done", transcript: { remoteId: "s-1", assessment: { score: 50 } } });
  });

  it.each([{ ...scores, stream_id: "s-2" }, { status: "success" }, {}, { result_link: "https://x.test" }])(
    "is not believed with another run's answer, or none: %j",
    async (body) => {
      expect((await poll(json(body).call, "s-1")).said).toBeNull();
    },
  );

  it("is nothing to wait for where the contract has none", async () => {
    const without = elsa({ later: null });
    expect(without.client.poll).toBeUndefined();
    expect(without.facts.stages).toEqual(["submit"]);
    expect(without.facts).not.toHaveProperty("answersAtOnce");
    expect((await sent({ later: true }, without)).fields).not.toHaveProperty("async");
    expect((await without.client.submit(json(processing).call, free())).said).toBeNull();
    expect(elsaProvider.facts).toMatchObject({ stages: ["submit", "wait"], answersAtOnce: true });
  });
});
