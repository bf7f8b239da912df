import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCatalogue } from "../src/catalogue/catalogue.ts";
import { classify } from "../src/catalogue/classify.ts";
import { GENERIC_ERRORS } from "../src/catalogue/generic.ts";
import { OWN_ERRORS } from "../src/catalogue/own-errors.ts";
import type { CatalogueEntry } from "../src/domain/catalogue-entry.ts";
import type { Exchange } from "../src/domain/exchange.ts";
import type { Heard, ProviderCall } from "../src/domain/provider.ts";
import { STAGES, type Stage } from "../src/domain/stage.ts";
import { assemblyai } from "../src/providers/assemblyai/client.ts";

const CATALOGUE = buildCatalogue([GENERIC_ERRORS, OWN_ERRORS, assemblyai.errors]);

/** The way of every failure: a reply on the wire, heard by the client, named by the catalogue. */
async function named(stage: Stage, status: number, body: string) {
  const call: ProviderCall = {
    transport: {
      send: async ({ method, endpoint }): Promise<Exchange> => {
        const outcome = { kind: "reply", status, headers: {}, body, complete: true } as const;
        return { method, endpoint, at: 0, elapsedMs: 0, sentBytes: 0, outcome };
      },
    },
    access: { baseUrl: "https://api.test", key: "key" },
    timeoutMs: 1,
    idleMs: 1,
    signal: new AbortController().signal,
  };
  const heard = await ask(stage, call);
  const failed = heard.said !== null && "state" in heard.said && heard.said.state === "failed";
  return classify(
    {
      provider: assemblyai.name,
      stage,
      exchange: heard.exchange,
      heard: failed ? "failed" : heard.said === null ? "garbled" : "said",
      complaint: heard.complaint,
      now: 0,
      notBefore: null,
      redact: (text) => text,
    },
    CATALOGUE,
  );
}

function ask(stage: Stage, call: ProviderCall): Promise<Heard<object>> {
  const ref = { sha256: "00", bytes: 0, name: "a.wav", durationMs: null };
  const audio = { ref, open: async function* () {}, path: null };
  const { client } = assemblyai;
  if (stage === "upload" && client.upload !== undefined) return client.upload(call, audio);
  if (stage === "wait" && client.poll !== undefined) return client.poll(call, "t1");
  return client.submit(call, { audio, uploadUrl: "https://cdn.test/1", options: {}, providerOptions: {} });
}

const failedRun = (error: string) => JSON.stringify({ id: "t1", status: "error", error });

async function codesOf(entry: CatalogueEntry, text: string): Promise<ReadonlySet<string | undefined>> {
  const codes = new Set<string | undefined>();
  for (const stage of entry.stages ?? STAGES) {
    if (entry.seen === "job") codes.add((await named(stage, 200, failedRun(text)))?.code);
    for (const status of entry.status ?? []) {
      codes.add((await named(stage, status, text))?.code);
      codes.add((await named(stage, status, JSON.stringify({ error: text })))?.code);
    }
  }
  return codes;
}

const variants = (text: string): readonly string[] => [
  text,
  text.replace(/\.$/, ""),
  `${text.replace(/\.$/, "")}.`,
  text.toUpperCase(),
  ` ${text.replaceAll(" ", " \n\t ")}  `,
];

const sampled = assemblyai.errors.flatMap((entry) => (entry.sample === null ? [] : [{ entry, sample: entry.sample }]));

