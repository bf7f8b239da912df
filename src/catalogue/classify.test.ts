import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { Exchange, Sent } from "../domain/exchange.ts";
import { STAGES } from "../domain/stage.ts";
import { buildCatalogue } from "./catalogue.ts";
import { classify } from "./classify.ts";
import { GENERIC_ERRORS } from "./generic.ts";
import { TENUTO_ERRORS } from "./tenuto-errors.ts";

const common = { description: "", advice: "Look.", source: "test", dated: "2026-11", sample: null } as const;
const ACME: readonly CatalogueEntry[] = [
  {
    ...common,
    provider: "acme",
    code: "acme/busy",
    seen: "job",
    message: "Too busy for {url}",
    class: "server",
    scope: "job",
    remedy: "resubmit",
    pace: { minMs: 1, maxMs: 2 },
  },
  {
    ...common,
    provider: "acme",
    code: "acme/uploaded",
    seen: "reply",
    stages: ["upload"],
    status: [400],
    message: "Too many words",
    class: "request",
    scope: "job",
    remedy: "fail",
  },
  {
    ...common,
    provider: "acme",
    code: "acme/no-money",
    seen: "reply",
    status: [400],
    message: "No money",
    class: "quota",
    scope: "account",
    remedy: "park",
  },
  {
    ...common,
    provider: "acme",
    code: "acme/maintenance",
    seen: "reply",
    status: [503],
    class: "server",
    scope: "account",
    remedy: "retry",
    attempts: 7,
    certainty: "rejected",
  },
  {
    ...common,
    provider: "acme",
    code: "acme/broken",
    seen: "reply",
    statusRange: [500, 599],
    message: "Broken",
    class: "server",
    scope: "attempt",
    remedy: "retry",
  },
];
const CATALOGUE = buildCatalogue([GENERIC_ERRORS, TENUTO_ERRORS, ACME]);

const exchange = (outcome: Exchange["outcome"]): Exchange => ({
  method: "POST",
  endpoint: "/v1/things",
  at: 0,
  elapsedMs: 5,
  sentBytes: 0,
  outcome,
});
const reply = (status: number, body = "", complete = true): Exchange =>
  exchange({ kind: "reply", status, headers: {}, body, complete });
const noReply = (code: string, sent: Sent = "all"): Exchange =>
  exchange({ kind: "no-reply", code, message: "it broke", sent });

const fault = (seen: Exchange, changes: Partial<Evidence> = {}) =>
  classify(
    {
      provider: "acme",
      stage: "submit",
      exchange: seen,
      heard: "garbled",
      complaint: null,
      now: 1_000,
      notBefore: null,
      redact: (text) => text,
      ...changes,
    },
    CATALOGUE,
  );

