import { describe, expect, it } from "vitest";
import { buildCatalogue } from "../src/catalogue/catalogue.ts";
import { classify } from "../src/catalogue/classify.ts";
import { GENERIC_ERRORS } from "../src/catalogue/generic.ts";
import type { RequestKind } from "../src/domain/catalogue-entry.ts";
import type { Exchange } from "../src/domain/exchange.ts";
import { HIDDEN } from "../src/domain/fault.ts";
import { DEEPGRAM_ERRORS } from "../src/providers/deepgram/errors.ts";
import { ELSA_ERRORS } from "../src/providers/elsa/errors.ts";
import { OPENAI_ERRORS } from "../src/providers/openai/errors.ts";

const CATALOGUE = buildCatalogue([GENERIC_ERRORS, ELSA_ERRORS, OPENAI_ERRORS, DEEPGRAM_ERRORS]);

/** A refusal of a submit, named from its body alone. */
function named(provider: string, status: number, body: string | object, kind?: RequestKind) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const outcome = { kind: "reply", status, headers: {}, body: text, complete: true } as const;
  const exchange: Exchange = { method: "POST", endpoint: "/", at: 0, elapsedMs: 0, sentBytes: 0, outcome };
  return classify(
    {
      provider,
      stage: "submit",
      ...(kind === undefined ? {} : { kind }),
      exchange,
      heard: "garbled",
      complaint: null,
      now: 0,
      notBefore: null,
      redact: (value) => value,
    },
    CATALOGUE,
  );
}

describe("ELSA's four body shapes", () => {
  const SHAPES: readonly ((message: string) => object)[] = [
    (message) => ({ error: { code: 400, message, errors: [message] } }),
    (message) => ({ message }),
    (reason) => ({ status: "failed", reason }),
    (message) => ({ type: "ELSA:error", message }),
  ];
  const said = ELSA_ERRORS.map(({ code, sample }) => [code, sample ?? ""] as const);

  it.each(said)("all tell %s, under any status: %s", (code, words) => {
    for (const status of [400, 401, 403, 404, 500]) {
      for (const shape of SHAPES) expect(named("elsa", status, shape(words))?.code).toBe(code);
    }
  });

  it.each([
    ["Could not find teacher ID", "elsa/user-does-not-exist", { user_type: "teacher" }],
    ["could not find  STUDENT id.", "elsa/user-does-not-exist", { user_type: "STUDENT" }],
    ["exception in ASR: worker 7 died", "elsa/asr-inter-process-exception", { error: "worker 7 died" }],
    ["exception in ASR: ASR timeout", "elsa/asr-inter-process-exception", { error: "ASR timeout" }],
    ["The server failed to parse your m4a audio", "elsa/failed-to-convert-audio", { audio_format: "m4a" }],
    ["Client with 12-ab is not active", "elsa/client-is-not-active", { user_id: "12-ab" }],
    ["User u 1 does not have access for this API", "elsa/client-does-not-have-access", { user_id: "u 1" }],
  ])("give the values of a message: %s", (words, code, params) => {
    expect(named("elsa", 400, { message: words })).toMatchObject({ code, params });
  });

  it("never show the token that a message repeats", () => {
    const fault = named("elsa", 401, { message: "Invalid session token: eyJ-very-secret" });
    expect(fault).toMatchObject({ code: "elsa/invalid-session-token", remedy: "refresh", params: { token: HIDDEN } });
    expect(JSON.stringify(fault)).not.toContain("eyJ-very-secret");
  });

  it.each([
    ["elsa/client-has-no-more-minutes", "User has no remaining minutes", "quota", "account", "park"],
    ["elsa/user-does-not-exist", "Could not find client ID", "auth", "account", "fail"],
    [
      "elsa/audio-too-big-for-sync",
      "Audio is too big for sync mode, please change to async mode",
      "audio",
      "job",
      "reroute",
    ],
    ["elsa/failed-to-read-audio-from-url", "Failed to read audio from the URL", "network", "host", "fetch"],
    ["elsa/invalid-audio-format", "Only 16 kHz mono WAV, FLAC or OGG-Opus audio allowed", "audio", "job", "repair"],
  ])("%s: %s is of class %s, reaches the %s, and asks to %s", (code, words, faultClass, scope, remedy) => {
    expect(named("elsa", 400, { message: words })).toMatchObject({ code, class: faultClass, scope, remedy });
  });
});

