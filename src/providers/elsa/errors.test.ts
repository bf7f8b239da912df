import { describe, expect, it } from "vitest";
import type { RequestKind } from "../../domain/catalogue-entry.ts";
import { ELSA_ERRORS } from "./errors.ts";
import { ELSA_REQUESTS } from "./requests.ts";

const U = ["unscripted"] as const;
const S = ["scripted"] as const;
const BOTH = [...U, ...S] as const;

/** The vendor's listing as it stands: name, message, requests, parameters. */
const LISTING: readonly (readonly [string, string, readonly RequestKind[], readonly string[]])[] = [
  ["ASRInterProcessException", "exception in ASR: {error}", U, ["error"]],
  ["ASRSocketTimeout", "ASR timeout", U, []],
  ["ASRConnectionFailed", "ASR Connection Failed", U, []],
  ["FailedToReadAudioFromURL", "Failed to read audio from the URL", BOTH, []],
  ["FailedToParseAudioHeader", "Failed to parse audio header", U, []],
  ["InvalidAudioFormat", "Only 16 kHz mono WAV, FLAC or OGG-Opus audio allowed", U, []],
  ["FailedToConvertAudio", "The server failed to parse your {audio_format} audio", BOTH, ["audio_format"]],
  ["FailedToDecodeAudioFromBytes", "Failed to decode audio", U, []],
  ["MissingAudioParam", "Missing audio param!", BOTH, []],
  ["AudioTooBigForSync", "Audio is too big for sync mode, please change to async mode", U, ["stream_dir"]],
  [
    "FailedToUseAudio",
    "An unexpected error occurred while processing the audio. Please check if the audio is valid and it's not corrupted.",
    BOTH,
    [],
  ],
  ["NoTokenProvided", "No session token provided", BOTH, []],
  ["InvalidSessionToken", "Invalid session token: {token}", U, ["token"]],
  ["UserDoesNotExist", "Could not find {user_type} ID", BOTH, ["user_type"]],
  ["ClientIsNotActive", "Client with {user_id} is not active", BOTH, ["user_id"]],
  ["ClientDoesNotHaveAccess", "User {user_id} does not have access for this API", BOTH, ["user_id"]],
  ["ClientHasNoMoreMinutes", "User has no remaining minutes", U, []],
  ["InvalidHeaderParameter", "A valid authorization header is required", S, []],
];

const of = (kind: RequestKind) => ELSA_ERRORS.filter(({ kinds }) => kinds?.includes(kind));

describe("ELSA's errors", () => {
  it.each(LISTING)("hold %s as the vendor lists it: %s", (name, message, kinds, parameters) => {
    const entries = ELSA_ERRORS.filter((entry) => entry.name === name);
    expect(entries).toMatchObject([{ message, kinds }]);
    expect(Object.keys(entries[0]?.parameters ?? {})).toEqual(parameters);
  });

  it("are the 18 of the listing: 17 of unscripted requests, 9 of scripted ones, 8 of both", () => {
    expect(ELSA_ERRORS.map(({ name }) => name)).toEqual(LISTING.map(([name]) => name));
    expect([of("unscripted").length, of("scripted").length]).toEqual([17, 9]);
    expect(of("unscripted").filter((entry) => of("scripted").includes(entry))).toHaveLength(8);
  });

  it("name no status, as none is documented", () => {
    for (const entry of ELSA_ERRORS) expect(entry).not.toHaveProperty("status");
  });

  it("keep the token of a message secret, and nothing else", () => {
    const secrets = ELSA_ERRORS.flatMap(({ parameters = {} }) =>
      Object.entries(parameters).flatMap(([name, { secret }]) => (secret === true ? [name] : [])),
    );
    expect(secrets).toEqual(["token"]);
  });

  it("leave open whether a recording was worked on after one time-out only", () => {
    const open = ELSA_ERRORS.filter(({ certainty }) => certainty !== "rejected");
    expect(open).toMatchObject([{ name: "ASRSocketTimeout", certainty: "unknown" }]);
  });

  it("belong to requests that the provider knows", () => {
    const known = new Set(ELSA_REQUESTS.map(({ kind }) => kind));
    for (const { kinds = [] } of ELSA_ERRORS) for (const kind of kinds) expect(known).toContain(kind);
  });
});
