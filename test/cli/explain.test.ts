import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { readOwnEntries } from "../../src/catalogue/own-entries.ts";
import { type ErrorsFlags, errors } from "../../src/cli/errors.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { type ExplainFlags, explain } from "../../src/cli/explain.ts";
import { BUILT_IN, builtInCatalogue, knowledge } from "../../src/compose-catalogue.ts";
import { SettingsError } from "../../src/domain/errors.ts";
import { HandSurroundings } from "./hand-surroundings.ts";

async function explained(what: string | undefined, flags: ExplainFlags = {}) {
  const hand = new HandSurroundings();
  const code = await explain(what, { json: true, ...flags }, hand.with(), knowledge);
  expect(code).toBe(EXIT.done);
  return hand.told()[0] ?? {};
}

async function drawn(what: string, flags: ExplainFlags = {}): Promise<string> {
  const hand = new HandSurroundings();
  await explain(what, flags, hand.with(), knowledge);
  return hand.out;
}

async function listed(flags: ErrorsFlags) {
  const hand = new HandSurroundings();
  const code = await errors(flags, hand.with(), knowledge);
  return { code, out: hand.out, told: () => hand.told() };
}

async function refusal(what: string | undefined, flags: ExplainFlags = {}): Promise<SettingsError> {
  const error: unknown = await explained(what, flags).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof SettingsError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

/** ELSA's messages as somebody may meet them, and what is to be made of each. */
const ELSA: readonly (readonly [message: string, name: string, outlook: string, scope: string])[] = [
  ["exception in ASR: worker 3 died", "ASRInterProcessException", "transient", "attempt"],
  ["ASR timeout", "ASRSocketTimeout", "transient", "attempt"],
  ["ASR Connection Failed", "ASRConnectionFailed", "transient", "attempt"],
  ["Failed to read audio from the URL", "FailedToReadAudioFromURL", "mendable", "host"],
  ["Failed to parse audio header", "FailedToParseAudioHeader", "permanent", "job"],
  ["Only 16 kHz mono WAV, FLAC or OGG-Opus audio allowed", "InvalidAudioFormat", "mendable", "job"],
  ["The server failed to parse your m4a audio", "FailedToConvertAudio", "mendable", "job"],
  ["Failed to decode audio", "FailedToDecodeAudioFromBytes", "permanent", "job"],
  ["Missing audio param!", "MissingAudioParam", "permanent", "job"],
  ["Audio is too big for sync mode, please change to async mode", "AudioTooBigForSync", "mendable", "job"],
  [
    "An unexpected error occurred while processing the audio. Please check if the audio is valid and it's not corrupted.",
    "FailedToUseAudio",
    "ambiguous",
    "job",
  ],
  ["No session token provided", "NoTokenProvided", "held", "account"],
  ["Invalid session token: eyJhbGciOi", "InvalidSessionToken", "mendable", "account"],
  ["Could not find student ID", "UserDoesNotExist", "permanent", "account"],
  ["Client with 8812 is not active", "ClientIsNotActive", "held", "account"],
  ["User 8812 does not have access for this API", "ClientDoesNotHaveAccess", "held", "account"],
  ["User has no remaining minutes", "ClientHasNoMoreMinutes", "held", "account"],
  ["A valid authorization header is required", "InvalidHeaderParameter", "held", "account"],
];

describe("tenuto explain", () => {
  it("names a message, its parameters, how far it reaches and that it is for good", async () => {
    expect(await explained("Could not find teacher ID", { provider: "elsa" })).toMatchObject({
      code: "elsa/user-does-not-exist",
      name: "UserDoesNotExist",
      params: { user_type: "teacher" },
      outlook: "permanent",
      retryable: false,
      scope: "account",
      verdicts: [{ attempt: 1, action: "fail" }],
      page: "docs/errors/elsa/user-does-not-exist.md",
    });
  });

  it.each(["Server error, developers have been alerted", "Server error, developers have been alerted."])(
    "has %j submitted again",
    async (message) => {
      expect(await explained(message, { provider: "assemblyai" })).toMatchObject({
        code: "assemblyai/server-error",
        remedy: "resubmit",
        retryable: true,
        verdicts: [
          { attempt: 1, action: "rewind", to: "submit", delayMs: { min: 5_000, max: 15_000 } },
          { attempt: 2, action: "rewind" },
          { attempt: 3, action: "fail", rule: "policy/submissions" },
        ],
      });
    },
  );

  it.each(ELSA)("says of %j that it is %s, %s, and reaches the %s", async (message, name, outlook, scope) => {
    for (const text of [
      message,
      message.toUpperCase(),
      `{"message":${JSON.stringify(message)}}`,
      `Error: ${message}`,
    ]) {
      const flags = { provider: "elsa" };
      expect(await explained(text, flags), text).toMatchObject({ name, outlook, scope });
    }
  });

  it("names every sample of the catalogue from its text alone", async () => {
    const said = builtInCatalogue().entries.filter(
      ({ provider, seen, sample, message }) =>
        provider !== null && sample !== null && message !== undefined && (seen === "reply" || seen === "job"),
    );
    expect(said.length).toBeGreaterThan(60);
    const wrong: string[] = [];
    for (const { code, provider, sample, status } of said) {
      const flags = { provider: provider ?? "", ...(status === undefined ? {} : { status: String(status[0]) }) };
      const { code: found } = await explained(sample ?? "", flags);
      if (found !== code) wrong.push(`${code} as ${found}`);
    }
    expect(wrong).toEqual([]);
  });

  it("finds the provider by the words where none is named", async () => {
    expect(await explained("User has no remaining minutes")).toMatchObject({ code: "elsa/client-has-no-more-minutes" });
    expect(await explained("Transcript lookup error, transcript id not found")).toMatchObject({
      provider: "assemblyai",
    });
  });

  it("goes by status and endpoint where the words say nothing", async () => {
    const flags = { status: "422", endpoint: "POST https://api.assemblyai.com/v2/upload?x=1" };
    expect(await explained("", flags)).toMatchObject({
      code: "assemblyai/upload-unprocessed",
      matched: { status: 422 },
    });
    expect(await explained(undefined, { status: "503" })).toMatchObject({ code: "http/503" });
    expect(await explained("HTTP/1.1 503 Service Unavailable")).toMatchObject({ code: "http/503" });
  });

  it.each([
    ["read ECONNRESET", "network/reset"],
    ["Error: getaddrinfo ENOTFOUND api.example.com", "network/dns"],
    ["UND_ERR_HEADERS_TIMEOUT", "network/timeout"],
  ])("names %j %s", async (text, code) => {
    expect(await explained(text)).toMatchObject({ code });
  });

  it("takes a code, a vendor's name and an error of the command", async () => {
    expect(await explained("http/503")).toMatchObject({ code: "http/503", matched: null });
    expect(await explained("ASRSocketTimeout")).toMatchObject({ code: "elsa/asr-socket-timeout" });
    expect(await explained("settings/no-key")).toMatchObject({ page: "docs/errors/settings/no-key.md" });
  });

  it("reads a body from standard input", async () => {
    const hand = new HandSurroundings();
    const body = JSON.stringify({ error: { message: "You exceeded your current quota", type: "insufficient_quota" } });
    const surroundings = { ...hand.with(), stdin: () => Readable.from([Buffer.from(body)]) };
    await explain("-", { json: true, provider: "openai", status: "429" }, surroundings, knowledge);
    expect(hand.told()[0]).toMatchObject({ code: "openai/quota", outlook: "held" });
  });

  it("shows no credential that a message repeats", async () => {
    const token = "eyJhbGciOiJIUzI1NiJ9.secret";
    for (const text of [`Invalid session token: ${token}`, `{"message":"Invalid session token: ${token}"}`]) {
      for (const kind of ["scripted", "unscripted"]) {
        expect(await drawn(text, { provider: "elsa", kind })).not.toContain(token);
        expect(JSON.stringify(await explained(text, { provider: "elsa", kind }))).not.toContain(token);
      }
    }
  });

  it("drafts an entry for what nobody knows, which can be used as it is", async () => {
    const told = await explained("The flux of shard 17 is inverted", { provider: "assemblyai", status: "418" });
    expect(told).toMatchObject({ code: "http/4xx", outlook: "ambiguous" });
    expect(readOwnEntries([told.draft], BUILT_IN)).toMatchObject({ kind: "read" });
    expect(await drawn("The flux of shard 17 is inverted")).toContain(
      'message: "The flux of shard {number} is inverted"',
    );
  });

  it("tells for people what it tells programs", async () => {
    const text = await drawn("Could not find teacher ID", { provider: "elsa" });
    for (const words of ["UserDoesNotExist", "permanent", "teacher", "the whole account", "given up", "docs/errors/"]) {
      expect(text).toContain(words);
    }
    expect(text.split("\n").every((line) => line.length < 80)).toBe(true);
  });

  it.each<[string | undefined, ExplainFlags, string]>([
    [undefined, {}, "nothing to explain"],
    ["  ", {}, "nothing to explain"],
    ["acme/none", {}, "There is no code acme/none"],
    ["x", { provider: "siri" }, "Nothing is known of a provider siri"],
    ["x", { status: "999" }, "--status is 999"],
    ["x", { status: "abc" }, "--status is abc"],
    ["x", { endpoint: "/v9/none" }, "--endpoint is /v9/none"],
    ["x", { endpoint: "DELETE /v2/upload" }, "--endpoint is DELETE /v2/upload"],
    ["x", { kind: "sung" }, "--kind is sung"],
  ])("refuses %j with %j", async (what, flags, complaint) => {
    const error = await refusal(what, flags);
    expect(error.message).toContain(complaint);
    expect(error.remedy).not.toBe("");
  });
});

describe("tenuto errors", () => {
  it("lists nine errors of scripted requests and seventeen of unscripted ones", async () => {
    expect((await listed({ provider: "elsa", kind: "scripted", format: "json" })).told()).toHaveLength(9);
    expect((await listed({ provider: "elsa", kind: "unscripted", format: "json" })).told()).toHaveLength(17);
    expect((await listed({ provider: "elsa" })).out).toMatch(/^24 errors$/m);
  });

  it("has the four columns of the vendor's listing, also as Markdown", async () => {
    const { out } = await listed({ provider: "elsa", kind: "scripted", format: "md" });
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^\| Exception \| Message \| Parameters \| Description \|/);
    expect(lines).toHaveLength(2 + 9);
    expect(out).toContain("| UserDoesNotExist | Could not find {user\\_type} ID | user\\_type (text): ");
    const cells = lines.map((line) => line.replaceAll("\\|", "").split("|").length);
    expect(new Set(cells).size).toBe(1);
  });

  it("chooses by class, and by what the code begins with", async () => {
    const quota = (await listed({ class: "quota", format: "json" })).told();
    expect(new Set(quota.map((entry) => entry.class))).toEqual(new Set(["quota"]));
    expect(quota.length).toBeGreaterThan(3);
    expect((await listed({ provider: "network", format: "json" })).told().length).toBeGreaterThan(8);
    expect(await listed({ provider: "elsa", class: "local" })).toMatchObject({ code: EXIT.nothing });
  });

  it.each<[ErrorsFlags, string]>([
    [{ provider: "siri" }, "no errors of siri"],
    [{ kind: "sung" }, "--kind is sung"],
    [{ class: "odd" }, "--class is odd"],
    [{ format: "xml" }, "--format is xml"],
  ])("refuses %j", async (flags, complaint) => {
    await expect(listed(flags)).rejects.toThrow(complaint);
  });
});
