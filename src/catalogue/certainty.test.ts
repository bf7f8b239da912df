import { describe, expect, it } from "vitest";
import type { Exchange, Sent } from "../domain/exchange.ts";
import { certaintyOf } from "./certainty.ts";

const exchange = (outcome: Exchange["outcome"]): Exchange => ({
  method: "POST",
  endpoint: "/v2/transcript",
  at: 0,
  elapsedMs: 1,
  sentBytes: 0,
  outcome,
});
const reply = (status: number, complete = true) => exchange({ kind: "reply", status, headers: {}, body: "", complete });
const noReply = (sent: Sent) => exchange({ kind: "no-reply", code: "ECONNRESET", message: "", sent });

describe("certainty", () => {
  it("is not-sent only when no byte left", () => {
    expect(certaintyOf(noReply("nothing"), false)).toBe("not-sent");
    expect(certaintyOf(noReply("part"), false)).toBe("unknown");
    expect(certaintyOf(noReply("all"), false)).toBe("unknown");
  });

  it("is accepted for the last words of a run that came without a reply", () => {
    expect(certaintyOf(noReply("all"), true)).toBe("accepted");
  });

  it("is accepted only for a success that was whole and understood", () => {
    expect(certaintyOf(reply(200), true)).toBe("accepted");
    expect(certaintyOf(reply(202), true)).toBe("accepted");
    expect(certaintyOf(reply(200), false)).toBe("unknown");
    expect(certaintyOf(reply(200, false), true)).toBe("unknown");
  });

  it.each([301, 307, 400, 401, 403, 404, 409, 422, 429, 499])("is rejected for %i", (status) => {
    expect(certaintyOf(reply(status), false)).toBe("rejected");
  });

  it.each([100, 408, 500, 502, 503, 504, 599, 600])("stays unknown for %i", (status) => {
    expect(certaintyOf(reply(status), false)).toBe("unknown");
  });
});
