import type { TranscriptionModelV3 } from "@ai-sdk/provider";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { tenutoTranscription } from "../src/ai-sdk/index.ts";
import { SettingsError, TranscriptionFailed } from "../src/index.ts";
import { SDKS } from "./ai-sdk-house.ts";
import { clock, errorOf, LibraryHouses, RAW_KEY, recording } from "./library-house.ts";

const houses = new LibraryHouses();
afterEach(() => houses.close());
afterAll(() => houses.dispose());

describe.each(Object.entries(SDKS))("with %s, transcribe", (_, transcribe) => {
  it("answers with text, segments in seconds, language, and where it came from", async () => {
    const { twin, tenuto } = await houses.open("processing: 5ms");
    const model: TranscriptionModelV3 = tenutoTranscription(tenuto);
    const result = await transcribe({
      model: tenutoTranscription(tenuto),
      audio: recording("some bytes"),
      providerOptions: { tenuto: { language: "en", tags: { customer: "7" } }, assemblyai: { punctuate: true } },
    });
    expect(model).toMatchObject({ specificationVersion: "v3", provider: "tenuto", modelId: "default" });
    const [job] = await tenuto.jobs();
    const read = await (await tenuto.job(job?.id ?? ""))?.read();
    const transcript = await (await tenuto.job(job?.id ?? ""))?.result();
    expect(read?.request).toMatchObject({ options: { language: "en" }, providerOptions: { punctuate: true } });
    expect(read?.request.tags).toEqual({ customer: "7" });
    expect(result).toMatchObject({ text: transcript?.text, language: transcript?.language });
    expect(result.segments.map(({ text }) => text).join(" ")).toBe(result.text);
    const lastEnd = transcript?.words.at(-1)?.endMs ?? Number.NaN;
    expect(result.segments.at(-1)?.endSecond).toBe(lastEnd / 1_000);
    expect(result.warnings).toEqual([]);
    expect(result.responses[0]?.timestamp).toBeInstanceOf(Date);
    expect(result.providerMetadata.tenuto).toMatchObject({
      jobId: job?.id,
      provider: "assemblyai",
      remoteId: transcript?.remoteId,
      route: { answered: { provider: "assemblyai" }, left: [] },
    });
    expect(twin.ledger()).toMatchObject({ billed: 1, billedTwice: [] });
  });

  it("takes base64, and words as segments", async () => {
    const { twin, tenuto } = await houses.open("processing: 5ms");
    const audio = Buffer.from("some bytes").toString("base64");
    const result = await transcribe({ model: tenutoTranscription(tenuto, { segments: "word" }), audio });
    expect(result.segments.length).toBe(result.text.split(" ").length);
    expect(twin.ledger().bytes).toBe("some bytes".length);
  });

  it("asks once for what fails for good, and throws our error as it is", async () => {
    const { twin, tenuto } = await houses.open("faults: [{ stage: submit, fault: assemblyai/invalid-schema }]");
    const error = await errorOf(transcribe({ model: tenutoTranscription(tenuto), audio: recording("bytes") }));
    expect(error).toBeInstanceOf(TranscriptionFailed);
    expect(error).toMatchObject({ code: "assemblyai/invalid-schema", jobId: expect.stringMatching(/^job_/) });
    expect(twin.ledger().requests).toMatchObject({ upload: 1, submit: 1 });
    expect(await tenuto.jobs()).toHaveLength(1);
  });

  it("has no retries of its own where ours are used up by an outage", async () => {
    const { twin, tenuto } = await houses.open("faults: [{ stage: upload, status: 503 }]", {
      policy: {
        outageHoldMs: null,
        stages: { upload: { attempts: 2, backoff: { baseMs: 1, capMs: 1, jitter: "none" } } },
      },
    });
    const error = await errorOf(transcribe({ model: tenutoTranscription(tenuto), audio: recording("bytes") }));
    expect(error).toMatchObject({ code: "http/503" });
    expect(twin.ledger().requests.upload).toBe(2);
  });

  it("cancels the job of an aborted call", async () => {
    const { twin, tenuto } = await houses.open("processing: 10m");
    const stop = new AbortController();
    const model = tenutoTranscription(tenuto);
    const work = errorOf(transcribe({ model, audio: recording("bytes"), abortSignal: stop.signal }));
    while (twin.ledger().created === 0) await clock.sleep(5);
    stop.abort(new DOMException("The user went away", "AbortError"));
    expect(await work).toMatchObject({ name: "AbortError" });
    expect((await tenuto.jobs()).map(({ status }) => status)).toEqual(["canceled"]);
  });

  it("warns of what it leaves out", async () => {
    const { tenuto } = await houses.open("processing: 5ms");
    const result = await transcribe({
      model: tenutoTranscription(tenuto),
      audio: recording("bytes"),
      headers: { "x-trace": "1" },
      providerOptions: { tenuto: { colour: "red" }, assemblyai: { punctuate: true }, openai: { prompt: "x" } },
    });
    const features = result.warnings.map((warning) => ("feature" in warning ? warning.feature : ""));
    expect(features).toEqual([
      "providerOptions.tenuto.colour",
      "providerOptions.assemblyai",
      "providerOptions.openai",
      "headers.x-trace",
    ]);
  });
});

