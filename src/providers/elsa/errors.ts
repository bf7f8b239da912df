import type { CatalogueEntry } from "../../domain/catalogue-entry.ts";

/**
 * The HTTP status of an exception is documented nowhere, nor whether its name is in the body: the message decides, under
 * any status. Classes and remedies are our judgement. An exception is the answer to the request, so nothing more is to
 * come of it; that holds under a status of 500 too.
 */
const exception = {
  provider: "elsa",
  seen: "reply",
  stages: ["submit"],
  scope: "job",
  certainty: "rejected",
  source: "ELSA API documentation, API Error Listing for Requests",
  dated: "2026-06",
} as const;

const unscripted = { ...exception, kinds: ["unscripted"] } as const;
const scripted = { ...exception, kinds: ["scripted"] } as const;
const both = { ...exception, kinds: ["unscripted", "scripted"] } as const;

/** A recording that would be refused again as it is. */
const badAudio = { class: "audio", remedy: "fail" } as const;
/** A recording that is converted once and sent again. */
const convertible = { class: "audio", remedy: "repair", attempts: 2 } as const;
/** Whoever asks is looked at again when a result of async mode is fetched. */
const everywhere = { stages: ["submit", "wait"] } as const;
/** Nothing of this account goes through before a person has seen to it. */
const shutOut = { class: "auth", scope: "account", remedy: "park" } as const;
/** The recogniser behind the API stumbled: tries well apart, and where it stays down the job is held as in any outage. */
const recogniser = {
  class: "server",
  scope: "attempt",
  remedy: "retry",
  pace: { minMs: 2_000, maxMs: 10_000 },
} as const;

const RECOGNISER: readonly CatalogueEntry[] = [
  {
    ...unscripted,
    ...recogniser,
    code: "elsa/asr-inter-process-exception",
    name: "ASRInterProcessException",
    message: "exception in ASR: {error}",
    parameters: { error: { type: "text", description: "What the recogniser says of its failure, in its own words." } },
    description: "The processes behind the recogniser failed to work together on this request.",
    advice: "It usually passes; if it goes on, send ELSA's support the message as it is.",
    sample: "exception in ASR: worker exited unexpectedly",
  },
  {
    ...unscripted,
    ...recogniser,
    code: "elsa/asr-socket-timeout",
    name: "ASRSocketTimeout",
    message: "ASR timeout",
    description:
      "The recogniser did not answer the API in time. The recording may have been worked on, and its minutes counted.",
    advice: "Shorter recordings help. Sending it again may be paid twice, as no run can be looked up.",
    class: "timeout",
    attempts: 3,
    // The only one that says nothing of how far the request came.
    certainty: "unknown",
    sample: "ASR timeout",
  },
  {
    ...unscripted,
    ...recogniser,
    code: "elsa/asr-connection-failed",
    name: "ASRConnectionFailed",
    message: "ASR Connection Failed",
    description: "The API could not reach its recogniser, so the recording was not worked on.",
    advice: "It usually passes; if it goes on, ask ELSA's support whether there is an outage.",
    sample: "ASR Connection Failed",
  },
];

const AUDIO: readonly CatalogueEntry[] = [
  {
    ...both,
    code: "elsa/failed-to-read-audio-from-url",
    name: "FailedToReadAudioFromURL",
    message: "Failed to read audio from the URL",
    description: "The API could not fetch the recording from the address in audio_path.",
    advice: "Check that the address is public and has not expired, or send the recording itself.",
    class: "network",
    scope: "host",
    remedy: "fetch",
    sample: "Failed to read audio from the URL",
  },
  {
    ...unscripted,
    ...badAudio,
    code: "elsa/failed-to-parse-audio-header",
    name: "FailedToParseAudioHeader",
    message: "Failed to parse audio header",
    description:
      "The beginning of the recording, which says what it is, cannot be read: damaged, cut off, or no audio.",
    advice: "Play the file. If it plays, convert it to 16 kHz mono WAV; if not, get it again from its source.",
    sample: "Failed to parse audio header",
  },
  {
    ...unscripted,
    ...convertible,
    code: "elsa/invalid-audio-format",
    name: "InvalidAudioFormat",
    message: "Only 16 kHz mono WAV, FLAC or OGG-Opus audio allowed",
    description:
      "The recording has another format, sample rate or number of channels than this request takes. Pages of the API name more formats: those are converted there, as it seems, and a stream is not.",
    advice: "Convert the recording to 16 kHz mono WAV or FLAC.",
    sample: "Only 16 kHz mono WAV, FLAC or OGG-Opus audio allowed",
  },
  {
    ...both,
    ...convertible,
    code: "elsa/failed-to-convert-audio",
    name: "FailedToConvertAudio",
    message: "The server failed to parse your {audio_format} audio",
    parameters: { audio_format: { type: "text", description: "The format that the API took the recording for." } },
    description: "The API takes this format and could not convert this recording from it.",
    advice: "Convert the recording to 16 kHz mono WAV or FLAC yourself.",
    sample: "The server failed to parse your m4a audio",
  },
  {
    ...unscripted,
    ...badAudio,
    code: "elsa/failed-to-decode-audio-from-bytes",
    name: "FailedToDecodeAudioFromBytes",
    message: "Failed to decode audio",
    description: "The bytes that were sent could not be decoded as audio.",
    advice: "Play the file. If it plays, convert it to 16 kHz mono WAV; if not, get it again from its source.",
    sample: "Failed to decode audio",
  },
  {
    ...both,
    code: "elsa/missing-audio-param",
    name: "MissingAudioParam",
    message: "Missing audio param!",
    description: "The request carries no recording: none of audio_file, audio_path and audio_data.",
    advice: "Report it to Tenuto: the client sets this field itself.",
    class: "request",
    remedy: "fail",
    sample: "Missing audio param!",
  },
  {
    ...unscripted,
    code: "elsa/audio-too-big-for-sync",
    name: "AudioTooBigForSync",
    message: "Audio is too big for sync mode, please change to async mode",
    parameters: {
      stream_dir: {
        type: "text",
        description: "Where the service keeps the stream of the recording; documented, and not in the message.",
      },
    },
    description:
      "The recording is too large to be scored while the caller waits. How large that is, and how async mode is asked for, is not documented.",
    advice: "Send it in async mode if your contract has it, or split it at pauses.",
    class: "audio",
    remedy: "reroute",
    sample: "Audio is too big for sync mode, please change to async mode",
  },
  {
    ...both,
    code: "elsa/failed-to-use-audio",
    name: "FailedToUseAudio",
    message:
      "An unexpected error occurred while processing the audio. Please check if the audio is valid and it's not corrupted.",
    description: "The API failed on the recording and cannot tell whether the recording or the API is to blame.",
    advice: "Play the file; if it is sound, convert it to 16 kHz mono WAV or FLAC.",
    class: "ambiguous",
    remedy: "retry",
    attempts: 2,
    sample:
      "An unexpected error occurred while processing the audio. Please check if the audio is valid and it's not corrupted.",
  },
];