describe("servers of OpenAI's API", () => {
  const openai = (message: string, type: string | null, code: string | number | null = null) => ({
    error: { message, type, param: null, code },
  });
  const QUOTA = "You exceeded your current quota, please check your plan and billing details.";

  it.each<[string, string, number, string | object]>([
    ["openai/quota", "park", 429, openai(QUOTA, "insufficient_quota", "insufficient_quota")],
    ["openai/quota", "park", 429, openai("No.", "insufficient_quota", "credit_balance_exhausted")],
    ["openai/quota", "park", 429, openai("No.", "insufficient_quota", "organization_spend_limit_exceeded")],
    ["openai/quota", "park", 429, openai("No.", "insufficient_quota", "project_spend_limit_exceeded")],
    ["openai/quota", "park", 429, openai("No.", null, "organization_usage_limit_exceeded")],
    ["openai/rate-limit", "retry", 429, openai("Rate limit reached for whisper-1", "requests", "rate_limit_exceeded")],
    ["openai/rate-limit", "retry", 429, openai("Slow down.", "rate_limit_error", "slow_down")],
    ["http/429", "retry", 429, openai("Too many.", null)],
    ["openai/overloaded", "retry", 503, openai("Busy.", "service_unavailable_error", "server_is_overloaded")],
    [
      "openai/too-large",
      "reroute",
      413,
      openai("Maximum content size limit (26214400) exceeded (26439132 bytes read)", "server_error"),
    ],
    [
      "openai/too-large",
      "reroute",
      413,
      openai("413: Maximum content size limit (26214400) exceeded (26439132 bytes read)", "server_error"),
    ],
    ["http/413", "fail", 413, openai("No.", "server_error")],
    ["openai/too-large", "reroute", 400, openai("Maximum file size exceeded", "BadRequestError", 400)],
    ["openai/server-error", "retry", 500, openai("Sorry.", "server_error")],
    ["openai/server-error", "retry", 500, openai("Sorry.", "InternalServerError", 500)],
    ["http/502", "retry", 502, "<html>Bad Gateway</html>"],
    ["openai/invalid-key", "park", 401, openai("Incorrect API key provided: sk-1", "x", "invalid_api_key")],
    ["openai/invalid-key", "park", 401, { error: { message: "Invalid API Key", type: "invalid_request_error" } }],
    ["openai/invalid-key", "park", 403, { detail: "Invalid API key. The provided API key is incorrect." }],
    ["http/401", "park", 401, { error: "Unauthorized" }],
    ["openai/no-file", "fail", 400, { error: "no 'file' field in the request" }],
    ["openai/unreadable-audio", "repair", 400, { error: "failed to read audio data" }],
    ["openai/unreadable-audio", "repair", 400, { error: "failed to read WAV file" }],
    ["openai/conversion-failed", "repair", 500, { error: "FFmpeg conversion failed." }],
    ["openai/conversion-failed", "repair", 500, { detail: "Failed to decode audio." }],
    ["openai/processing-failed", "retry", 500, { error: "failed to process audio" }],
    ["openai/client-disconnected", "retry", 499, { error: "client disconnected" }],
    ["openai/cancelled", "retry", 499, ""],
    ["openai/flex-capacity", "retry", 498, openai("Full.", "capacity_exceeded")],
    ["openai/dependency", "retry", 424, openai("No.", "x")],
    ["openai/unprocessable", "retry", 422, openai("Try again.", "x")],
    [
      "openai/invalid-field",
      "fail",
      422,
      { detail: [{ type: "missing", loc: ["body", "file"], msg: "Field required" }] },
    ],
    [
      "openai/unsupported-format",
      "repair",
      415,
      { detail: "Failed to decode audio. The provided file type is not supported." },
    ],
    ["openai/empty-audio", "fail", 400, { detail: "Failed to decode audio. The provided file is likely empty." }],
    ["openai/model-not-found", "fail", 404, { detail: "Model 'whisper-9' is not installed locally. You can" }],
    ["openai/model-not-found", "fail", 404, openai("The model `x` does not exist.", "NotFoundError", 404)],
    [
      "openai/too-long",
      "reroute",
      400,
      openai("audio duration 2687.05 seconds is longer than 1400 seconds which is the maximum for this model", "x"),
    ],
    ["http/400", "fail", 400, openai("Something new.", "invalid_request_error")],
  ])("say %s, which asks to %s, by %i and %j", (code, remedy, status, body) => {
    expect(named("openai", status, body)).toMatchObject({ code, remedy });
  });

  it("leave open whether a failed request was paid for, unless they say what it failed on", () => {
    expect(named("openai", 500, { error: "FFmpeg conversion failed." })?.certainty).toBe("rejected");
    expect(named("openai", 503, openai("Busy.", null, "server_is_overloaded"))?.certainty).toBe("rejected");
    expect(named("openai", 500, openai("Sorry.", "server_error"))?.certainty).toBe("unknown");
    expect(named("openai", 503, "Busy.")?.certainty).toBe("unknown");
  });

  it("tell how much a limit allows", () => {
    const words =
      "Rate limit reached for model `whisper-large-v3` in organization `org_0` service tier `on_demand` on seconds of audio per hour (ASPH): Limit 7200, Used 7019, Requested 600. Please try again in 3m29.5s.";
    expect(named("openai", 429, openai(words, "seconds", "rate_limit_exceeded"))?.params).toMatchObject({
      measure: "seconds of audio per hour (ASPH)",
      limit: "7200",
      used: "7019",
      requested: "600",
    });
  });

  it("never show the key that a message repeats", () => {
    const words = "Incorrect API key provided: sk-secret. You can find your API key at https://x.test.";
    const fault = named("openai", 401, openai(words, "invalid_request_error", "invalid_api_key"));
    expect(fault).toMatchObject({ code: "openai/invalid-key", params: { key: HIDDEN } });
    expect(JSON.stringify(fault)).not.toContain("sk-secret");
  });
});