describe("the model", () => {
  it("says who answered, and why not those before", async () => {
    const { twin: other } = await houses.open("processing: 5ms");
    const { twin } = await houses.open("faults: [{ stage: submit, fault: assemblyai/balance }]");
    const place = (url: string) => ({ provider: "assemblyai", baseUrl: url, apiKey: RAW_KEY });
    const chained = tenutoTranscription({
      accounts: { poor: place(twin.url), rich: place(other.url) },
      chain: ["poor", "rich"],
      pollFloor: "10ms",
      prepare: "off",
    });
    const result = await chained.doGenerate({ audio: recording("bytes"), mediaType: "audio/wav" });
    expect(result.warnings).toEqual([
      { type: "other", message: expect.stringMatching(/^Answered by assemblyai: .* was left for assemblyai\/balance/) },
    ]);
    expect(result.providerMetadata?.tenuto).toMatchObject({
      route: { answered: { account: "rich" }, left: [{ account: "poor", code: "assemblyai/balance" }] },
    });
    await chained.close();
  });

  it("refuses a value of the wrong kind before anything is taken in", async () => {
    const { tenuto } = await houses.open("processing: 5ms");
    const model = tenutoTranscription(tenuto);
    for (const [name, value] of Object.entries({ speakers: "two", language: 7, tags: ["a", 1], channels: 0 })) {
      const call = {
        audio: recording("bytes"),
        mediaType: "audio/wav",
        providerOptions: { tenuto: { [name]: value } },
      };
      const error = await errorOf(model.doGenerate(call));
      expect(error).toBeInstanceOf(SettingsError);
      expect(error).toMatchObject({ code: "settings/option", message: expect.stringContaining(name) });
    }
    expect(await tenuto.jobs()).toEqual([]);
  });

  it("keeps a job that another call waits for, and ends it with the last", async () => {
    const { twin, tenuto } = await houses.open("processing: 10m");
    const model = tenutoTranscription(tenuto);
    const [first, second] = [new AbortController(), new AbortController()];
    const call = (abortSignal: AbortSignal) =>
      errorOf(model.doGenerate({ audio: recording("bytes"), mediaType: "audio/wav", abortSignal }));
    const works = [call(first.signal), call(second.signal)];
    while (twin.ledger().created === 0) await clock.sleep(5);
    first.abort();
    await works[0];
    expect((await tenuto.jobs()).map(({ status }) => status)).toEqual(["open"]);
    second.abort();
    await works[1];
    expect((await tenuto.jobs()).map(({ status }) => status)).toEqual(["canceled"]);
    expect(twin.ledger().created).toBe(1);
  });

  it("closes a library of its own, and leaves one that was handed in", async () => {
    const { twin, tenuto } = await houses.open("processing: 5ms");
    await tenutoTranscription(tenuto).close();
    expect((await tenuto.transcribe(recording("bytes"))).text).not.toBe("");
    const own = tenutoTranscription({ baseUrl: twin.url, apiKey: RAW_KEY, prepare: "off" });
    await own.close();
    const error = await errorOf(own.doGenerate({ audio: recording("bytes"), mediaType: "audio/wav" }));
    expect(error).toMatchObject({ code: "library/closed" });
  });
});