describe("classify", () => {
  it("finds nothing in a success that was understood", () => {
    expect(fault(reply(200), { heard: "said" })).toBeNull();
  });

  it("names a failed run by its words and keeps what the entry knows", () => {
    const words = "too busy for https://Host/x";
    expect(fault(reply(200, "{}"), { heard: "failed", complaint: words, stage: "wait", notBefore: 9_000 })).toEqual({
      code: "acme/busy",
      message: "acme failed the run: too busy for https://Host/x",
      params: { url: "https://Host/x" },
      stage: "wait",
      class: "server",
      scope: "job",
      certainty: "accepted",
      remedy: "resubmit",
      attempts: null,
      pace: { minMs: 1, maxMs: 2 },
      advice: "Look.",
      notBefore: 9_000,
      at: 1_000,
    });
  });

  it("names a run's last words that came without a reply, and the code where nobody knows them", () => {
    const gone = { heard: "failed", complaint: "Transcription failed: Too busy for you" } as const;
    expect(fault(noReply("MODEL_FAILED"), gone)).toMatchObject({ code: "acme/busy", certainty: "accepted" });
    const odd = fault(noReply("MODEL_FAILED"), { ...gone, complaint: "Quantum flux" });
    expect(odd).toMatchObject({ code: "model/failed", certainty: "unknown" });
  });

  it("takes entries of other stages where one call does the work of several", () => {
    const refused = { complaint: "Too many words", stage: "submit" } as const;
    expect(fault(reply(400), refused)?.code).toBe("http/400");
    expect(fault(reply(400), { ...refused, anyStage: true })?.code).toBe("acme/uploaded");
  });

  it("calls a failed run that nobody knows the provider's unknown failure", () => {
    for (const complaint of ["Quantum flux", null]) {
      const unknown = fault(reply(200), { heard: "failed", complaint, stage: "wait" });
      expect(unknown).toMatchObject({ code: "provider/unknown-failure", class: "ambiguous", certainty: "accepted" });
    }
  });

  it("goes by message and status, then by the provider's status, then by the status in general", () => {
    expect(fault(reply(400), { complaint: "No money." })?.code).toBe("acme/no-money");
    expect(fault(reply(400), { complaint: "No sense" })?.code).toBe("http/400");
    expect(fault(reply(500), { complaint: "No money" })?.code).toBe("http/500");
    expect(fault(reply(503), { complaint: "No money" })?.code).toBe("acme/maintenance");
    expect(fault(reply(503), { provider: "other" })?.code).toBe("http/503");
  });

  it("believes a message of many statuses before a status without one", () => {
    expect(fault(reply(503, "Broken"))?.code).toBe("acme/broken");
    expect(fault(reply(503, "Closed"))?.code).toBe("acme/maintenance");
  });

  it("lets an entry overrule the certainty of the exchange", () => {
    expect(fault(reply(503))).toMatchObject({ certainty: "rejected", attempts: 7 });
    expect(fault(reply(502))).toMatchObject({ certainty: "unknown", attempts: null });
  });

  it.each([
    [301, "http/3xx", "fail"],
    [418, "http/4xx", "retry"],
    [529, "http/5xx", "retry"],
    [600, "http/other", "retry"],
    [401, "http/401", "park"],
    [402, "http/402", "park"],
    [403, "http/403", "park"],
    [429, "http/429", "retry"],
  ])("names the status %i %s and asks to %s", (status, code, remedy) => {
    expect(fault(reply(status))).toMatchObject({ code, remedy });
  });

  it("does not give a run up because a question after it was refused", () => {
    for (const status of [302, 400, 404, 418]) {
      expect(fault(reply(status), { stage: "wait" })).toMatchObject({ code: "http/poll-refused", remedy: "retry" });
    }
    expect(fault(reply(401), { stage: "wait" })?.code).toBe("http/401");
  });

  it("tells a reply cut short from one that makes no sense", () => {
    expect(fault(reply(200, '{"id', false))).toMatchObject({ code: "http/cut-reply", certainty: "unknown" });
    expect(fault(reply(200, "<html>"))).toMatchObject({ code: "http/web-page", certainty: "unknown" });
    expect(fault(reply(200, " "))).toMatchObject({ code: "http/empty-reply", certainty: "unknown" });
    expect(fault(reply(200, "{}"))).toMatchObject({ code: "http/garbled-reply", certainty: "unknown" });
    expect(fault(reply(502, "<ht", false))?.code).toBe("http/502");
  });

  it.each([
    ["ECONNREFUSED", "network/refused"],
    ["econnreset", "network/reset"],
    ["ENOTFOUND", "network/dns"],
    ["EAI_AGAIN", "network/dns-unavailable"],
    ["CERT_HAS_EXPIRED", "network/tls"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "network/tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "network/tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "network/tls"],
    ["UND_ERR_CONNECT_TIMEOUT", "network/connect-timeout"],
    ["UND_ERR_HEADERS_TIMEOUT", "network/timeout"],
    ["UND_ERR_BODY_TIMEOUT", "network/timeout"],
    ["TENUTO_TIMEOUT", "network/timeout"],
    ["TENUTO_IDLE", "network/timeout"],
    ["UND_ERR_SOCKET", "network/closed"],
    ["EPIPE", "network/closed"],
    ["ENETUNREACH", "network/unreachable"],
    ["ERR_INVALID_URL", "network/unusable-request"],
    ["MISSING", "program/missing"],
    ["EXIT", "program/failed"],
    ["TIME_LIMIT", "program/time-limit"],
    ["EWHATEVER", "network/other"],
  ])("names the code %s %s", (code, name) => {
    expect(fault(noReply(code))?.code).toBe(name);
  });

  it("knows what never left this machine", () => {
    expect(fault(noReply("ECONNREFUSED", "nothing"))?.certainty).toBe("not-sent");
    expect(fault(noReply("ECONNRESET"))?.certainty).toBe("unknown");
  });

  it("names every general status at each of its stages", () => {
    for (const entry of GENERIC_ERRORS.filter(({ seen }) => seen === "reply")) {
      for (const stage of entry.stages ?? STAGES) {
        for (const status of entry.status ?? []) {
          expect(fault(reply(status), { stage, provider: "other" })?.code).toBe(entry.code);
        }
      }
    }
  });

  it("still names what no catalogue holds", () => {
    const empty = buildCatalogue([]);
    const base = {
      provider: "acme",
      stage: "submit",
      heard: "garbled",
      complaint: null,
      now: 0,
      notBefore: null,
    } as const;
    const name = (seen: Exchange) => classify({ ...base, exchange: seen, redact: (text) => text }, empty);
    expect(name(reply(400))).toMatchObject({ code: "http/other", class: "ambiguous" });
    expect(name(reply(200))).toMatchObject({ code: "http/other", certainty: "unknown" });
    expect(name(noReply("X"))).toMatchObject({ code: "network/other", class: "network" });
  });
});

