import { describe, expect, it } from "vitest";
import type { AudioSource } from "../../domain/audio-source.ts";
import type { ProviderCall, SubmitAsk } from "../../domain/provider.ts";
import type { Clock } from "../../domain/runtime.ts";
import type { ForeignModel, ModelCall } from "../../domain/transcription-model.ts";
import { aiSdkProvider, type BridgeOptions } from "./client.ts";

/** A clock on which time passes only when a test says so. */
function stoppedClock() {
  let wake = (): void => undefined;
  const clock: Clock = {
    now: () => 1_700_000_000_000,
    monotonic: () => 0,
    sleep: (_, signal) =>
      new Promise((resolve, reject) => {
        wake = resolve;
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    settled: async () => undefined,
  };
  return { clock, timeIsOver: () => wake() };
}

const ANSWER = { text: "go on", segments: [{ text: "go on", startSecond: 0, endSecond: 1 }], language: "en" };

function bridge(over: Partial<ForeignModel> = {}, options: BridgeOptions = {}) {
  const calls: ModelCall[] = [];
  const model: ForeignModel = {
    specificationVersion: "v3",
    provider: "acme.transcription",
    modelId: "small",
    doGenerate: async (call) => {
      calls.push(call);
      return ANSWER;
    },
    ...over,
  };
  const { clock, timeIsOver } = stoppedClock();
  return { calls, timeIsOver, provider: aiSdkProvider("acme", model, options, clock) };
}

function callUnder(signal: AbortSignal = new AbortController().signal): ProviderCall {
  const transport = { send: () => Promise.reject(new Error("the model has its own wire")) };
  return { transport, access: { baseUrl: "", key: "" }, timeoutMs: 5_000, idleMs: 5_000, signal };
}

const FLAC = Buffer.from("fLaC and more");

function audio(over: Partial<AudioSource> = {}): AudioSource {
  return {
    ref: { sha256: "00", bytes: FLAC.byteLength, name: "old.wav", durationMs: null },
    path: null,
    async *open() {
      yield FLAC.subarray(0, 5);
      yield FLAC.subarray(5);
    },
    ...over,
  };
}

const ask = (over: Partial<SubmitAsk> = {}): SubmitAsk => ({
  ...{ kind: "transcription", later: false, audio: audio(), uploadUrl: null, options: {}, providerOptions: {} },
  ...over,
});

describe("a model in a provider's place", () => {
  it("gets the whole recording, its kind by its bytes, and the options that were meant for it", async () => {
    const optionsFor = ({ language = "" }) => ({ acme: { language } });
    const { calls, provider } = bridge({}, { optionsFor });
    const providerOptions = { other: { beam: 5 }, tenuto: { headers: { "x-trace": "7" } } };
    const heard = await provider.client.submit(callUnder(), ask({ options: { language: "de" }, providerOptions }));
    expect(calls[0]).toMatchObject({
      mediaType: "audio/flac",
      headers: { "x-trace": "7" },
      abortSignal: expect.any(AbortSignal),
    });
    expect(Buffer.from(calls[0]?.audio as Uint8Array).toString()).toBe("fLaC and more");
    expect(calls[0]?.providerOptions).toEqual({ acme: { language: "de" }, other: { beam: 5 } });
    expect(heard.said).toMatchObject({
      state: "done",
      transcript: { provider: "acme", text: "go on", language: "en" },
    });
    expect(heard.exchange).toMatchObject({ endpoint: "acme.transcription/small", sentBytes: FLAC.byteLength });
  });

  it("tells words with their times: its words, else its segments spread over theirs", async () => {
    const wordsOf = async (answer: object) => {
      const { provider } = bridge({ doGenerate: async () => answer });
      const { said } = await provider.client.submit(callUnder(), ask());
      const words = said?.state === "done" ? said.transcript.words : [];
      return words.map(({ text, startMs, endMs }) => [text, startMs, endMs]);
    };
    expect(await wordsOf(ANSWER)).toEqual([
      ["go", 0, 500],
      ["on", 500, 1_000],
    ]);
    const words = [{ text: "on", startSecond: 0.25, endSecond: 0.25 }];
    expect(await wordsOf({ ...ANSWER, words })).toEqual([["on", 250, 250]]);
    const broken = [{ text: "on", startSecond: 2, endSecond: 1 }, { text: 7 }, null, { text: "x", startSecond: -1 }];
    expect(await wordsOf({ text: "on", segments: broken })).toEqual([]);
  });

  it("keeps what else the model said, as data", async () => {
    const response = { timestamp: new Date(0), modelId: "small-2", headers: { a: "b" }, body: { id: "run-1" } };
    const { provider } = bridge({ doGenerate: async () => ({ ...ANSWER, response, durationInSeconds: 1.25 }) });
    const { said } = await provider.client.submit(callUnder(), ask());
    const transcript = said?.state === "done" ? said.transcript : null;
    expect(transcript?.durationMs).toBe(1_250);
    expect(transcript?.raw).toMatchObject({
      response: { modelId: "small-2", headers: { a: "b" }, body: { id: "run-1" } },
    });
    const ring: { self?: unknown } = {};
    ring.self = ring;
    const { provider: odd } = bridge({ doGenerate: async () => ({ ...ANSWER, response: { body: ring } }) });
    expect((await odd.client.submit(callUnder(), ask())).said).toMatchObject({ transcript: { raw: { response: {} } } });
  });

  it("that answers with no transcript, or throws at once, is told as failed", async () => {
    const outcomeOf = async (doGenerate: ForeignModel["doGenerate"]) =>
      (await bridge({ doGenerate }).provider.client.submit(callUnder(), ask())).exchange.outcome;
    expect(await outcomeOf(async () => ({ text: null }))).toMatchObject({ code: "MODEL_FAILED", sent: "all" });
    const atOnce = () => {
      throw new Error("not even a promise");
    };
    expect(await outcomeOf(atOnce)).toMatchObject({ code: "MODEL_FAILED", message: "not even a promise" });
  });

  it("is not asked with more than fits, whatever the recording says of its size", async () => {
    for (const bytes of [FLAC.byteLength, 1]) {
      const { calls, provider } = bridge({}, { rules: { maxBytes: 6 } });
      const source = audio({ ref: { sha256: "00", bytes, name: "x", durationMs: null } });
      const { exchange } = await provider.client.submit(callUnder(), ask({ audio: source }));
      expect(exchange).toMatchObject({ outcome: { code: "MODEL_TOO_LARGE", sent: "nothing" }, sentBytes: 0 });
      expect(calls).toEqual([]);
    }
  });

  it("is not asked where the recording cannot be read, its options cannot be made, or its caller is gone", async () => {
    const broken = audio({
      // biome-ignore lint/correctness/useYield: it fails before its first piece.
      async *open() {
        throw new Error("the spool is gone");
      },
    });
    const optionsFor = () => {
      throw new Error("no such language");
    };
    const cases = [
      [bridge(), callUnder(), ask({ audio: broken }), "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH"],
      [bridge({}, { optionsFor }), callUnder(), ask(), "MODEL_REFUSED"],
      [bridge(), callUnder(AbortSignal.abort()), ask(), "ABORTED"],
    ] as const;
    for (const [{ calls, provider }, call, asked, code] of cases) {
      const { exchange } = await provider.client.submit(call, asked);
      expect(exchange.outcome).toMatchObject({ kind: "no-reply", code, sent: "nothing" });
      expect(calls).toEqual([]);
    }
  });

  it("is stopped when its time is over or its caller goes, also one that pays no heed", async () => {
    for (const [why, code] of [
      ["time", "TENUTO_TIMEOUT"],
      ["caller", "ABORTED"],
    ]) {
      let signal: AbortSignal | undefined;
      const caller = new AbortController();
      const { provider, timeIsOver } = bridge({
        doGenerate: ({ abortSignal }) => {
          signal = abortSignal;
          setImmediate(() => (why === "time" ? timeIsOver() : caller.abort()));
          return new Promise(() => undefined);
        },
      });
      const { exchange } = await provider.client.submit(callUnder(caller.signal), ask());
      expect(exchange.outcome).toMatchObject({ kind: "no-reply", code, sent: "all" });
      expect(signal?.aborted).toBe(true);
    }
  });

  it("is known by the faults of the company that its name begins with", () => {
    const like = (provider: string, options: BridgeOptions = {}) =>
      bridge({ provider }, options).provider.facts.failsLike;
    expect(like("assemblyai.transcription")).toBe("assemblyai");
    expect(like("groq.transcription")).toBe("openai");
    expect(like("acme")).toBe("acme");
    expect(like("acme", { failsLike: "deepgram" })).toBe("deepgram");
  });
});
