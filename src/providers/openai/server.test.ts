import { describe, expect, it } from "vitest";
import type { WireHead, WireReply } from "../../domain/provider-server.ts";
import type { TranscribeAsk } from "../../domain/transcribing-server.ts";
import type { Transcript } from "../../domain/transcript.ts";
import type { WireForm } from "../../domain/wire-form.ts";
import { OPENAI_ERRORS } from "./errors.ts";
import { OPENAI_REQUESTS } from "./requests.ts";
import { openaiServer as server } from "./server.ts";
import { complaintOf } from "./wire.ts";

const OPENAI = "/v1/audio/transcriptions";
const GROQ = "/openai/v1/audio/transcriptions";
const WHISPER_CPP = "/inference";

const head = (path = OPENAI, authorization = "Bearer k", method = "POST"): WireHead => ({
  method,
  path,
  query: {},
  headers: authorization === "" ? {} : { authorization },
});

const RECORDING = { sha256: "aa", bytes: 64_000 };

const form = (
  fields: Record<string, string> = {},
  recordings: WireForm["recordings"] = { file: RECORDING },
): WireForm => ({ kind: "form", fields: { model: "whisper-1", ...fields }, recordings });

function asked(fields: Record<string, string> = {}, path = OPENAI): TranscribeAsk {
  const ask = server.hear(head(path), form(fields));
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
  provider: "openai",
  remoteId: null,
  text: "Go on. Now!",
  words: [word("Go", 0, 300), word("on.", 300, 600), word("Now!", 2_000, 2_400)],
  language: null,
  confidence: null,
  durationMs: 2_500,
  rough: true,
  raw: null,
};

const said = (ask: TranscribeAsk): WireReply =>
  server.say({ kind: "transcribed", ask, id: "7", sha256: "aa", transcript: SPOKEN });

