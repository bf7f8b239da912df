import { describe, expect, it } from "vitest";
import type { ServedRun, WireBody, WireHead } from "../../domain/provider-server.ts";
import { ASSEMBLYAI_ERRORS } from "./errors.ts";
import { assemblyaiServer as server } from "./server.ts";
import { complaintOf } from "./wire.ts";

const AUTH_ERROR = '{"error":"Authentication error, API token missing/invalid"}';

function head(method: string, path: string, query: WireHead["query"] = {}, authorization = "key"): WireHead {
  return { method, path, query, headers: authorization === "" ? {} : { authorization } };
}

function text(value: unknown): WireBody {
  return { kind: "text", text: typeof value === "string" ? value : JSON.stringify(value) };
}

const NONE: WireBody = { kind: "none" };

const RUN: ServedRun = {
  id: "run-1",
  audioUrl: "https://cdn.example.com/upload/1",
  fields: { audio_url: "https://cdn.example.com/upload/1", speaker_labels: true, made_up_last_week: [1] },
  status: "completed",
  throttled: null,
  error: null,
  transcript: {
    provider: "assemblyai",
    remoteId: "run-1",
    text: "hello",
    words: [{ text: "hello", startMs: 120, endMs: 480, confidence: 0.5, speaker: null, channel: null }],
    language: null,
    confidence: 0.5,
    durationMs: 1_280,
    rough: false,
    raw: null,
  },
  createdAt: Date.UTC(2026, 10, 20, 9, 30, 0, 250),
  completedAt: Date.UTC(2026, 10, 20, 9, 30, 2, 0),
  deleted: false,
  webhookStatus: null,
};

