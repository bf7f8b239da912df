import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI, { APIError, toFile } from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { liveRuntime } from "../../src/engine/live-runtime.ts";
import { openai as ours } from "../../src/providers/openai/client.ts";
import { openaiServer } from "../../src/providers/openai/server.ts";
import { parseFaultFlag } from "../../src/twin/fault-flag.ts";
import { serveTwin } from "../../src/twin/http.ts";
import { CALM } from "../../src/twin/script.ts";
import { OneCallDesk } from "../engine/one-call-desk.ts";

const KEY = "conformance-key";
const RECORDING = new TextEncoder().encode("RIFF, or what a recording is to those who do not listen");
const TEXT = "Good morning. This call is held until there is a transcript.";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenuto-conformance-"));
  await writeFile(join(folder, `${createHash("sha256").update(RECORDING).digest("hex")}.txt`), TEXT);
});
afterAll(() => rm(folder, { recursive: true }));

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The official client, changed in nothing but its address, at a twin. */
async function meeting(faults: readonly string[] = [], { key = KEY, path = "/v1" } = {}) {
  const twin = await serveTwin({
    server: openaiServer,
    scenario: { ...CALM, rules: faults.map(parseFaultFlag) },
    seed: 1,
    runtime: liveRuntime(),
    key: KEY,
    texts: folder,
  });
  closers.push(() => twin.close());
  const sdk = new OpenAI({ apiKey: key, baseURL: `${twin.url}${path}` });
  return { twin, transcriptions: sdk.audio.transcriptions };
}

const file = () => toFile(RECORDING, "call.wav");
const whisper = async () => ({ file: await file(), model: "whisper-1" }) as const;

async function refused(asking: Promise<unknown>): Promise<APIError> {
  const error = await asking.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof APIError)) throw new Error(`it was not refused: ${String(error)}`);
  return error;
}

describe("the official client of OpenAI at the twin", () => {
  it("reads short JSON", async () => {
    const { transcriptions } = await meeting();
    expect(await transcriptions.create(await whisper())).toMatchObject({ text: TEXT });
  });

  it("reads long JSON, with words, with segments, and with both", async () => {
    const { transcriptions } = await meeting();
    const long = { ...(await whisper()), response_format: "verbose_json" } as const;
    const plain = await transcriptions.create(long);
    expect(plain).toMatchObject({ text: TEXT, language: "english", duration: expect.any(Number) });
    expect(plain.segments?.map(({ text }) => text)).toEqual([
      " Good morning.",
      " This call is held until there is a transcript.",
    ]);
    const words = await transcriptions.create({ ...long, timestamp_granularities: ["word"] });
    expect(words.segments).toBeUndefined();
    expect(words.words?.map(({ word }) => word).join(" ")).toBe(TEXT.replaceAll(".", ""));
    const both = await transcriptions.create({ ...long, timestamp_granularities: ["word", "segment"] });
    expect([both.words?.length, both.segments?.length]).toEqual([11, 2]);
  });

  it.each(["text", "srt", "vtt"] as const)("reads %s", async (response_format) => {
    const { transcriptions } = await meeting();
    const told: unknown = await transcriptions.create({ ...(await whisper()), response_format });
    expect(told).toContain("Good morning.");
  });

  it("speaks under Groq's path as well", async () => {
    const { transcriptions } = await meeting([], { path: "/openai/v1" });
    expect((await transcriptions.create(await whisper())).text).toBe(TEXT);
  });

  it("finds its own errors in the twin's refusals", async () => {
    const stranger = await meeting([], { key: "wrong" });
    expect(await refused(stranger.transcriptions.create(await whisper()))).toMatchObject({
      status: 401,
      code: "invalid_api_key",
      requestID: expect.stringMatching(/^req_/),
    });
    const { transcriptions } = await meeting();
    const form = { file: await file(), model: "gpt-4o-transcribe", response_format: "verbose_json" } as const;
    expect(await refused(transcriptions.create(form))).toMatchObject({ status: 400, code: "unsupported_value" });
  });

  it("tries again after a refusal, as our scenarios have it", async () => {
    const { twin, transcriptions } = await meeting(["submit:1:openai/overloaded"]);
    expect((await transcriptions.create(await whisper())).text).toBe(TEXT);
    expect(twin.ledger()).toMatchObject({ requests: { submit: 2 }, billed: 1 });
  });

  it("tries again when the money is gone, as often as it tries anything", async () => {
    const { twin, transcriptions } = await meeting(["submit:always:openai/quota"]);
    expect(await refused(transcriptions.create(await whisper()))).toMatchObject({ code: "insufficient_quota" });
    expect(twin.ledger().requests.submit).toBe(3);
  });
});

describe("a reply that was lost", () => {
  it("has the official client pay twice, in silence", async () => {
    const { twin, transcriptions } = await meeting(["submit:1:reset-after"]);
    expect((await transcriptions.create(await whisper())).text).toBe(TEXT);
    expect(twin.ledger()).toMatchObject({ billed: 2, billedTwice: [{ billed: 2 }] });
  });

  it("has our engine hold the job and say why, paid once", async () => {
    const scenario = "faults: [{ stage: submit, occurrence: 1, fault: reset-after }]";
    const desk = new OneCallDesk({ provider: ours, server: openaiServer, scenario });
    await desk.play(async () => {
      const [id = ""] = await desk.accept();
      await desk.work(600_000);
      expect((await desk.means.store.get(id))?.state).toMatchObject({
        status: "parked",
        reason: expect.stringContaining("could be paid twice"),
      });
    });
    expect(desk.ledger).toMatchObject({ billed: 1, billedTwice: [] });
  });
});
