import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCatalogue } from "../src/catalogue/catalogue.ts";
import { classify } from "../src/catalogue/classify.ts";
import { GENERIC_ERRORS } from "../src/catalogue/generic.ts";
import { placesIn } from "../src/catalogue/template.ts";
import { TENUTO_ERRORS } from "../src/catalogue/tenuto-errors.ts";
import { KNOWN_PROVIDERS } from "../src/compose-catalogue.ts";
import type { CatalogueEntry } from "../src/domain/catalogue-entry.ts";
import type { Exchange } from "../src/domain/exchange.ts";
import type { Heard, ProviderCall } from "../src/domain/provider.ts";
import { STAGES, type Stage } from "../src/domain/stage.ts";
import { explanationOf } from "../src/engine/explanation.ts";
import { ALL_REMEDIES } from "../src/engine/remedies.ts";
import { foresee } from "../src/policy/foresee.ts";
import { defaultPolicy } from "../src/policy/policy.ts";
import { assemblyai } from "../src/providers/assemblyai/client.ts";
import { assemblyaiServer } from "../src/providers/assemblyai/server.ts";

const CATALOGUE = buildCatalogue([GENERIC_ERRORS, TENUTO_ERRORS, assemblyai.errors]);

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
  return client.submit(call, {
    kind: "transcription",
    later: false,
    audio,
    uploadUrl: "https://cdn.test/1",
    options: {},
    providerOptions: {},
  });
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
    ["http/401", "wait", 401, ""],
    ["assemblyai/speech-models", "submit", 400, 'speech_models must be one of: "universal-2"'],
    ["assemblyai/field-type", "submit", 400, "speakers_expected must be an Integer"],
    ["assemblyai/internal-error", "submit", 500, "Server error, developers have been alerted."],
    [
      "assemblyai/not-completed",
      "wait",
      400,
      "Transcription is still in progress. Redacted audio will be available after it has completed.",
    ],
    ["assemblyai/upload-unprocessed", "upload", 422, ""],
    ["http/422", "submit", 422, "Upload failed, please try again"],
    ["http/400", "submit", 400, "Something that nobody has seen"],
    ["http/poll-refused", "wait", 404, "Not found"],
    ["http/502", "submit", 502, "<html>Bad Gateway</html>"],
    ["http/web-page", "submit", 200, "<html>Welcome to the hotel</html>"],
    ["http/empty-reply", "submit", 200, ""],
    ["http/garbled-reply", "submit", 200, "{}"],
  ])("%s is what %s with %i and %j means", async (code, stage, status, body) => {
    expect((await named(stage, status, body))?.code).toBe(code);
  });

  const SERVER_ERROR =
    "Internal server error. Please retry your request. If the error persists, please contact support@assemblyai.com for more information.";

  it.each<[Stage, number, string, string]>([
    ["submit", 401, "assemblyai/auth", "Authentication error, API token missing/invalid"],
    ["submit", 401, "assemblyai/auth", "Authentication error, API token missing/invalid."],
    ["upload", 401, "assemblyai/auth", "Invalid API key"],
    [
      "submit",
      400,
      "assemblyai/balance",
      "Your current account balance is negative. Please top up to continue using the API.",
    ],
    ["submit", 403, "assemblyai/upload-forbidden", "Cannot access uploaded file"],
    ["submit", 400, "assemblyai/audio-url-missing", "Transcript creation error, audio_url not found"],
    ["submit", 400, "assemblyai/audio-url-not-http", "Transcript creation error, audio_url should start with http"],
    [
      "submit",
      400,
      "assemblyai/invalid-schema",
      "Invalid endpoint schema, please refer to documentation for examples.",
    ],
    ["submit", 400, "assemblyai/field-type", "format_text must be a Boolean"],
    ["submit", 400, "assemblyai/speech-models", "speech_models must be a non-empty list"],
    ["submit", 400, "assemblyai/speech-models", "speech_models must be one of: universal-2, universal-3-pro"],
    [
      "submit",
      400,
      "assemblyai/speech-model-deprecated",
      'speech_model is deprecated. Use "speech_models" instead. See documentation: https://docs.test/models',
    ],
    [
      "submit",
      400,
      "assemblyai/language-models",
      "The following models are not available in this language: auto_chapters",
    ],
    [
      "submit",
      400,
      "assemblyai/word-boost",
      "'naïve™' was included in the word boost list but contains unsupported characters",
    ],
    ["wait", 400, "assemblyai/transcript-not-found", "Transcript lookup error, transcript id not found"],
    ["submit", 400, "assemblyai/page-order", "'after_id' must be a newer transcript than 'before_id'"],
    [
      "wait",
      400,
      "assemblyai/not-completed",
      "This transcript has a status of 'processing'. Transcripts must have a status of 'completed' before requesting captions.",
    ],
    [
      "wait",
      400,
      "assemblyai/run-failed",
      "This transcript has a status of 'error'. Transcripts must have a status of 'completed' before requesting captions.",
    ],
    [
      "wait",
      400,
      "assemblyai/no-redacted-audio",
      "A redacted audio file for this transcript ID doesn't exist. Try submitting the transcript again with `redact_pii_audio` set to `true`.",
    ],
    [
      "wait",
      400,
      "assemblyai/not-completed",
      "Transcription is still in progress. Redacted audio will be available after it has completed.",
    ],
    ["upload", 404, "assemblyai/not-found", "Not found"],
    ["submit", 404, "assemblyai/not-found", "Not Found"],
    ["upload", 422, "assemblyai/upload-failed", "Upload failed, please try again"],
    ["submit", 429, "assemblyai/too-many-requests", "Too Many Requests"],
    ["submit", 500, "assemblyai/internal-error", "Internal Server Error"],
    ["wait", 500, "assemblyai/internal-error", "Server error, developers have been alerted."],
    ["submit", 500, "assemblyai/internal-error", SERVER_ERROR],
    ["wait", 200, "assemblyai/server-error", SERVER_ERROR],
    ["wait", 200, "assemblyai/server-error", "Server error, developers have been alerted."],
    ["wait", 200, "assemblyai/timed-out", "the operation timed out"],
    [
      "wait",
      200,
      "assemblyai/download-failed",
      "Download error, unable to download https://x.test/a.mp3. Please make sure the file exists and is accessible from the internet.",
    ],
    ["wait", 200, "assemblyai/download-failed", "Download error, unable to access file at https://x.test/a.mp3"],
    [
      "wait",
      200,
      "assemblyai/download-refused",
      "Download error to https://x.test/a.mp3, 403 Client Error: Forbidden for url: https://x.test/a.mp3",
    ],
    [
      "wait",
      200,
      "assemblyai/web-page",
      "File does not appear to contain audio. File type is text/html (HTML document, ASCII text).",
    ],
    [
      "wait",
      200,
      "assemblyai/no-audio",
      "Transcoding failed. File does not appear to contain audio. File type is application/octet-stream (data).",
    ],
    [
      "wait",
      200,
      "assemblyai/damaged-upload",
      "Transcoding failed. File does not appear to contain audio. File type is application/octet-stream (Audio file with ID3 version 2.4.0).",
    ],
    ["wait", 200, "assemblyai/transcoding-failed", "Transcoding failed"],
    ["wait", 200, "assemblyai/too-short", "Audio duration is too short."],
    ["wait", 200, "assemblyai/no-speech", "language_detection cannot be performed on files with no spoken audio."],
    [
      "wait",
      200,
      "assemblyai/speech-threshold",
      "Audio speech threshold 0.9461 is below the requested speech threshold value 1.0",
    ],
    [
      "wait",
      200,
      "assemblyai/language-confidence",
      "detected language 'bg', confidence 0.2949, is below the requested confidence threshold value of '0.4'",
    ],
  ])(
    "at %s with %i, %s is the name of a documented text, in JSON and alone: %s",
    async (stage, status, code, words) => {
      if (status === 200) {
        expect((await named(stage, 200, failedRun(words)))?.code).toBe(code);
        return;
      }
      for (const body of [words, JSON.stringify({ error: words }), JSON.stringify({ status: "error", error: words })]) {
        expect((await named(stage, status, body))?.code).toBe(code);
      }
    },
  );

  it.each([
    ["403 Client Error: Forbidden", "assemblyai/download-refused", "host"],
    ["404 Client Error: Not Found", "assemblyai/download-refused", "host"],
    ["503 Server Error: Service Unavailable", "assemblyai/download-failed", "host"],
  ])("tell an address that is refused from a host in trouble: %s", async (reason, code, scope) => {
    const words = `Download error to https://x.test/a.mp3, ${reason} for url: https://x.test/a.mp3`;
    const fault = await named("wait", 200, failedRun(words));
    expect(fault).toMatchObject({ code, scope, remedy: "reupload", params: { url: "https://x.test/a.mp3" } });
  });

  it.each([
    ["assemblyai/upload-too-large", "UPLOAD_TOO_LARGE", "2.2 GB"],
    ["assemblyai/url-too-large", "URL_TOO_LARGE", "5 GB"],
    ["assemblyai/audio-too-long", "AUDIO_TOO_LONG", "10 hours"],
    ["assemblyai/audio-too-short", "AUDIO_TOO_SHORT", "160 ms"],
  ])("%s is a limit that is known before anything is sent", (code, finding, figure) => {
    const entry = CATALOGUE.find(code);
    expect(entry).toMatchObject({ seen: "audio", codes: [finding], certainty: "not-sent", remedy: "fail" });
    expect(entry?.description).toContain(figure);
  });

  it("give their parameters", async () => {
    const words = "Transcoding failed. File does not appear to contain audio. File type is text/plain (ASCII text).";
    expect((await named("wait", 200, failedRun(words)))?.params).toEqual({ mime: "text/plain", detail: "ASCII text" });
    const language =
      "detected language 'bg', confidence 0.2949, is below the requested confidence threshold value of '0.4'";
    const params = { language: "bg", found: "0.2949", wanted: "0.4" };
    expect((await named("wait", 200, failedRun(language)))?.params).toEqual(params);
  });

  const placed = assemblyai.errors.filter(({ message = "", seen }) => seen !== "audio" && placesIn(message).length > 0);

  it("are said by the server, heard by the client and named with the same parameters and the documented verdict", async () => {
    const value = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,20}[A-Za-z0-9])?$/);
    const filled = fc.constantFrom(...placed).chain((entry) => {
      const places = placesIn(entry.message ?? "");
      return fc.array(value, { minLength: places.length, maxLength: places.length }).map((values) => {
        return { entry, params: Object.fromEntries(places.map((place, index) => [place, values[index] ?? ""])) };
      });
    });
    await fc.assert(
      fc.asyncProperty(filled, async ({ entry, params }) => {
        const carrier = assemblyaiServer.fault(entry.code, params);
        if (carrier === null) throw new Error(`the server cannot say ${entry.code}`);
        const stage = entry.stages?.[0] ?? "submit";
        const said = "jobError" in carrier ? { status: 200, body: failedRun(carrier.jobError) } : carrier;
        const fault = await named(stage, said.status, said.body);
        expect(fault).toMatchObject({ code: entry.code, params });
        const [provider] = KNOWN_PROVIDERS;
        const documented = explanationOf({ entry, claim: null, provider, stage, status: said.status }, defaultPolicy);
        const foresight = { policy: defaultPolicy, facts: assemblyai.facts, canLookUp: true, can: ALL_REMEDIES };
        const asking = stage === "wait" && entry.seen !== "job";
        const met = fault === null ? [] : foresee(fault, { ...foresight, asking }, 3);
        expect(met.map(({ verdict }) => verdict.action)).toEqual(
          documented.verdicts.map(({ verdict }) => verdict.action),
        );
      }),
    );
  });

  it("can each be said by the server", () => {
    const sayable = assemblyai.errors.filter(({ seen }) => seen === "reply" || seen === "job");
    expect(sayable.filter(({ code }) => assemblyaiServer.fault(code) === null)).toEqual([]);
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
});