const ACCESS: readonly CatalogueEntry[] = [
  {
    ...both,
    ...everywhere,
    ...shutOut,
    code: "elsa/no-token-provided",
    name: "NoTokenProvided",
    message: "No session token provided",
    description: "The request came without a token.",
    advice: "Set the token of the account; the jobs are held until then.",
    sample: "No session token provided",
  },
  {
    ...unscripted,
    ...everywhere,
    code: "elsa/invalid-session-token",
    name: "InvalidSessionToken",
    message: "Invalid session token: {token}",
    parameters: {
      token: { type: "text", description: "The token as it was sent: the message repeats it.", secret: true },
    },
    description: "The token is wrong or has expired. Tokens for sessions live for a short time only.",
    advice: "Get a new token; if a new one is refused too, check which application it was made for.",
    class: "auth",
    scope: "account",
    remedy: "refresh",
    // The second refusal is one of a new token.
    attempts: 2,
    sample: "Invalid session token: abc-123",
  },
  {
    ...both,
    ...everywhere,
    code: "elsa/user-does-not-exist",
    name: "UserDoesNotExist",
    message: "Could not find {user_type} ID",
    parameters: {
      user_type: { type: "text", description: "What kind of user was looked for, such as a teacher or a student." },
    },
    description: "The user that the request names is not known to the service.",
    advice: "Check the user's id and that it belongs to the account of the token.",
    class: "auth",
    scope: "account",
    remedy: "fail",
    sample: "Could not find teacher ID",
  },
  {
    ...both,
    ...everywhere,
    ...shutOut,
    code: "elsa/client-is-not-active",
    name: "ClientIsNotActive",
    message: "Client with {user_id} is not active",
    parameters: { user_id: { type: "text", description: "The client's id at ELSA." } },
    description: "The account is known and switched off.",
    advice: "Ask ELSA to activate the account; the jobs are held until then.",
    sample: "Client with 4711 is not active",
  },
  {
    ...both,
    ...everywhere,
    ...shutOut,
    code: "elsa/client-does-not-have-access",
    name: "ClientDoesNotHaveAccess",
    message: "User {user_id} does not have access for this API",
    parameters: { user_id: { type: "text", description: "The client's id at ELSA." } },
    description: "The account's contract does not cover this request.",
    advice: "Ask ELSA to open this API for the account; the jobs are held until then.",
    sample: "User 4711 does not have access for this API",
  },
  {
    ...unscripted,
    code: "elsa/client-has-no-more-minutes",
    name: "ClientHasNoMoreMinutes",
    message: "User has no remaining minutes",
    description: "The account has used up its minutes. The API has no request that tells how many are left.",
    advice: "Buy minutes; the jobs are held until then.",
    class: "quota",
    scope: "account",
    remedy: "park",
    sample: "User has no remaining minutes",
  },
  {
    ...scripted,
    ...shutOut,
    code: "elsa/invalid-header-parameter",
    name: "InvalidHeaderParameter",
    message: "A valid authorization header is required",
    description: "The authorization header is missing or not of the form that the service expects.",
    advice:
      "Set the token of the account, and its scheme: ELSA's pages show ELSA and Bearer. The jobs are held until then.",
    sample: "A valid authorization header is required",
  },
];