describe("the server of AssemblyAI", () => {
  it.each([
    ["POST", "/v2/upload", "upload"],
    ["POST", "/v2/transcript", "submit"],
    ["GET", "/v2/transcript/abc", "poll"],
    ["GET", "/v2/transcript/", "poll"],
    ["GET", "/v2/transcript", "list"],
    ["DELETE", "/v2/transcript/abc", "delete"],
    ["GET", "/v2/transcript/abc/srt", "result"],
    ["GET", "/v2/transcript/abc/redacted-audio", "result"],
    ["GET", "/v2/transcript/abc/mp3", null],
    ["POST", "/v2/transcript/abc/srt", null],
    ["GET", "/v2/transcript/abc/srt/more", null],
    ["GET", "/v2/upload", null],
    ["GET", "/", null],
  ])("counts %s %s as %s", (method, path, stage) => {
    expect(server.stage(head(method, path))).toBe(stage);
  });

  it.each(["", "Bearer key"])("refuses the authorization %j with the vendor's 401", (authorization) => {
    const ask = server.hear(head("GET", "/v2/transcript", {}, authorization), NONE);
    expect(ask).toMatchObject({ kind: "refused", reply: { status: 401, body: AUTH_ERROR } });
  });

  it.each([
    ["no JSON", "audio", "Invalid endpoint schema, please refer to documentation for examples."],
    ["no object", [1], "Invalid endpoint schema, please refer to documentation for examples."],
    ["no audio_url", {}, "Transcript creation error, audio_url not found"],
    ["a number", { audio_url: 3 }, "audio_url must be a String"],
    ["a path", { audio_url: "/tmp/a.mp3" }, "Transcript creation error, audio_url should start with http"],
    ["no models", { audio_url: "https://a", speech_models: [] }, "speech_models must be a non-empty list"],
  ])("refuses a submit with %s in the vendor's words", (_case, body, error) => {
    const ask = server.hear(head("POST", "/v2/transcript"), text(body));
    expect(ask).toMatchObject({ kind: "refused", reply: { status: 400, body: JSON.stringify({ error }) } });
  });

  it("refuses an empty upload with the plain text of a 422", () => {
    const ask = server.hear(head("POST", "/v2/upload"), { kind: "audio", sha256: "e3b0", bytes: 0 });
    expect(ask).toMatchObject({
      reply: { status: 422, headers: { "content-type": "text/plain" }, body: "Upload failed, please try again" },
    });
  });

  it("takes every field of a submit, known or not", () => {
    const fields = { audio_url: "https://a", made_up_last_week: { deep: true } };
    expect(server.hear(head("POST", "/v2/transcript"), text(fields))).toMatchObject({ kind: "submit", fields });
  });

  it("shows ten runs where no limit was asked for and refuses a limit above 200", () => {
    expect(server.hear(head("GET", "/v2/transcript"), NONE)).toMatchObject({ kind: "list", limit: 10 });
    expect(server.hear(head("GET", "/v2/transcript", { limit: "201" }), NONE)).toMatchObject({ kind: "refused" });
  });

  it("answers an unknown run with 400, as the vendor does", () => {
    expect(server.say({ kind: "refusal", why: "unknown-run" })).toMatchObject({
      status: 400,
      body: '{"error":"Transcript lookup error, transcript id not found"}',
    });
  });

  it("shows a run with whole seconds, millisecond words, nulls kept and every option echoed", () => {
    const reply = server.say({ kind: "run", run: RUN });
    const body = JSON.parse(reply.body);
    expect(reply.status).toBe(200);
    expect(body).toMatchObject({
      id: "run-1",
      status: "completed",
      error: null,
      text: "hello",
      words: [{ text: "hello", start: 120, end: 480, confidence: 0.5, speaker: null }],
      audio_duration: 2,
      speaker_labels: true,
      made_up_last_week: [1],
      utterances: null,
      throttled: null,
    });
    expect(Object.keys(body).length).toBeGreaterThanOrEqual(65);
  });

  it("never echoes the secret of a webhook", () => {
    const fields = { webhook_auth_header_name: "x-secret", webhook_auth_header_value: "hunter2" };
    const { body } = server.say({ kind: "run", run: { ...RUN, fields } });
    expect(body).not.toContain("hunter2");
    expect(JSON.parse(body)).toMatchObject({ webhook_auth: true, webhook_auth_header_name: "x-secret" });
  });

  it("lists with absolute links: prev_url to older runs, next_url to newer ones, the other filters kept", () => {
    const older = { ...RUN, id: "run-0", status: "processing" as const, completedAt: null, transcript: null };
    const reply = server.say({
      kind: "runs",
      runs: [RUN, older],
      limit: 2,
      baseUrl: "http://localhost:1",
      query: { limit: "2", created_on: "2026-11-20", before_id: "run-2" },
      hasOlder: true,
      hasNewer: true,
    });
    expect(JSON.parse(reply.body)).toEqual({
      page_details: {
        limit: 2,
        result_count: 2,
        current_url: "http://localhost:1/v2/transcript?limit=2&created_on=2026-11-20&before_id=run-2",
        prev_url: "http://localhost:1/v2/transcript?limit=2&created_on=2026-11-20&before_id=run-0",
        next_url: "http://localhost:1/v2/transcript?limit=2&created_on=2026-11-20&after_id=run-1",
      },
      transcripts: [
        {
          id: "run-1",
          resource_url: "http://localhost:1/v2/transcript/run-1",
          status: "completed",
          created: "2026-11-20T09:30:00.250000Z",
          completed: "2026-11-20T09:30:02.000000Z",
          audio_url: RUN.audioUrl,
          error: "",
        },
        expect.objectContaining({ id: "run-0", status: "processing", completed: null }),
      ],
    });
  });

  const sayable = ASSEMBLYAI_ERRORS.filter(({ seen }) => seen !== "audio");

  it.each(sayable.map((entry) => [entry.code, entry] as const))("can say %s", (code, entry) => {
    const said = server.fault(code);
    if (said === null || "jobError" in said) {
      expect(said).toEqual({ jobError: entry.sample ?? expect.any(String) });
    } else {
      expect(said.status).toBe(entry.status?.[0]);
      expect(complaintOf(said.body)).toEqual(entry.sample ?? expect.any(String));
    }
  });

  it("puts parameters into the places of the message", () => {
    expect(server.fault("assemblyai/language-confidence", { language: "de", wanted: "0.9" })).toEqual({
      jobError: "detected language 'de', confidence 0.2949, is below the requested confidence threshold value of '0.9'",
    });
    expect(server.trouble({ kind: "unreachable", url: "https://gone.example/a$1.mp3" })).toBe(
      "Download error, unable to download https://gone.example/a$1.mp3. Please make sure the file exists and is accessible from the internet.",
    );
  });

  it("does not say what is not in its catalogue", () => {
    expect(server.fault("assemblyai/nonsense")).toBeNull();
  });
});