describe("the server of OpenAI's API", () => {
  it("has the paths that are known of the API, and no other", () => {
    for (const { method, path } of OPENAI_REQUESTS) expect(server.stage(head(path, "", method))).toBe("submit");
    for (const path of ["/", `${OPENAI}/`, "/v1/models", "/v2/audio/transcriptions"]) {
      expect(server.stage(head(path))).toBeNull();
    }
    expect(server.stage(head(OPENAI, "", "GET"))).toBeNull();
    expect(refusal(head("/v1/models", "Bearer k", "GET"), { kind: "none" })).toMatchObject({ status: 404 });
  });

  it("says each entry of the catalogue in its own words", () => {
    expect([...server.faults].toSorted()).toEqual(OPENAI_ERRORS.map(({ code }) => code).toSorted());
    for (const { code, sample, status } of OPENAI_ERRORS) {
      const reply = server.fault(code);
      if (reply === null || "jobError" in reply) throw new Error(`${code} is not said`);
      expect(status).toContain(reply.status);
      if (sample !== null) expect(complaintOf(reply.body)).toBe(sample);
    }
    expect(server.fault("openai/nothing")).toBeNull();
  });

  it("puts values into its words, and says 413 with the type of a server's error as it has been seen", () => {
    const reply = server.fault("openai/too-large", { limit: "10", size: "11" });
    expect(reply).toMatchObject({ status: 413 });
    expect(reply !== null && "body" in reply ? JSON.parse(reply.body) : null).toEqual({
      error: {
        message: "Maximum content size limit (10) exceeded (11 bytes read)",
        type: "server_error",
        param: null,
        code: null,
      },
    });
  });

  it("lets nobody in without a key, except where whisper.cpp would", () => {
    expect(refusal(head(OPENAI, ""), form())).toMatchObject({ status: 401 });
    expect(refusal(head(OPENAI, "Basic abc"), form())).toMatchObject({ status: 401 });
    expect(server.hear(head(WHISPER_CPP, ""), form())).toMatchObject({ kind: "transcribe", key: "" });
    expect(server.hear(head(OPENAI, "bearer abc"), form())).toMatchObject({ kind: "transcribe", key: "abc" });
  });

  it("refuses a request without a recording or a model, each server in its own way", () => {
    const noFile = form({}, {});
    expect(JSON.parse(refusal(head(), noFile).body)).toMatchObject({ error: { type: "invalid_request_error" } });
    expect(JSON.parse(refusal(head(WHISPER_CPP), noFile).body)).toEqual({ error: "no 'file' field in the request" });
    expect(refusal(head(), { kind: "none" })).toMatchObject({ status: 400 });
    expect(refusal(head(), form({ model: "" })).body).toContain("'model'");
    expect(server.hear(head(WHISPER_CPP), form({ model: "" }))).toMatchObject({ kind: "transcribe" });
  });

  it("fetches a recording under Groq's path alone", () => {
    const url = { url: "http://127.0.0.1/a.wav" };
    expect(server.hear(head(GROQ), form(url, {}))).toMatchObject({ audio: url });
    expect(refusal(head(OPENAI), form(url, {}))).toMatchObject({ status: 400 });
  });

  it.each([
    ["whisper-1", "verbose_json", true],
    ["whisper-1", "diarized_json", false],
    ["whisper-1", "yaml", false],
    ["gpt-4o-transcribe", "text", true],
    ["gpt-4o-transcribe", "verbose_json", false],
    ["gpt-4o-mini-transcribe", "srt", false],
    ["gpt-4o-transcribe-diarize", "diarized_json", true],
  ])("as to whether %s answers in %s: %s", (model, format, takes) => {
    const heard = server.hear(head(), form({ model, response_format: format }));
    expect(heard.kind === "transcribe").toBe(takes);
    if (heard.kind === "refused") {
      expect(heard.reply.status).toBe(400);
      expect(heard.reply.body).toContain("unsupported_value");
      expect(heard.reply.body).toContain(`'${format}' is not compatible with model '${model}'`);
    }
  });

  it("tells the times of words in one form only", () => {
    const fields = { "timestamp_granularities[]": "word" };
    expect(refusal(head(), form(fields))).toMatchObject({ status: 400 });
    expect(asked({ ...fields, response_format: "verbose_json" }).kind).toBe("transcribe");
  });

  it("answers in each form that it has", () => {
    expect(JSON.parse(said(asked()).body)).toEqual({
      text: "Go on. Now!",
      usage: { type: "duration", seconds: 3 },
    });
    const plain = said(asked({ response_format: "text" }));
    expect([plain.headers["content-type"], plain.body]).toEqual(["text/plain; charset=utf-8", "Go on. Now!\n"]);
    expect(said(asked({ response_format: "srt" })).body).toMatch(/^1\n00:00:00,000 --> /);
    const vtt = said(asked({ response_format: "vtt" }));
    expect(vtt.body).toMatch(/^WEBVTT\n\n00:/);
    expect(vtt.headers).toMatchObject({ "content-type": "text/vtt; charset=utf-8", "x-request-id": "req_7" });
  });

  it("answers at length with segments, with words, or with both, as it is asked", () => {
    const at = (granularities?: string) => {
      const asks = granularities === undefined ? {} : { "timestamp_granularities[]": granularities };
      return JSON.parse(said(asked({ response_format: "verbose_json", language: "de", ...asks })).body);
    };
    expect(at()).toMatchObject({ task: "transcribe", language: "german", duration: 2.5, text: "Go on. Now!" });
    expect(at().segments).toMatchObject([
      { id: 0, start: 0, end: 0.6, text: " Go on." },
      { id: 1, start: 2, end: 2.4, text: " Now!" },
    ]);
    expect(at()).not.toHaveProperty("words");
    expect(at("word")).not.toHaveProperty("segments");
    // Without the marks of the text, as OpenAI tells them.
    expect(at("word").words.map((one: { word: string }) => one.word)).toEqual(["Go", "on", "Now"]);
    expect(Object.keys(at("word,segment"))).toEqual(expect.arrayContaining(["words", "segments"]));
  });

  it("answers as whisper.cpp does under its path", () => {
    const body = JSON.parse(said(asked({ response_format: "verbose_json" }, WHISPER_CPP)).body);
    expect(body).not.toHaveProperty("words");
    expect(body.segments[0].words).toMatchObject([{ word: " Go", probability: 0.5 }, { word: " on." }]);
    expect(said(asked({ response_format: "text" }, WHISPER_CPP)).headers["content-type"]).toMatch(/^text\/html/);
    expect(JSON.parse(said(asked({ response_format: "yaml" }, WHISPER_CPP)).body)).toEqual({ text: "Go on. Now!" });
  });

  it.each([
    ["key", { kind: "key" }, 401],
    ["unreadable-url", { kind: "unreadable-url", url: "http://x.test/a" }, 400],
    ["not-audio", { kind: "not-audio" }, 400],
    ["too-big", { kind: "too-big", bytes: 30_000_000 }, 413],
  ] as const)("says %s to those whom it concerns", (_name, why, status) => {
    for (const path of [OPENAI, WHISPER_CPP]) {
      const reply = server.say({ kind: "transcribe-trouble", form: asked({}, path).form, id: "7", why });
      expect(reply.status).toBe(status);
      expect(complaintOf(reply.body)).toMatch(/\w{3}/);
    }
  });
});
