import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Exchange, NoReply, Reply } from "../domain/exchange.ts";
import { recordOf } from "./record.ts";
import { redact } from "./redact.ts";

const KEY = "raw-secret-key-0123456789";
const clean = (text: string): string => redact(text, [KEY]);

const exchange = (outcome: Partial<Reply> | NoReply): Exchange => ({
  method: "GET",
  endpoint: "/v2/transcript/{id}",
  at: 1_000,
  elapsedMs: 12.6,
  sentBytes: 7,
  outcome:
    outcome.kind === "no-reply"
      ? outcome
      : { kind: "reply", status: 500, headers: {}, body: "", complete: true, ...outcome },
});

describe("the record of an exchange", () => {
  it("keeps what a vendor's support asks for", () => {
    const headers = { "x-request-id": "req-1", "retry-after": "30", authorization: "not for the journal" };
    expect(recordOf(exchange({ headers, body: "Internal error" }), true, clean)).toEqual({
      method: "GET",
      endpoint: "/v2/transcript/{id}",
      at: 1_000,
      elapsedMs: 13,
      sentBytes: 7,
      status: 500,
      socketCode: null,
      requestId: "req-1",
      retryAfter: "30",
      bodyHead: "Internal error",
    });
  });

  it("keeps nothing of a success's body: it is the transcript", () => {
    expect(recordOf(exchange({ status: 200, body: "every word" }), false, clean).bodyHead).toBeNull();
  });

  it("keeps the socket's code and words when there was no reply", () => {
    const lost = exchange({ kind: "no-reply", code: "ECONNRESET", message: "socket hang up", sent: "all" });
    expect(recordOf(lost, true, clean)).toMatchObject({
      status: null,
      socketCode: "ECONNRESET",
      requestId: null,
      retryAfter: null,
      bodyHead: "socket hang up",
    });
  });

  it.each(["x-request-id", "request-id", "x-amzn-requestid", "x-amz-cf-id", "cf-ray"])("finds the id in %s", (name) => {
    expect(recordOf(exchange({ headers: { [name]: "id-1" } }), true, clean).requestId).toBe("id-1");
  });

  it("keeps 500 characters of a body at most", () => {
    expect(recordOf(exchange({ body: "x".repeat(10 ** 6) }), true, clean).bodyHead).toHaveLength(500);
  });

  it("leaves nothing of a secret that a cut goes through", () => {
    const long = `https://host/${"x".repeat(7_900)} `;
    for (let padding = 0; padding < 200; padding += 1) {
      const body = `${long}${"y".repeat(padding)} ${KEY} `.repeat(20);
      const { bodyHead } = recordOf(exchange({ body }), true, clean);
      expect(bodyHead).not.toContain(KEY.slice(0, 8));
    }
  });

  it("holds neither the key nor the path of an address, wherever the provider put them", () => {
    const told = fc
      .tuple(fc.string(), fc.constantFrom(KEY, "https://host/p4th"), fc.string())
      .map((all) => all.join(""));
    fc.assert(
      fc.property(told, told, told, (body, id, hint) => {
        const replied = exchange({ body, headers: { "x-request-id": id, "retry-after": hint } });
        const lost = exchange({ kind: "no-reply", code: "ECONNRESET", message: body, sent: "all" });
        const kept = JSON.stringify([recordOf(replied, true, clean), recordOf(lost, true, clean)]);
        expect(kept).not.toContain(KEY);
        expect(kept).not.toContain("p4th");
      }),
    );
  });
});
