import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replyWords } from "./reply-words.ts";

describe("the words of a reply", () => {
  it.each<[string, unknown, string | null, readonly string[]]>([
    ["AssemblyAI", { error: "Invalid API key" }, "Invalid API key", []],
    [
      "OpenAI",
      {
        error: {
          message: "You exceeded your quota",
          type: "insufficient_quota",
          param: null,
          code: "insufficient_quota",
        },
      },
      "You exceeded your quota",
      ["insufficient_quota"],
    ],
    [
      "vLLM",
      { error: { message: "Bad", type: "BadRequestError", param: null, code: 400 } },
      "Bad",
      ["badrequesterror", "400"],
    ],
    ["an older vLLM", { object: "error", message: "Bad", type: "BadRequestError" }, "Bad", ["badrequesterror"]],
    ["ELSA by HTTP", { error: { code: 400, message: "ASR timeout", errors: ["x"] } }, "ASR timeout", ["400"]],
    ["ELSA, flat", { message: "Not Found" }, "Not Found", []],
    ["ELSA's socket for free speech", { status: "failed", reason: "ASR timeout" }, "ASR timeout", ["failed"]],
    ["ELSA's socket for sentences", { type: "ELSA:error", message: "ASR timeout" }, "ASR timeout", ["elsa:error"]],
    [
      "Deepgram",
      { err_code: "INVALID_AUTH", err_msg: "Invalid credentials.", request_id: "r" },
      "Invalid credentials.",
      ["invalid_auth"],
    ],
    ["a newer Deepgram", { category: "INVALID_JSON", message: "Bad", details: "more" }, "Bad", ["invalid_json"]],
    ["FastAPI", { detail: "Forbidden" }, "Forbidden", []],
    [
      "FastAPI's validation",
      { detail: [{ loc: ["body"], msg: "Field required", type: "missing" }] },
      "Field required",
      ["missing"],
    ],
    ["a list", [{ message: "first" }, { message: "second" }], "first", []],
    ["nothing to say", { ok: true }, null, []],
  ])("are found as %s puts them", (_, body, sentence, labels) => {
    expect(replyWords(JSON.stringify(body))).toEqual({ sentence, labels });
  });

  it.each(["", "plain words", "<html>", "{broken", '"text"', "null", "17"])("are none in %j", (body) => {
    expect(replyWords(body)).toEqual({ sentence: null, labels: [] });
  });

  it("are never taken from what every object has", () => {
    expect(replyWords('{"__proto__":{"message":"x"},"constructor":{"message":"y"}}').sentence).toBeNull();
  });

  it("are not looked for in a body that is no error message by its length or depth", () => {
    expect(replyWords(JSON.stringify({ message: "x".repeat(100_000) })).sentence).toBeNull();
    expect(replyWords(`${'{"error":'.repeat(3_000)}"deep"${"}".repeat(3_000)}`).sentence).toBeNull();
  });

  it("come without an exception from any text", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (body) => void replyWords(body)));
  });
});
