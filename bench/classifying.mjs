import { classify } from "../dist/catalogue/classify.js";
import { builtInCatalogue } from "../dist/compose-catalogue.js";
import { spreadOf } from "./statistics.mjs";

const WARM_UP = 20_000;
const CALLS = 20_000;
/** Larger bodies are slower to make than to classify. */
const HOSTILE_CALLS = 5;

const base = { stage: "submit", heard: "garbled", complaint: null, now: 0, notBefore: null, redact: (text) => text };
const exchange = (outcome) => ({ method: "POST", endpoint: "/x", at: 0, elapsedMs: 0, sentBytes: 0, outcome });
const reply = (status, body) => exchange({ kind: "reply", status, headers: {}, body, complete: true });

/** What providers say on an ordinary bad day: bodies of each shape, statuses alone, sockets, failed runs. */
const TYPICAL = [
  {
    provider: "assemblyai",
    exchange: reply(400, '{"error":"Your current account balance is negative. Please top up."}'),
  },
  { provider: "assemblyai", exchange: reply(503, "<html>Service Unavailable</html>") },
  {
    provider: "assemblyai",
    stage: "wait",
    heard: "failed",
    complaint:
      "Download error to https://a.example/b.mp3, 403 Client Error: Forbidden for url: https://a.example/b.mp3",
    exchange: reply(200, "{}"),
  },
  { provider: "elsa", exchange: reply(400, '{"error":{"code":400,"message":"Could not find teacher ID"}}') },
  {
    provider: "openai",
    exchange: reply(429, '{"error":{"message":"You exceeded your quota","type":"insufficient_quota"}}'),
  },
  { provider: "deepgram", exchange: reply(401, '{"err_code":"INVALID_AUTH","err_msg":"Invalid credentials."}') },
  {
    provider: "assemblyai",
    exchange: exchange({ kind: "no-reply", code: "ECONNRESET", message: "read ECONNRESET", sent: "all" }),
  },
  { provider: "assemblyai", exchange: reply(418, "something that nobody has ever said before") },
].map((one) => ({ ...base, ...one }));

/** Texts that are made to keep a matcher busy. */
const HOSTILE = {
  spaces: (size) => " ".repeat(size),
  "closing signs": (size) => `a${"!".repeat(size - 1)}`,
  "nearly a message": (size) => "Download error to ".repeat(Math.ceil(size / 18)).slice(0, size),
  "open brackets": (size) => "[".repeat(size),
  JSON: (size) => `{"error":{"message":"${"x".repeat(size - 30)}"}}`,
  "letters that grow": (size) => "İ".repeat(size / 2),
};

/** Microseconds for a typical error, with everything known loaded. */
export function typicalError(rounds) {
  const catalogue = builtInCatalogue();
  for (let call = 0; call < WARM_UP; call += 1) classify(TYPICAL[call % TYPICAL.length], catalogue);
  const times = Array.from({ length: rounds }, () => {
    const start = process.hrtime.bigint();
    for (let call = 0; call < CALLS; call += 1) classify(TYPICAL[call % TYPICAL.length], catalogue);
    return Number(process.hrtime.bigint() - start) / 1_000 / CALLS;
  });
  return spreadOf(times);
}

/** Milliseconds for the slowest of the hostile bodies of a size. */
export function hostileBody(bytes) {
  const catalogue = builtInCatalogue();
  const slowest = Object.values(HOSTILE).map((make) => {
    const evidence = { ...TYPICAL[0], exchange: reply(400, make(bytes)) };
    const times = Array.from({ length: HOSTILE_CALLS }, () => {
      const start = process.hrtime.bigint();
      classify(evidence, catalogue);
      return Number(process.hrtime.bigint() - start) / 1e6;
    });
    return times.toSorted((a, b) => a - b)[Math.floor(HOSTILE_CALLS / 2)];
  });
  return Math.max(...slowest);
}
