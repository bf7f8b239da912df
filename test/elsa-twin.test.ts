import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import type { Aligned, Aligner } from "../src/domain/aligner.ts";
import type { Recogniser } from "../src/domain/recogniser.ts";
import { liveRuntime } from "../src/engine/live-runtime.ts";
import { undiciTransport } from "../src/engine/transport.ts";
import { ELSA_ERRORS } from "../src/providers/elsa/errors.ts";
import { elsaServer as server } from "../src/providers/elsa/server.ts";
import { type ServedTwin, type ServeTwinOptions, serveTwin } from "../src/twin/http.ts";
import { parseScenario } from "../src/twin/scenario.ts";
import { ElsaCaller, type Said, statusOf, wav } from "./elsa-talk.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(yaml = "", options: Partial<ServeTwinOptions> = {}) {
  const runtime = liveRuntime();
  const twin: ServedTwin = await serveTwin({
    server,
    scenario: parseScenario(yaml, "day.yaml"),
    seed: 5,
    runtime,
    ...options,
  });
  const transport = undiciTransport(runtime.clock);
  closers.push(twin.close, () => transport.close());
  return { twin, caller: new ElsaCaller(transport, twin.url) };
}

async function host(status: number, body: Uint8Array): Promise<string> {
  const http = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  closers.push(() => http.close());
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/a.wav`;
}

const SCRIPT = ["Go forward ten meters"];
const broken = (name: string) => readFile(`test/audio/broken/${name}`);

const CLIENTS = `
clients:
  - { token: fine, id: 1, minutes: 10 }
  - { token: gone, id: 2, user: teacher, known: false }
  - { token: asleep, id: 3, active: false }
  - { token: reader, id: 4, access: [transcription] }
  - { token: poor, id: 5, minutes: 0 }
`;

const RECOGNISER = (mood: string) => `
recogniser-timeout: 100ms
faults: [{ stage: recogniser, fault: ${mood} }]
`;

const undecodable: Recogniser = {
  name: "lent",
  missing: async () => [],
  recognise: async () => ({ ok: false, code: "NOT_AUDIO", message: "nothing decodes" }),
};

const aligner = (aligned: Aligned): Aligner => ({ name: "lent", missing: async () => [], align: async () => aligned });

const refusing = (code: "NOT_AUDIO" | "NO_SPEECH" | "NO_MATCH" | "EXIT") =>
  aligner({ ok: false, code, message: "it was so" });

type Case = readonly [
  exception: string,
  status: number,
  words: string,
  yaml: string,
  said: Said | (() => Promise<Said>),
  options?: Partial<ServeTwinOptions>,
];

const UNSCRIPTED: readonly Case[] = [
  ["ASRInterProcessException", 500, "exception in ASR: the recogniser closed", RECOGNISER("crash"), {}],
  ["ASRSocketTimeout", 504, "ASR timeout", RECOGNISER("hang"), {}],
  ["ASRConnectionFailed", 503, "ASR Connection Failed", RECOGNISER("down"), {}],
  [
    "FailedToReadAudioFromURL",
    400,
    "Failed to read audio from the URL",
    "",
    async () => ({ url: await host(404, Buffer.from("no")) }),
  ],
  [
    "FailedToParseAudioHeader",
    400,
    "Failed to parse audio header",
    "",
    async () => ({ audio: await broken("cut-in-header.wav") }),
  ],
  ["InvalidAudioFormat", 400, "Only 16 kHz mono", "strict-audio: true", { audio: wav({ rate: 8_000 }) }],
  [
    "FailedToConvertAudio",
    400,
    "The server failed to parse your mp4 audio",
    "",
    async () => ({ audio: await broken("encrypted-cenc.mp4") }),
  ],
  ["FailedToDecodeAudioFromBytes", 400, "Failed to decode audio", "", {}, { recogniser: undecodable }],
  ["MissingAudioParam", 400, "Missing audio param!", "", { url: "" }],
  ["AudioTooBigForSync", 413, "Audio is too big for sync mode", "sync-limit: 1s", {}],
  [
    "FailedToUseAudio",
    500,
    "An unexpected error occurred",
    "",
    async () => ({ audio: await broken("id3-tag-only.mp3") }),
  ],
  ["NoTokenProvided", 401, "No session token provided", "", { token: "" }],
  ["InvalidSessionToken", 401, "Invalid session token: stranger", CLIENTS, { token: "stranger" }],
  ["UserDoesNotExist", 403, "Could not find teacher ID", CLIENTS, { token: "gone" }],
  ["ClientIsNotActive", 403, "Client with 3 is not active", CLIENTS, { token: "asleep" }],
  ["ClientDoesNotHaveAccess", 403, "User 4 does not have access", CLIENTS, { token: "reader" }],
  ["ClientHasNoMoreMinutes", 402, "User has no remaining minutes", CLIENTS, { token: "poor" }],
];

const SCRIPTED: readonly Case[] = [
  ["FailedToReadAudioFromURL", 400, "Failed to read audio from the URL", "", { url: "http://elsewhere.example/a.wav" }],
  [
    "FailedToConvertAudio",
    400,
    "The server failed to parse your unknown audio",
    "",
    async () => ({ audio: await broken("random-bytes.wav") }),
  ],
  ["MissingAudioParam", 400, "Missing audio param!", "", { url: " " }],
  ["FailedToUseAudio", 500, "An unexpected error occurred", RECOGNISER("crash"), {}],
  ["NoTokenProvided", 401, "No session token provided", "", { token: " " }],
  ["UserDoesNotExist", 403, "Could not find teacher ID", CLIENTS, { token: "gone" }],
  ["ClientIsNotActive", 403, "Client with 3 is not active", CLIENTS, { token: "asleep" }],
  ["ClientDoesNotHaveAccess", 403, "User 4 does not have access", CLIENTS, { token: "reader" }],
  ["InvalidHeaderParameter", 401, "A valid authorization header is required", CLIENTS, { token: "stranger" }],
];

const named = (cases: readonly Case[]) => cases.map((one) => [one[0], one] as const);

const namesOf = (kind: string) => ELSA_ERRORS.filter(({ kinds }) => kinds?.some((one) => one === kind));

describe("the twin of ELSA", () => {
  it.each([
    ["unscripted", UNSCRIPTED],
    ["scripted", SCRIPTED],
  ] as const)("raises every exception that is listed of %s requests", (kind, cases) => {
    expect(cases.map(([name]) => name).sort()).toEqual(
      namesOf(kind)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it.each(named(UNSCRIPTED))("raises %s of free speech from its cause", async (_name, one) => {
    const [, status, words, yaml, said, options] = one;
    const { caller } = await open(yaml, options);
    const heard = await caller.submit(typeof said === "function" ? await said() : said);
    expect([statusOf(heard), heard.complaint]).toEqual([status, expect.stringContaining(words)]);
    expect(heard.said).toBeNull();
  });

  it.each(named(SCRIPTED))("raises %s of a script from its cause", async (_name, one) => {
    const [, status, words, yaml, said, options] = one;
    const { caller } = await open(yaml, options);
    const heard = await caller.submit({ ...(typeof said === "function" ? await said() : said), script: SCRIPT });
    expect([statusOf(heard), heard.complaint]).toEqual([status, expect.stringContaining(words)]);
  });

  it.each(ELSA_ERRORS.map(({ code, sample }) => [code, sample]))(
    "says %s where a scenario has it",
    async (code, sample) => {
      const { caller } = await open(`faults: [{ stage: submit, occurrence: 1, fault: ${code} }]`);
      expect((await caller.submit()).complaint).toBe(sample);
      expect((await caller.submit()).said).toMatchObject({ state: "done" });
    },
  );

  it("refuses what the strict way of taking audio does not take, and takes the rest", async () => {
    const { caller } = await open("strict-audio: true");
    expect((await caller.submit({ audio: wav({ channels: 2 }) })).complaint).toMatch(/^Only 16 kHz mono/);
    expect((await caller.submit({ audio: await readFile("test/audio/formats/jfk.mp3") })).complaint).toMatch(/^Only/);
    for (const name of ["jfk.flac", "jfk-opus.ogg"]) {
      expect((await caller.submit({ audio: await readFile(`test/audio/formats/${name}`) })).complaint).toBeNull();
    }
    expect((await caller.submit({ audio: wav({ rate: 8_000 }), script: SCRIPT })).complaint).toBeNull();
  });

  it.each([
    ["v2", "unspoken", "attempt_type: UNSPOKEN"],
    ["v2", "irrelevant", "attempt_type: IRRELEVANT"],
    ["v3", "noisy", "recording_quality: noisy"],
  ] as const)("answers a script (%s) with 200 and a recording that is %s", async (scriptedVersion, mood, complaint) => {
    const { caller } = await open(RECOGNISER(mood));
    const heard = await caller.submit({ script: SCRIPT, options: { scriptedVersion } });
    expect([statusOf(heard), heard.said, heard.complaint]).toEqual([200, null, complaint]);
  });

  it("answers free speech with 200 although nobody speaks", async () => {
    const { caller, twin } = await open(RECOGNISER("unspoken"));
    expect(await caller.submit()).toMatchObject({ said: null, complaint: "recording_quality: quiet" });
    expect(twin.ledger().billed).toBe(1);
  });

  it("lets whoever has a scheme of the documents in, and nobody with another", async () => {
    const { caller } = await open("clients: [{ token: t, id: 1 }]");
    for (const authorizationScheme of ["ELSA", "Elsa", "Bearer"]) {
      expect((await caller.submit({ token: "t", options: { authorizationScheme } })).complaint).toBeNull();
    }
    const basic = { token: "t", options: { authorizationScheme: "Basic" } };
    expect((await caller.submit(basic)).complaint).toBe("No session token provided");
    expect((await caller.submit({ ...basic, script: SCRIPT })).complaint).toMatch(/^A valid authorization header/);
  });

  it("scores the words that its aligner found, with their times, sounds and what was not said", async () => {
    const phone = { phone: "OW", startMs: 220, endMs: 400, score: 70, heard: null };
    const words = [
      { word: "Go", startMs: 100, endMs: 400, score: 84, said: true, phones: [phone] },
      { word: "forward", startMs: null, endMs: null, score: 0, said: false, phones: [] },
    ];
    const lent = aligner({ ok: true, sentence: 1, words, durationMs: 2_000, unknownWords: [] });
    const { caller } = await open("", { aligner: lent });
    const heard = await caller.submit({ script: ["Stop", "Go forward"] });
    expect(heard.said).toMatchObject({
      transcript: {
        durationMs: 2_000,
        assessment: { script: "Go forward", words: [{ ...words[0] }, { said: false }] },
      },
    });
  });

  it.each([
    ["NOT_AUDIO", /^The server failed to parse your wav audio/],
    ["NO_SPEECH", /UNSPOKEN/],
    ["NO_MATCH", /IRRELEVANT/],
  ] as const)("says what came of a script that its aligner ends with %s on", async (code, complaint) => {
    const { caller } = await open("", { aligner: refusing(code) });
    expect((await caller.submit({ script: SCRIPT })).complaint).toMatch(complaint);
  });

  it("makes the same scores up for the same recording, whatever the seed, and others for another", async () => {
    const scores = async (seed: number, audio: Buffer, options = {}) => {
      const { caller } = await open("", { seed, ...options });
      const { said } = await caller.submit({ audio, script: SCRIPT });
      if (said?.state !== "done") throw new Error("no result");
      return said.transcript.assessment?.words.map(({ word, score }) => [word, score]);
    };
    const first = await scores(1, wav());
    expect(first?.map(([word]) => word)).toEqual(["Go", "forward", "ten", "meters"]);
    expect(await scores(2, wav(), { aligner: refusing("EXIT") })).toEqual(first);
    expect(await scores(1, wav({ seed: 2 }))).not.toEqual(first);
  });

  it("tells the text that is known of a recording, to whoever wants no more", async () => {
    const { caller } = await open("", {
      recogniser: {
        ...undecodable,
        recognise: async () => ({ ok: true, text: "go forward", words: [], durationMs: 2_000 }),
      },
    });
    expect((await caller.submit({ kind: "transcription" })).said).toMatchObject({
      transcript: {
        text: "go forward",
        words: [
          { text: "go", startMs: 0 },
          { text: "forward", endMs: 2_000 },
        ],
      },
    });
  });

  it("takes a recording as base64, and one from an address on this machine", async () => {
    const { caller, twin } = await open();
    const audio = wav();
    const results = [
      await caller.submit({ audio }),
      await caller.submit({ audio, options: { audioField: "audio_data" } }),
      await caller.submit({ url: await host(200, audio) }),
    ];
    for (const { said } of results) expect(said).toMatchObject({ state: "done" });
    expect(twin.ledger().contents).toMatchObject([{ created: 3, billed: 3 }]);
  });

  it("takes a request in JSON", async () => {
    const { twin } = await open();
    const body = JSON.stringify({ audio_data: wav().toString("base64"), sentence: SCRIPT, api_plan: "standard" });
    const headers = { authorization: "ELSA t", "content-type": "application/json" };
    const reply = await request(`${twin.url}/api/v2/score_audio`, { method: "POST", headers, body });
    expect(await reply.body.json()).toMatchObject({ api_version: "v2", utterance: [{ sentence: SCRIPT[0] }] });
  });

  it.each([
    ["api_plan", { api_plan: "golden", sentence: "a" }],
    ["sentence", { api_plan: "standard", sentence: " " }],
    ["sentence", { api_plan: "standard", sentence: "[]" }],
  ])("refuses a %s that makes no sense: %j", async (name, fields) => {
    const { twin } = await open();
    const body = JSON.stringify({ audio_data: "AAAA", ...fields });
    const headers = { authorization: "ELSA t", "content-type": "application/json" };
    const reply = await request(`${twin.url}/api/v2/score_audio`, { method: "POST", headers, body });
    expect([reply.statusCode, await reply.body.json()]).toEqual([
      400,
      { error: { code: 400, message: `Invalid argument: ${name}`, errors: [] } },
    ]);
  });

  it("answers a path that the API does not have as its documents show it", async () => {
    const { twin } = await open();
    const reply = await request(`${twin.url}/api/v9/score_audio`, { method: "POST" });
    expect([reply.statusCode, await reply.body.json()]).toEqual([404, { message: "Not Found" }]);
  });

  it("scores in async mode what is too big to wait for, and gives the result to whom it belongs", async () => {
    const { caller } = await open("sync-limit: 1s\nclients: [{ token: a, id: 1 }, { token: b, id: 2 }]");
    const heard = await caller.submit({ later: true, token: "a" });
    expect(heard.said).toMatchObject({ state: "accepted" });
    const id = heard.said?.state === "accepted" ? heard.said.remoteId : "";
    await expect.poll(async () => (await caller.poll(id, { token: "a" })).said?.state).toBe("done");
    expect(statusOf(await caller.poll(id, { token: "b" }))).toBe(404);
    expect(statusOf(await caller.poll("nobody", { token: "a" }))).toBe(404);
    expect((await caller.poll(id, { token: "stranger" })).complaint).toMatch(/^Invalid session token/);
  });

  it("tells whoever fetches a result why there is none", async () => {
    const { caller } = await open(RECOGNISER("crash"));
    const { said } = await caller.submit({ later: true });
    const id = said?.state === "accepted" ? said.remoteId : "";
    await expect.poll(async () => (await caller.poll(id)).said?.state).toBe("failed");
    expect((await caller.poll(id)).complaint).toMatch(/exception in ASR: the recogniser closed/);
  });

  it("sells minutes and gives tokens out on pages of its own", async () => {
    const { caller, twin } = await open("clients: [{ token: t, id: 7, minutes: 0.25 }]\ntoken-lifetime: 1h");
    const post = async (page: string) => request(`${twin.url}/twin/${page}`, { method: "POST" });
    expect((await caller.submit({ token: "t" })).complaint).toBeNull();
    expect((await caller.submit({ token: "t" })).complaint).toBe("User has no remaining minutes");
    expect(await (await post("minutes?add=0.25&client=7")).body.json()).toEqual([{ id: "7", used: 0.25, left: 0.25 }]);
    const { token } = (await (await post("token")).body.json()) as { readonly token: string };
    expect((await caller.submit({ token })).complaint).toBeNull();
    const refused = ["minutes", "minutes?add=x", "minutes?add=1&client=8", "token?client=8"];
    const statuses = await Promise.all(refused.map(async (page) => (await post(page)).statusCode));
    expect(statuses).toEqual([400, 400, 404, 404]);
  });

  it("closes while a caller waits for a recogniser that says nothing", async () => {
    const { caller, twin } = await open("faults: [{ stage: recogniser, fault: hang }]");
    const waiting = caller.submit();
    await expect.poll(() => twin.ledger().running).toBe(1);
    await twin.close();
    expect((await waiting).exchange.outcome).toMatchObject({ kind: "no-reply" });
  });
});