describe("AssemblyAI's errors", () => {
  it.each(sampled.map(({ entry, sample }) => [entry.code, entry, sample] as const))(
    "%s is named from its sample, however it is written",
    async (code, entry, sample) => {
      for (const text of variants(sample)) expect(await codesOf(entry, text)).toEqual(new Set([code]));
    },
  );

  it.each<[string, Stage, string]>([
    ["assemblyai/server-error", "wait", "Server error, developers have been alerted"],
    ["assemblyai/server-error", "wait", "Server error, developers have been alerted."],
    ["assemblyai/server-error", "wait", "Internal Server Error"],
    ["assemblyai/download-failed", "wait", "Download error, unable to access file at https://x.test/a?b=c"],
    [
      "assemblyai/download-failed",
      "wait",
      "Download error to https://x.test/a, 503 Server Error: Busy for url: https://x",
    ],
    [
      "assemblyai/download-refused",
      "wait",
      "Download error to https://x, 404 Client Error: Not Found for url: https://x",
    ],
    ["assemblyai/no-audio", "wait", "File does not appear to contain audio. File type is application/pdf (PDF)"],
    [
      "assemblyai/no-audio",
      "wait",
      "Transcoding failed. File does not appear to contain audio. File type is application/octet-stream (data).",
    ],
    [
      "assemblyai/web-page",
      "wait",
      "Transcoding failed. File does not appear to contain audio. File type is text/html (HTML document).",
    ],
    [
      "assemblyai/speech-threshold",
      "wait",
      "Audio speech threshold 0.1 is below the requested speech threshold value 0.95",
    ],
    ["assemblyai/unknown-failure", "wait", "Something that nobody has seen"],
  ])("%s also stands for other words (%s)", async (code, stage, words) => {
    expect((await named(stage, 200, failedRun(words)))?.code).toBe(code);
  });

  it.each<[string, Stage, number, string]>([
    ["assemblyai/auth", "upload", 401, "Invalid API key"],
    ["assemblyai/auth", "wait", 401, ""],
    ["assemblyai/speech-models", "submit", 400, 'speech_models must be one of: "universal-2"'],
    ["assemblyai/field-type", "submit", 400, "speakers_expected must be an Integer"],
    ["assemblyai/internal-error", "submit", 500, "Server error, developers have been alerted."],
    [
      "assemblyai/not-completed",
      "wait",
      400,
      "Transcription is still in progress. Redacted audio will be available after it has completed.",
    ],
    ["assemblyai/upload-failed", "upload", 422, ""],
    ["http/422", "submit", 422, "Upload failed, please try again"],
    ["http/400", "submit", 400, "Something that nobody has seen"],
    ["http/poll-refused", "wait", 404, "Not found"],
    ["http/502", "submit", 502, "<html>Bad Gateway</html>"],
    ["http/garbled-reply", "submit", 200, "<html>Welcome to the hotel</html>"],
  ])("%s is what %s with %i and %j means", async (code, stage, status, body) => {
    expect((await named(stage, status, body))?.code).toBe(code);
  });

  it("give their parameters", async () => {
    const words = "Transcoding failed. File does not appear to contain audio. File type is text/plain (ASCII text).";
    expect((await named("wait", 200, failedRun(words)))?.params).toEqual({ mime: "text/plain", detail: "ASCII text" });
    const language =
      "detected language 'bg', confidence 0.2949, is below the requested confidence threshold value of '0.4'";
    const params = { language: "bg", found: "0.2949", wanted: "0.4" };
    expect((await named("wait", 200, failedRun(language)))?.params).toEqual(params);
  });

  it("never throw, whatever becomes of their words", async () => {
    const mutated = fc
      .tuple(fc.constantFrom(...sampled), fc.nat(200), fc.string({ unit: "binary" }))
      .map(([{ sample }, place, noise]) => sample.slice(0, place) + noise + sample.slice(place));
    const status = fc.constantFrom(200, 400, 401, 403, 404, 422, 429, 500);
    await fc.assert(
      fc.asyncProperty(
        mutated,
        status,
        fc.constantFrom<Stage>("upload", "submit", "wait"),
        async (text, code, stage) => {
          const fault = await named(stage, code, stage === "wait" && code === 200 ? failedRun(text) : text);
          expect(fault?.code).toMatch(/^(assemblyai|http)\//);
        },
      ),
    );
  });

  it("say each what it is, what to do, and where it is known from", () => {
    for (const entry of assemblyai.errors) {
      expect(entry.code).toMatch(/^assemblyai\/[a-z-]+$/);
      for (const text of [entry.description, entry.advice]) expect(text).toMatch(/^[A-Z].*[.]$/);
      expect(entry.source).not.toBe("");
      expect(entry.dated).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    }
  });
});