describe("Deepgram's three body shapes", () => {
  it.each<[string, string, number, string | object]>([
    ["deepgram/invalid-auth", "park", 401, { err_code: "INVALID_AUTH", err_msg: "Invalid credentials." }],
    ["deepgram/invalid-auth", "park", 401, { category: "INVALID_AUTH", message: "No.", details: "No." }],
    ["deepgram/invalid-auth", "park", 401, "Invalid credentials."],
    ["deepgram/insufficient-permissions", "park", 401, { err_code: "INSUFFICIENT_PERMISSIONS", err_msg: "No." }],
    ["deepgram/model-access", "fail", 403, { err_code: "INSUFFICIENT_PERMISSIONS", err_msg: "No." }],
    ["deepgram/payment-required", "park", 402, { err_code: "ASR_PAYMENT_REQUIRED", err_msg: "No." }],
    ["http/402", "park", 402, "Payment required"],
    [
      "deepgram/upload-interrupted",
      "retry",
      422,
      { err_code: "ASR_UNPROCESSABLE_ENTITY", err_msg: "Unable to read the entire client request." },
    ],
    ["deepgram/upload-interrupted", "retry", 408, { err_code: "SLOW_UPLOAD", err_msg: "Too slow." }],
    ["deepgram/unprocessable", "retry", 422, "Unprocessable"],
    ["deepgram/too-many-requests", "retry", 429, { err_code: "TOO_MANY_REQUESTS", err_msg: "No." }],
    ["deepgram/too-many-requests", "retry", 429, { err_code: "Too Many Requests", err_msg: "Please try again later." }],
    ["deepgram/service-unavailable", "retry", 503, { error_code: "Service Unavailable", err_msg: "No." }],
    [
      "deepgram/corrupt-audio",
      "repair",
      400,
      { err_code: "Bad Request", err_msg: "Bad Request: failed to process audio: corrupt or unsupported data" },
    ],
    ["deepgram/corrupt-audio", "repair", 400, "failed to process audio: corrupt or unsupported data"],
    ["deepgram/invalid-json", "fail", 400, { category: "INVALID_JSON", message: "Invalid JSON submitted." }],
    [
      "deepgram/remote-content",
      "fetch",
      400,
      {
        err_code: "REMOTE_CONTENT_ERROR",
        err_msg: "The remote server hosting the media returned a client error: 403 Forbidden",
      },
    ],
    ["deepgram/processing-timeout", "retry", 504, "Gateway Timeout"],
    ["deepgram/too-large", "fail", 413, ""],
    ["http/400", "fail", 400, { err_code: "Bad Request", err_msg: "Something new." }],
  ])("say %s, which asks to %s, by %i and %j", (code, remedy, status, body) => {
    expect(named("deepgram", status, body)).toMatchObject({ code, remedy });
  });
});
