import { APICallError, InvalidArgumentError, LoadAPIKeyError, TypeValidationError } from "@ai-sdk/provider";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { troubleOf } from "./trouble.ts";

const call = (over: Partial<ConstructorParameters<typeof APICallError>[0]> = {}) =>
  new APICallError({ message: "Went wrong", url: "https://a.test/v1", requestBodyValues: { model: "x" }, ...over });
const failed = (code: string) =>
  Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(code), { code }) });

describe("an error of the AI SDK", () => {
  it("with a status is a reply with its words and its hints", () => {
    const responseHeaders = { "Retry-After": "40", "x-request-id": "req_1" };
    const { outcome, complaint } = troubleOf(
      call({ statusCode: 429, responseHeaders, responseBody: '{"error":"slow"}' }),
    );
    expect(outcome).toEqual({
      ...{ kind: "reply", status: 429, body: '{"error":"slow"}', complete: true },
      headers: { "retry-after": "40", "x-request-id": "req_1" },
    });
    expect(complaint).toBeNull();
  });

  it("has its own words where the reply had none", () => {
    expect(troubleOf(call({ statusCode: 500, responseBody: "" })).outcome).toMatchObject({ body: "Went wrong" });
  });

  it("of a request that only asked says that a run may be lost, whatever its status", () => {
    for (const statusCode of [401, 404, 429, 500]) {
      const { outcome } = troubleOf(call({ statusCode, requestBodyValues: {} }));
      expect(outcome).toMatchObject({ kind: "no-reply", code: "MODEL_LOST_RUN", sent: "all" });
    }
    expect(troubleOf(call({ requestBodyValues: {}, cause: failed("ECONNREFUSED") })).outcome).toMatchObject({
      code: "MODEL_LOST_RUN",
      sent: "all",
    });
  });

  it("without a reply has the socket's code, and has sent nothing only where there was no connection", () => {
    expect(troubleOf(call({ cause: failed("ECONNREFUSED") })).outcome).toMatchObject({
      ...{ kind: "no-reply", code: "ECONNREFUSED", sent: "nothing" },
    });
    expect(troubleOf(call({ cause: failed("ECONNRESET") })).outcome).toMatchObject({ code: "ECONNRESET", sent: "all" });
  });

  it.each([
    [new LoadAPIKeyError({ message: "No key" }), "MODEL_NO_KEY", "nothing"],
    [new InvalidArgumentError({ argument: "beam", message: "is no number" }), "MODEL_REFUSED", "all"],
    [new TypeValidationError({ value: 1, cause: new Error("x") }), "MODEL_FAILED", "all"],
  ])("of its own kind is told by its name: %s", (error, code, sent) => {
    expect(troubleOf(error)).toMatchObject({ outcome: { code, sent }, runFailed: false });
  });
});

describe("anything else that a model throws", () => {
  it("may be the last words of a run where it is a bare error", () => {
    expect(troubleOf(new Error("Transcription failed: no speech"))).toMatchObject({
      outcome: { code: "MODEL_FAILED", message: "Transcription failed: no speech", sent: "all" },
      complaint: "Transcription failed: no speech",
      runFailed: true,
    });
    expect(troubleOf(new RangeError("out of range"))).toMatchObject({ runFailed: false });
  });

  it("with a socket's code counts as sent, since which request it was is not known", () => {
    expect(troubleOf(failed("ECONNREFUSED")).outcome).toMatchObject({ code: "ECONNREFUSED", sent: "all" });
  });

  it("is unwrapped where an adapter throws what its handler made", () => {
    const thrown = { responseHeaders: {}, value: call({ statusCode: 503 }) };
    expect(troubleOf(thrown).outcome).toMatchObject({ kind: "reply", status: 503 });
  });

  it("never makes an exception, and never says that nothing was sent without a reason", () => {
    const thrown = fc.anything({ withBigInt: true, withNullPrototype: true, maxDepth: 4 });
    fc.assert(
      fc.property(thrown, (value) => {
        const { outcome } = troubleOf(value);
        expect(["reply", "no-reply"]).toContain(outcome.kind);
        if (outcome.kind === "no-reply") expect(outcome.sent).toBe("all");
      }),
    );
    const ring: Record<string, unknown> = { name: "AI_RetryError" };
    ring.lastError = ring;
    ring.cause = ring;
    expect(troubleOf(ring).outcome).toMatchObject({ code: "MODEL_FAILED" });
  });
});
