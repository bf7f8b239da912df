import { access, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { AudioSource } from "../../domain/audio-source.ts";
import type { ProviderCall, SubmitAsk } from "../../domain/provider.ts";
import type { Recognised, Recogniser } from "../../domain/recogniser.ts";
import type { Clock } from "../../domain/runtime.ts";
import type { Word } from "../../domain/transcript.ts";
import { localProvider } from "./client.ts";
import { LOCAL_ERRORS } from "./errors.ts";

let elapsed = 0;
const clock: Clock = {
  now: () => 1_700_000_000_000,
  monotonic: () => elapsed,
  sleep: async () => undefined,
  settled: async () => undefined,
};

const word = (text: string, confidence: number): Word => ({
  ...{ text, confidence, startMs: 0, endMs: 100, speaker: null, channel: null },
});
const HEARD: Recognised = { ok: true, text: "go on", words: [word("go", 0.9), word("on", 0.5)], durationMs: 2000 };

interface Asked {
  readonly path: string;
  readonly bytes: Uint8Array | null;
  readonly timeoutMs: number;
}

function fixture(answer: Recognised = HEARD) {
  const asked: Asked[] = [];
  const recogniser: Recogniser = {
    name: "pocketsphinx",
    missing: async () => [],
    recognise: async (path, { timeoutMs }) => {
      asked.push({ path, bytes: await readFile(path).catch(() => null), timeoutMs });
      elapsed += 750;
      return answer;
    },
  };
  return { asked, provider: localProvider({ recogniser }, clock) };
}

function call(signal: AbortSignal = new AbortController().signal): ProviderCall {
  const transport = {
    send: () => Promise.reject(new Error("a program needs no wire")),
  };
  return { transport, access: { baseUrl: "", key: "" }, timeoutMs: 5000, idleMs: 1000, signal };
}

function audio(path: string | null, open = pieces): AudioSource {
  return { ref: { sha256: "00", bytes: 5, name: "x.wav", durationMs: null }, open, path };
}

async function* pieces() {
  yield new Uint8Array([1, 2, 3]);
  yield new Uint8Array([4, 5]);
}

const ask = (source: AudioSource, language?: string): SubmitAsk => ({
  kind: "transcription",
  later: false,
  audio: source,
  uploadUrl: null,
  options: language === undefined ? {} : { language },
  providerOptions: {},
});

describe("a submit to the local provider", () => {
  test("answers with the transcript itself, labelled as rough", async () => {
    const { asked, provider } = fixture();
    const heard = await provider.client.submit(call(), ask(audio("/recordings/x.wav")));
    expect(heard.said).toEqual({
      state: "done",
      transcript: {
        ...{ provider: "local", remoteId: null, text: "go on", words: HEARD.ok ? HEARD.words : [] },
        ...{ language: "en", confidence: 0.7, durationMs: 2000, rough: true, raw: null },
      },
    });
    expect(asked).toEqual([{ path: "/recordings/x.wav", bytes: null, timeoutMs: 5000 }]);
  });

  test("is recorded as an exchange with its time", async () => {
    const { exchange } = await fixture().provider.client.submit(call(), ask(audio("/x.wav")));
    expect(exchange).toEqual({
      ...{ method: "RUN", endpoint: "pocketsphinx", at: 1_700_000_000_000, elapsedMs: 750, sentBytes: 0 },
      outcome: { kind: "reply", status: 200, headers: {}, body: "", complete: true },
    });
  });

  test("carries the recogniser's code and words when it fails", async () => {
    const { provider } = fixture({ ok: false, code: "MISSING", message: "Not found on this machine: ffmpeg" });
    const heard = await provider.client.submit(call(), ask(audio("/x.wav")));
    expect(heard).toMatchObject({
      said: null,
      complaint: "Not found on this machine: ffmpeg",
      exchange: { outcome: { kind: "no-reply", code: "MISSING", sent: "all" } },
    });
  });

  test("writes a recording that has no path into a file of its own, and removes it", async () => {
    const { asked, provider } = fixture();
    await provider.client.submit(call(), ask(audio(null)));
    expect(asked[0]?.bytes).toEqual(Buffer.from([1, 2, 3, 4, 5]));
    await expect(access(asked[0]?.path ?? "")).rejects.toThrow("ENOENT");
  });

  test("does not throw when the recording cannot be read, or when it is stopped meanwhile", async () => {
    const broken = audio(null, async function* () {
      yield new Uint8Array([1]);
      throw new Error("the spool is gone");
    });
    const { provider } = fixture();
    const outcome = async (source: AudioSource, signal?: AbortSignal) =>
      (await provider.client.submit(call(signal), ask(source))).exchange.outcome;
    expect(await outcome(broken)).toMatchObject({ code: "EXIT", message: "the spool is gone" });
    expect(await outcome(audio(null), AbortSignal.abort())).toMatchObject({ code: "ABORTED" });
  });

  test("refuses another language than English before it starts", async () => {
    const { asked, provider } = fixture();
    for (const language of ["de", "de-AT", "enm"]) {
      const heard = await provider.client.submit(call(), ask(audio("/x.wav"), language));
      expect(heard.exchange.outcome).toMatchObject({ code: "LANGUAGE" });
    }
    expect(asked).toEqual([]);
    expect((await provider.client.submit(call(), ask(audio("/x.wav"), "en-GB"))).said).not.toBeNull();
  });
});

test("every code of a failure has one entry of the catalogue", () => {
  const codes = LOCAL_ERRORS.flatMap((entry) => entry.codes ?? []);
  const recognising = ["ABORTED", "EXIT", "LANGUAGE", "MISSING", "NOT_AUDIO", "TIME_LIMIT", "TOO_LONG"];
  expect(codes.toSorted()).toEqual([...recognising, "NO_SPEECH", "NO_MATCH", "SCRIPT"].toSorted());
});