describe("a fault's message", () => {
  it.each([
    [reply(503, "Down"), "acme answered 503 to POST /v1/things: Down"],
    [reply(503), "acme answered 503 to POST /v1/things without a word"],
    [reply(200, "<html>"), "acme answered 200 to POST /v1/things with something that makes no sense: <html>"],
    [reply(200, "{", false), "acme answered 200 to POST /v1/things, and the reply was cut short"],
    [noReply("ECONNRESET"), "acme did not answer POST /v1/things (ECONNRESET): it broke"],
    [noReply("EXIT"), "acme could not do its work (EXIT): it broke"],
  ])("says what happened: %#", (seen, message) => {
    expect(fault(seen)?.message).toBe(message);
  });

  it("holds no secret, nor do the parameters", () => {
    const redact = (text: string) => text.replaceAll("s3cret", "[removed]");
    const complaint = "Too busy for https://host/s3cret";
    const told = fault(reply(200), { heard: "failed", complaint, redact });
    expect(told?.params).toEqual({ url: "https://host/[removed]" });
    expect(JSON.stringify(told)).not.toContain("s3cret");
  });

  it("holds no secret that the cut would have halved", () => {
    const secret = "k".repeat(40);
    const redact = (text: string) => text.replaceAll(secret, "[removed]");
    for (let length = 200; length < 300; length++) {
      const told = fault(reply(503, "x".repeat(length) + secret), { redact });
      expect(told?.message).not.toContain("kkkk");
    }
  });

  it("is one line of at most 300 characters that steers no terminal", () => {
    const told = fault(reply(503, `\u001b[2J bad\r\n\u202e${"page ".repeat(100)}`));
    expect(told?.message).toMatch(/^acme answered 503 to POST \/v1\/things: \[2J bad page page .*…$/);
    expect(told?.message.length).toBeLessThanOrEqual(300);
  });
});

describe("hostile text", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .constantFrom("Too busy for ", "No money", "{url}", "\0", "<html>")
      .chain((start) => fc.string({ unit: "grapheme" }).map((rest) => start + rest)),
  );

  it("never makes it throw", () => {
    const heard = fc.constantFrom("garbled" as const, "failed" as const);
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 999 }), heard, (complaint, status, how) => {
        const told = fault(reply(status, complaint), { complaint, heard: how });
        expect(told?.code).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
        expect(told?.message.length).toBeLessThanOrEqual(300);
      }),
    );
  });

  it.each([
    ["one letter", "a".repeat(1_000_000)],
    ["white space", " ".repeat(1_000_000)],
    ["the beginning of a message over and over", "too busy for ".repeat(80_000)],
    ["closing punctuation", "No money".concat(". ".repeat(500_000))],
    ["control characters", "\u001b".repeat(1_000_000)],
  ])("of 1 MB takes no time to speak of: %s", (_, complaint) => {
    const start = performance.now();
    for (const status of [200, 400, 503]) fault(reply(status, complaint), { complaint });
    fault(reply(200), { complaint, heard: "failed" });
    expect(performance.now() - start).toBeLessThan(800);
  });
});
