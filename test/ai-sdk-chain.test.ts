import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { fromAiSdk } from "../src/ai-sdk/index.ts";
import type { ForeignModel, ModelCall } from "../src/domain/transcription-model.ts";
import { createTenuto, SettingsError, type Tenuto, type TenutoOptions, TranscriptionFailed } from "../src/index.ts";
import { clock, errorOf, LibraryHouses, RAW_KEY, recording } from "./library-house.ts";

const houses = new LibraryHouses();
const opened: Tenuto[] = [];
afterEach(async () => {
  for (const tenuto of opened.splice(0)) await tenuto.close();
  await houses.close();
});
afterAll(() => houses.dispose());

function open(options: TenutoOptions): Tenuto {
  const tenuto = createTenuto({ prepare: "off", pollFloor: "10ms", ...options });
  opened.push(tenuto);
  return tenuto;
}

const ANSWER = { text: "go on", segments: [{ text: "go on", startSecond: 0, endSecond: 1 }] };

function acme(doGenerate: ForeignModel["doGenerate"] = async () => ANSWER): ForeignModel {
  return { specificationVersion: "v3", provider: "acme.transcription", modelId: "small", doGenerate };
}

describe("a model of the AI SDK as a link of a chain", () => {
  it("answers where the one before it cannot, with options of its own", async () => {
    const { twin } = await houses.open("faults: [{ stage: submit, fault: assemblyai/balance }]");
    const calls: ModelCall[] = [];
    const model = acme(async (call) => {
      calls.push(call);
      return ANSWER;
    });
    const tenuto = open({
      accounts: { poor: { provider: "assemblyai", baseUrl: twin.url, apiKey: RAW_KEY } },
      chain: ["poor", { link: fromAiSdk(model), providerOptions: { acme: { beam: 5 } } }],
    });
    const { text, provider, words, route } = await tenuto.transcribe(recording("bytes"));
    expect([text, provider, words.length]).toEqual(["go on", "ai-sdk-acme", 2]);
    expect(route).toMatchObject({ answered: { provider: "ai-sdk-acme" }, left: [{ code: "assemblyai/balance" }] });
    expect(calls.map(({ providerOptions }) => providerOptions)).toEqual([{ acme: { beam: 5 } }]);
  });

  it("is left for the next where it fails, and tells why", async () => {
    const { twin } = await houses.open("processing: 5ms");
    const noKey = Object.assign(new Error("No key"), { name: "AI_LoadAPIKeyError" });
    const tenuto = open({
      accounts: { other: { provider: "assemblyai", baseUrl: twin.url, apiKey: RAW_KEY } },
      chain: [
        fromAiSdk(
          acme(() => Promise.reject(noKey)),
          { name: "first" },
        ),
        "other",
      ],
    });
    const { provider, route } = await tenuto.transcribe(recording("bytes"));
    expect(provider).toBe("assemblyai");
    expect(route?.left).toMatchObject([{ provider: "first", code: "model/no-key" }]);
  });

  it("works on as many recordings at once as were asked for", async () => {
    let [running, most] = [0, 0];
    let release = (): void => undefined;
    const all = new Promise<void>((resolve) => {
      release = resolve;
    });
    const model = acme(async () => {
      running += 1;
      most = Math.max(most, running);
      if (running === 5) release();
      await all;
      running -= 1;
      return ANSWER;
    });
    const tenuto = open({ chain: [fromAiSdk(model)], concurrency: 5 });
    const names = ["a", "b", "c", "d", "e"];
    await Promise.all(names.map((name) => tenuto.transcribe(recording(name))));
    expect(most).toBe(5);
  });

  it("gets no recording that is over its size", async () => {
    const calls: ModelCall[] = [];
    const model = acme(async (call) => {
      calls.push(call);
      return ANSWER;
    });
    const tenuto = open({ chain: [fromAiSdk(model, { rules: { maxBytes: 4 } })] });
    const error = await errorOf(tenuto.transcribe(recording("five!")));
    expect(error).toBeInstanceOf(TranscriptionFailed);
    expect(error).toMatchObject({ code: "model/too-large" });
    expect(calls).toEqual([]);
  });

  it("holds up no job of another program that uses the same store and does not have the model", async () => {
    const { twin } = await houses.open("processing: 5ms");
    const store = join(await houses.folder, "shared.db");
    let calls = 0;
    const model = acme(async () => {
      calls += 1;
      const overloaded = { name: "AI_APICallError", statusCode: 429, requestBodyValues: { model: "x" } };
      throw Object.assign(new Error("Too many requests"), overloaded);
    });
    const policy = { stages: { submit: { backoff: { baseMs: 1, capMs: 1, jitter: "none" } } } } as const;
    const first = open({ chain: [fromAiSdk(model)], store, policy });
    const { id } = await first.submit(recording("bytes"));
    while (calls === 0) await clock.sleep(5);
    await first.close();
    const other = open({ baseUrl: twin.url, apiKey: RAW_KEY, store });
    for (const name of ["one", "two"]) {
      // Due at once: it is claimed before the other.
      await other.resume();
      expect((await other.transcribe(recording(name))).text).not.toBe("");
    }
    expect((await (await other.job(id))?.read())?.state.status).toBe("open");
  });

  it("stays outside of a fence unless it promises to be within", async () => {
    const fenced = (regions?: readonly string[]) => {
      const link = fromAiSdk(acme(), regions === undefined ? {} : { regions });
      return open({ chain: [link], fence: "eu", region: "eu" }).transcribe(recording("bytes"));
    };
    expect(await errorOf(fenced())).toMatchObject({ code: "settings/fence" });
    expect((await fenced(["eu"])).text).toBe("go on");
  });
});

describe("fromAiSdk", () => {
  it("names the provider for the model, in letters that a name may have", () => {
    expect(fromAiSdk(acme()).name).toBe("ai-sdk-acme");
    expect(fromAiSdk({ ...acme(), provider: "Ac Me/!.x" }).name).toBe("ai-sdk-ac-me-");
    expect(fromAiSdk({ ...acme(), provider: "a".repeat(80) }).name).toHaveLength(40);
  });

  it.each(["openai", "local", "with space", "", "a,b", "x".repeat(41)])("refuses the name %j", (name) => {
    expect(() => fromAiSdk(acme(), { name })).toThrow(SettingsError);
  });

  it.each([null, undefined, "openai/whisper-1", {}, { provider: "x", doGenerate: 7 }])(
    "refuses %j as a model",
    (model) => {
      expect(() => fromAiSdk(model as unknown as ForeignModel)).toThrow(/is no transcription model/);
    },
  );

  it("is refused twice under one name", () => {
    expect(() => createTenuto({ chain: [fromAiSdk(acme()), fromAiSdk(acme())] })).toThrow(/twice/);
  });
});
