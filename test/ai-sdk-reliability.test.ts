import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type ReliabilityOptions, withReliability } from "../src/ai-sdk/index.ts";
import type { ForeignModel, ReadyModel } from "../src/domain/transcription-model.ts";
import { TranscriptionFailed, TranscriptionHeld } from "../src/index.ts";
import type { ServedTwin } from "../src/twin/http.ts";
import { ADAPTERS, SDKS } from "./ai-sdk-house.ts";
import { wav } from "./elsa-talk.ts";
import { errorOf, LibraryHouses } from "./library-house.ts";

const houses = new LibraryHouses();
afterEach(() => houses.close());
afterAll(() => houses.dispose());

const QUICK = { baseMs: 1, capMs: 1, jitter: "none" } as const;

/** Patience that does not wait. */
const HASTY = {
  prepare: "off",
  policy: { stages: { submit: { backoff: QUICK } }, submissions: { backoff: QUICK } },
} as const satisfies ReliabilityOptions;

/** Faults that strike once, with what the AI SDK alone makes of them. */
const FAULTS = {
  "a run that ends in a server error": "{ stage: job, occurrence: 1, fault: assemblyai/server-error }",
  "an upload that is refused with 422": "{ stage: upload, occurrence: 1, fault: assemblyai/upload-failed }",
  "a poll that is answered with 500": "{ stage: poll, occurrence: 1, status: 500 }",
  "a submit that is answered with 500": "{ stage: submit, occurrence: 1, status: 500 }",
} as const;

async function served(...faults: readonly string[]): Promise<ServedTwin> {
  return (await houses.open(`processing: 0ms\nfaults: [${faults.join(", ")}]`)).twin;
}

const transcribed = (model: ReadyModel) => SDKS["ai 6"]({ model, audio: wav({ seconds: 3 }) });

describe.each(Object.entries(ADAPTERS))("around an adapter of contract %s", (_, adapter) => {
  it("passes on what the adapter takes, and what it answers", async () => {
    const twin = await served();
    const plain = await adapter(twin).doGenerate({ audio: wav({ seconds: 3 }), mediaType: "audio/wav" });
    await using model = withReliability(adapter(twin), HASTY);
    expect(model).toMatchObject({ specificationVersion: "v3", provider: "assemblyai.transcription" });
    for (const transcribe of Object.values(SDKS)) {
      const answer = await transcribe({
        model,
        audio: wav({ seconds: 3 }),
        headers: { "x-trace": "7" },
        providerOptions: { assemblyai: { languageCode: "de" } },
      });
      expect(answer).toMatchObject({ text: plain.text, segments: plain.segments, language: "de" });
      expect(answer.durationInSeconds).toBe(plain.durationInSeconds);
      expect(answer.responses[0]).toMatchObject({ body: { language_code: "de" }, modelId: "universal-3-5-pro" });
      expect(answer.providerMetadata.tenuto).toMatchObject({ provider: "ai-sdk-assemblyai", remoteId: null });
    }
  });

  it.each(Object.entries(FAULTS).slice(0, 2))(
    "gets over %s, which ends the call of the AI SDK alone",
    async (_, fault) => {
      const alone = await served(fault);
      await expect(transcribed(adapter(alone) as ReadyModel)).rejects.toThrow();
      const twin = await served(fault);
      await using model = withReliability(adapter(twin), HASTY);
      expect((await transcribed(model)).text).not.toBe("");
      expect(twin.ledger()).toMatchObject({ billed: 1, billedTwice: [] });
    },
  );

  it.each(Object.entries(FAULTS).slice(2))(
    "holds a job after %s, since a second call may be paid twice",
    async (_, fault) => {
      const twin = await served(fault);
      await using model = withReliability(adapter(twin), HASTY);
      const error = await errorOf(transcribed(model));
      expect(error).toBeInstanceOf(TranscriptionHeld);
      expect(["model/lost-run", "assemblyai/internal-error"]).toContain((error as TranscriptionHeld).code);
      expect(twin.ledger().requests.submit).toBe(1);
    },
  );

  it("fails at once for what fails for good, whatever the AI SDK would do", async () => {
    const twin = await served("{ stage: job, fault: assemblyai/no-audio }");
    await using model = withReliability(adapter(twin), HASTY);
    const error = await errorOf(transcribed(model));
    expect(error).toBeInstanceOf(TranscriptionFailed);
    expect(error).toMatchObject({ code: "assemblyai/no-audio" });
    expect(twin.ledger().created).toBe(1);
  });
});

const answering = (over: Partial<ForeignModel>): ForeignModel => ({
  specificationVersion: "v2",
  provider: "acme.transcription",
  modelId: "small",
  doGenerate: async () => ({ text: "go on", segments: [], warnings: [], response: {} }),
  ...over,
});

describe("withReliability", () => {
  it("takes a model of contract v2, with warnings as v3 has them", async () => {
    const warnings = [{ type: "unsupported-setting", setting: "language", details: "It hears what it hears." }];
    const model = answering({ doGenerate: async () => ({ text: "go on", segments: [], warnings, response: {} }) });
    await using held = withReliability(model, HASTY);
    const { text, warnings: told } = await transcribed(held);
    expect(text).toBe("go on");
    expect(told).toEqual([{ type: "unsupported", feature: "language", details: "It hears what it hears." }]);
  });

  it("hands the caller's headers and options to the model, its own left out", async () => {
    const calls: unknown[] = [];
    const model = answering({
      doGenerate: async ({ headers, providerOptions, mediaType }) => {
        calls.push({ headers, providerOptions, mediaType });
        return { text: "go on", segments: [] };
      },
    });
    await using held = withReliability(model, HASTY);
    const providerOptions = { acme: { beam: 5 }, tenuto: { name: "call.wav" } };
    await SDKS["ai 7"]({ model: held, audio: wav({ seconds: 3 }), headers: { "x-trace": "7" }, providerOptions });
    expect(calls).toEqual([
      { headers: { "x-trace": "7" }, providerOptions: { acme: { beam: 5 } }, mediaType: "audio/wav" },
    ]);
  });

  it("goes on to the next of a chain, and says so", async () => {
    const twin = await served();
    const model = answering({
      doGenerate: async () => Promise.reject(Object.assign(new Error("No key"), { name: "AI_LoadAPIKeyError" })),
    });
    const other = { provider: "assemblyai", baseUrl: twin.url, apiKey: "a-key" };
    await using held = withReliability(model, { ...HASTY, accounts: { other }, chain: ["other"], pollFloor: "10ms" });
    const { warnings, providerMetadata } = await transcribed(held);
    expect(warnings).toEqual([{ type: "other", message: expect.stringContaining("model/no-key") }]);
    expect(providerMetadata.tenuto).toMatchObject({
      provider: "assemblyai",
      route: { answered: { account: "other" } },
    });
  });

  it("refuses what is no model", () => {
    expect(() => withReliability("openai/whisper-1" as unknown as ForeignModel)).toThrow(/"openai\/whisper-1" is no/);
  });
});
