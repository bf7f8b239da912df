import { describe, expect, it } from "vitest";
import { parseFields } from "../../domain/json-fields.ts";
import type { WireBody, WireHead, WireReply } from "../../domain/provider-server.ts";
import type { TranscribeAsk } from "../../domain/transcribing-server.ts";
import type { Transcript } from "../../domain/transcript.ts";
import { DEEPGRAM_ERRORS } from "./errors.ts";
import { DEEPGRAM_REQUESTS } from "./requests.ts";
import { deepgramServer as server } from "./server.ts";
import { complaintOf } from "./wire.ts";

const LISTEN = "/v1/listen";
const RECORDING: WireBody = { kind: "audio", sha256: "aa", bytes: 64_000 };

const head = (query: Record<string, string> = {}, authorization = "Token k", path = LISTEN): WireHead => ({
  method: "POST",
  path,
  query,
  headers: authorization === "" ? {} : { authorization },
});

function asked(query: Record<string, string> = {}, body: WireBody = RECORDING): TranscribeAsk {
  const ask = server.hear(head(query), body);
  if (ask.kind === "refused") throw new Error(ask.reply.body);
  return ask;
}

function refusal(...args: Parameters<typeof server.hear>): WireReply {
  const ask = server.hear(...args);
  if (ask.kind !== "refused") throw new Error("it was taken");
  return ask.reply;
}

const word = (text: string, startMs: number, endMs: number) => {
  return { text, startMs, endMs, confidence: 0.5, speaker: null, channel: null };
};

const SPOKEN: Transcript = {
  provider: "deepgram",
  remoteId: "7",
  text: "Go on. Now!",
  words: [word("Go", 0, 300), word("on.", 300, 600), word("Now!", 2_000, 2_400)],
  language: null,
  confidence: 0.5,
  durationMs: 2_500,
  rough: true,
  raw: null,
};

function bodyOf(query: Record<string, string> = {}) {
  const said = server.say({ kind: "transcribed", ask: asked(query), id: "7", sha256: "aa", transcript: SPOKEN });
  return { ...said, body: JSON.parse(said.body) };
}

describe("the server of Deepgram", () => {
  it("has the paths that are known of the API", () => {
    for (const { path, stage } of DEEPGRAM_REQUESTS) expect(server.stage(head({}, "", path))).toBe(stage);
    expect(server.stage({ ...head(), method: "GET" })).toBeNull();
    expect(server.stage(head({}, "", "/v1/listen/"))).toBeNull();
    expect(refusal(head({}, "Token k", "/v1/speak"), RECORDING).status).toBe(404);
  });

  it("can say each refusal of the catalogue with its status and its words", () => {
    const refusals = DEEPGRAM_ERRORS.filter(({ seen }) => seen === "reply");
    expect(server.faults).toEqual(refusals.map(({ code }) => code));
    for (const { code, status = [], sample } of refusals) {
      const said = server.fault(code);
      if (said === null || "jobError" in said) throw new Error(`${code} is not said`);
      expect(said.status).toBe(status[0]);
      if (sample !== null) expect(parseFields(said.body)).toEqual(JSON.parse(sample));
    }
    expect(server.fault("deepgram/callback-failed")).toBeNull();
    expect(server.fault("deepgram/unheard-of")).toBeNull();
  });

  it("puts values into the places of a message, and the sample's where there are none", () => {
    const said = (params?: Record<string, string>) => JSON.stringify(server.fault("deepgram/remote-content", params));
    expect(said({ status: "$& 410 Gone" })).toContain("a client error: $& 410 Gone");
    expect(said({})).toContain("403 Forbidden");
  });

  it.each(["", "k", "Basic k", "Token", "Token a b"])("refuses the authorization %j", (authorization) => {
    const { status, body } = refusal(head({}, authorization), RECORDING);
    expect([status, complaintOf(body)]).toEqual([401, "Invalid credentials."]);
  });

  it("hears a recording, and an address in JSON", () => {
    expect(asked({ model: "nova-2" })).toMatchObject({
      ...{ kind: "transcribe", key: "k", audio: { sha256: "aa", bytes: 64_000 }, callback: null },
      fields: { model: "nova-2" },
    });
    const text = '{"url":" https://a/b.wav "}';
    expect(asked({}, { kind: "text", text }).audio).toEqual({ url: "https://a/b.wav" });
    expect(server.hear(head({}, "bearer t"), RECORDING)).toMatchObject({ key: "t" });
  });

  it.each([
    ["an empty body", { kind: "none" }, "Bad Request: failed to process audio: corrupt or unsupported data"],
    [
      "a recording of no bytes",
      { ...RECORDING, bytes: 0 },
      "Bad Request: failed to process audio: corrupt or unsupported data",
    ],
    ["JSON without an address", { kind: "text", text: "{}" }, "Invalid JSON submitted."],
    ["what is no JSON", { kind: "text", text: "url=x" }, "Invalid JSON submitted."],
  ] satisfies [string, WireBody, string][])("refuses %s", (_what, body, words) => {
    const { status, body: said } = refusal(head(), body);
    expect([status, complaintOf(said)]).toEqual([400, words]);
  });

  it("hears where the transcript is to be sent, and proves itself there by the id of the key", () => {
    expect(asked({ callback: "http://127.0.0.1:8080/hook?a=b" }).callback).toMatchObject({
      url: "http://127.0.0.1:8080/hook?a=b",
      header: { name: "dg-token" },
    });
    for (const callback of ["nowhere", "ftp://a/b"]) expect(refusal(head({ callback }), RECORDING).status).toBe(400);
  });

  it("answers a callback's request with an id alone", () => {
    const taken = server.say({ kind: "taken", ask: asked({ callback: "http://127.0.0.1/x" }), id: "7" });
    expect([taken.status, taken.body, taken.headers["dg-request-id"]]).toEqual([200, '{"request_id":"7"}', "7"]);
  });

  it("writes words bare, as people write them where that is asked for, and with a voice where it is", () => {
    const { body, headers } = bodyOf();
    expect(headers["dg-request-id"]).toBe("7");
    expect(body).toMatchObject({
      metadata: { request_id: "7", sha256: "aa", duration: 2.5, channels: 1, models: ["nova-3"] },
      results: { channels: [{ alternatives: [{ transcript: "Go on. Now!", confidence: 0.5 }] }] },
    });
    const [first, , last] = body.results.channels[0].alternatives[0].words;
    expect(first).toEqual({ word: "go", start: 0, end: 0.3, confidence: 0.5 });
    expect(last).toEqual({ word: "now", start: 2, end: 2.4, confidence: 0.5 });
    const asked = { smart_format: "true", diarize: "true", utterances: "true", detect_language: "true" };
    const [said] = bodyOf(asked).body.results.channels;
    expect(said.detected_language).toBe("en");
    expect(said.alternatives[0].words[2]).toMatchObject({ word: "now", punctuated_word: "Now!", speaker: 0 });
    expect(bodyOf(asked).body.results.utterances).toMatchObject([
      { transcript: "Go on.", start: 0, end: 0.6, speaker: 0 },
      { transcript: "Now!" },
    ]);
  });

  it.each([
    [{ kind: "key" }, 401],
    [{ kind: "unreadable-url", url: "https://a" }, 400],
    [{ kind: "not-audio" }, 400],
    [{ kind: "too-big", bytes: 3_000_000_000 }, 413],
  ] as const)("says %j with status %i and the id of the request", (why, status) => {
    const said = server.say({ kind: "transcribe-trouble", form: "", id: "7", why });
    expect([said.status, JSON.parse(said.body).request_id]).toEqual([status, "7"]);
  });
});