/** How ELSA's speech scoring fails, as data: the 18 exceptions of its listing. */
export const ELSA_ERRORS: readonly CatalogueEntry[] = [...RECOGNISER, ...AUDIO, ...ACCESS];

/**
 * A success that is of no use. To ELSA it is no error, so it was worked on, and paid for as it seems; the same recording
 * would come to the same. The client writes the field and its word as these messages do.
 */
const unusable = {
  provider: "elsa",
  seen: "garbled",
  stages: ["submit"],
  scope: "job",
  class: "audio",
  remedy: "fail",
  certainty: "accepted",
  source: "ELSA API documentation, Scripted and Unscripted API info; what is done about it: Tenuto",
  dated: "2026-11",
} as const;

const QUALITY = {
  type: "text",
  description: "What is wrong with the recording: ELSA's documents name loud, quiet, noisy and mixed.",
} as const;
const ATTEMPT = {
  type: "text",
  description: "What was heard instead of an attempt at the sentence, such as UNSPOKEN where nobody spoke.",
} as const;

/** Stands before the words of an asynchronous run that has failed. Ours: no document has an error of such a run. */
export const LATER_RUN = "async run: ";

/** A run of async mode that ended in an error: sending it again is another run, and paid for again. */
const laterRun = { ...unusable, seen: "job", stages: ["wait"] } as const;

/**
 * What else comes of a request to ELSA than an exception or a usable result. They are not of its listing, so they name no
 * kind of request: whoever asks for the errors of a kind gets the listing as it stands.
 */
export const ELSA_OUTCOMES: readonly CatalogueEntry[] = [
  {
    ...unusable,
    code: "elsa/unusable-recording",
    message: "recording_quality: {quality}",
    parameters: { quality: QUALITY },
    description: "ELSA answered, and its field recording_quality says that scores of this recording mean nothing.",
    advice: "Record it again, in a quiet room and at a usual distance; asking again would be paid for again.",
    sample: "recording_quality: noisy",
  },
  {
    ...unusable,
    code: "elsa/not-relevant",
    message: "attempt_type: {attempt}",
    parameters: { attempt: ATTEMPT },
    description: "ELSA answered, and its field attempt_type says that nobody tried to say the sentence.",
    advice: "Listen to the recording and compare it with the script; asking again would be paid for again.",
    sample: "attempt_type: UNSPOKEN",
  },
  {
    ...unusable,
    code: "elsa/later-run-not-found",
    seen: "reply",
    stages: ["wait"],
    status: [404],
    class: "server",
    remedy: "retry",
    // A run just accepted may not show yet; one that stays unknown is lost and is submitted again.
    attempts: 6,
    pace: { minMs: 1_000, maxMs: 5_000 },
    description: "The run of async mode is not known: lost, or so new that it does not show yet.",
    advice: "Check that async mode is fetched from where your contract says, and with the account that asked for it.",
    sample: "Not Found",
  },
  {
    ...laterRun,
    code: "elsa/later-run-unusable",
    message: `${LATER_RUN}recording_quality: {quality}`,
    wordings: [`${LATER_RUN}attempt_type: {attempt}`],
    parameters: { quality: QUALITY, attempt: ATTEMPT },
    description: "A run of async mode is over, and says of the recording that there is nothing in it to score.",
    advice: "Listen to the recording, and record it again; asking again would be paid for again.",
    sample: `${LATER_RUN}recording_quality: quiet`,
  },
  {
    ...laterRun,
    code: "elsa/later-run-audio",
    message: `${LATER_RUN}The server failed to parse your {audio_format} audio`,
    wordings: [
      `${LATER_RUN}Failed to parse audio header`,
      `${LATER_RUN}Only 16 kHz mono WAV, FLAC or OGG-Opus audio allowed`,
      `${LATER_RUN}Failed to decode audio`,
    ],
    parameters: { audio_format: { type: "text", description: "The format that the API took the recording for." } },
    remedy: "repair",
    attempts: 2,
    description: "A run of async mode ended because the recording could not be read.",
    advice: "Convert the recording to 16 kHz mono WAV or FLAC.",
    sample: `${LATER_RUN}The server failed to parse your m4a audio`,
  },
  {
    ...laterRun,
    code: "elsa/later-run-failed",
    message: `${LATER_RUN}exception in ASR: {error}`,
    wordings: [
      `${LATER_RUN}ASR timeout`,
      `${LATER_RUN}ASR Connection Failed`,
      `${LATER_RUN}An unexpected error occurred while processing the audio. Please check if the audio is valid and it's not corrupted.`,
    ],
    parameters: { error: { type: "text", description: "What the recogniser says of its failure, in its own words." } },
    class: "server",
    remedy: "resubmit",
    description: "A run of async mode ended because the recogniser failed on it.",
    advice: "It usually passes; if it goes on, send ELSA's support the message as it is.",
    sample: `${LATER_RUN}exception in ASR: worker exited unexpectedly`,
  },
];
