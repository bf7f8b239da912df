import type { CatalogueEntry, Parameter } from "../../domain/catalogue-entry.ts";

const OPENAI = "OpenAI API error codes";
const GROQ = "Groq API error codes";
const WHISPER_CPP = "whisper.cpp, source of its server";
const SPEACHES = "speaches, source of its routes";

/**
 * One API and many servers: OpenAI, Groq, whisper.cpp, speaches, vLLM. Each entry names those that it is known from. Only
 * words tell money from haste under 429, and where the status and the `type` disagree the status is right.
 */
const reply = {
  provider: "openai",
  seen: "reply",
  kinds: ["transcription"],
  stages: ["submit"],
  scope: "job",
  dated: "2026-10",
} as const;

const badRequest = { ...reply, class: "request", remedy: "fail" } as const;
const badAudio = { ...reply, class: "audio", remedy: "fail" } as const;
/** A recording that is converted once and sent again; under a status of 500 too, nothing came of the request. */
const convertible = { ...reply, class: "audio", remedy: "repair", attempts: 2, certainty: "rejected" } as const;
/** Each time in pieces half as long: so often goes what is eight times too much. */
const divisible = { ...reply, class: "audio", remedy: "reroute", attempts: 4 } as const;
const account = { ...reply, scope: "account", remedy: "park" } as const;
/** A key that was good may be refused for a moment: one more try, well apart, before an account is parked. */
const PROBE = { attempts: 2, pace: { minMs: 5_000, maxMs: 15_000 } } as const;

/** The connection broke off before the server was done. */
const GONE = {
  class: "network",
  scope: "attempt",
  remedy: "retry",
  advice: "If it goes on, look for a proxy that cuts long connections, or raise the submit stage's time limit.",
} as const;

const text = (description: string): Parameter => ({ type: "text", description });
const number = (description: string): Parameter => ({ type: "number", description });

const ACCESS: readonly CatalogueEntry[] = [
  {
    ...account,
    ...PROBE,
    code: "openai/invalid-key",
    status: [401, 403],
    labels: ["invalid_api_key", "authentication_error"],
    message: "Incorrect API key provided: {key}. You can find",
    wordings: [
      "Incorrect API key provided: {key}",
      "Invalid API Key",
      "You didn't provide an API key",
      "API key required. Please provide an API key",
    ],
    parameters: {
      key: { type: "text", description: "The key, masked in the middle: the message repeats it.", secret: true },
    },
    description: "The key is missing or wrong. speaches says so with 403, the others with 401.",
    advice: "Check the key of the account and that it belongs to the server of the base URL.",
    class: "auth",
    sample:
      "Incorrect API key provided: sk-ab****yz. You can find your API key at https://platform.openai.com/account/api-keys.",
    source: `${OPENAI}; Groq; ${SPEACHES}`,
  },
  {
    ...account,
    code: "openai/no-organization",
    status: [401, 403, 404],
    message: "You must be a member of an organization to use the API",
    description: "The key's owner belongs to no organization, or has been removed from it.",
    advice: "Make a key inside the organization that pays; the jobs are held until then.",
    class: "auth",
    sample: "You must be a member of an organization to use the API",
    source: OPENAI,
  },
  {
    ...account,
    code: "openai/region-not-supported",
    status: [403],
    labels: ["unsupported_country_region_territory"],
    message: "Country, region, or territory not supported",
    description: "The request comes from a place that the provider does not serve.",
    advice: "Check through which proxy or country this machine reaches the provider; the jobs are held until then.",
    class: "auth",
    sample: "Country, region, or territory not supported",
    source: `${OPENAI}; its code as reported by users`,
  },
  {
    ...account,
    code: "openai/quota",
    // Money comes under the status of haste: only these words tell that waiting does not help.
    status: [400, 402, 403, 429],
    labels: [
      "insufficient_quota",
      "credit_balance_exhausted",
      "organization_spend_limit_exceeded",
      "project_spend_limit_exceeded",
      "organization_usage_limit_exceeded",
      "billing_hard_limit_reached",
      "billing_not_active",
    ],
    message: "You exceeded your current quota",
    wordings: ["Billing hard limit has been reached"],
    description:
      "The credits are used up, or a limit on spending or use is reached. It comes with 429 like a rate limit, and no waiting mends it.",
    advice: "Add credits or raise the limit that the code in the reply names; the jobs are held until then.",
    class: "quota",
    sample:
      "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
    source: `${OPENAI}; help article 5955604; codes of billing limits as reported by users`,
  },
];

const LOAD: readonly CatalogueEntry[] = [
  {
    ...reply,
    code: "openai/rate-limit",
    status: [429],
    labels: ["rate_limit_exceeded", "rate_limit_error", "slow_down"],
    message:
      "Rate limit reached for model {model} in organization {organization} service tier {tier} on {measure}: Limit {limit}, Used {used}, Requested {requested}. Please",
    wordings: [
      "Rate limit reached for {model} in organization {organization} on {measure}: Limit {limit}, Used {used}, Requested {requested}. Please",
      "Rate limit reached",
    ],
    parameters: {
      model: text("The model whose limit it is."),
      organization: text("The organization's id."),
      tier: text("The service tier of the request."),
      measure: text("What is counted: requests, tokens, or seconds of audio, a minute, an hour or a day."),
      limit: number("How much of it the limit allows."),
      used: number("How much of it was used up."),
      requested: number("How much of it this request asks for."),
    },
    description: "Too much was asked for in too short a time. Groq counts seconds of audio an hour and a day as well.",
    advice:
      "Nothing to do: it goes on when the provider says so. A request larger than the whole limit never fits: split it.",
    class: "throttled",
    scope: "account",
    remedy: "retry",
    sample:
      "Rate limit reached for model `whisper-large-v3` in organization `org_0` service tier `on_demand` on seconds of audio per hour (ASPH): Limit 7200, Used 7019, Requested 600. Please try again in 3m29.5s.",
    source: `${OPENAI}; Groq, in its words`,
  },
  {
    ...reply,
    code: "openai/overloaded",
    status: [503],
    labels: ["server_is_overloaded", "service_unavailable_error", "slow_down", "overloaded_error"],
    message: "The engine is currently overloaded",
    wordings: ["That model is currently overloaded"],
    description: "The server has no room for the request and has not begun on it.",
    advice: "If it goes on, look at the provider's status page.",
    class: "throttled",
    scope: "attempt",
    remedy: "retry",
    certainty: "rejected",
    sample: "The engine is currently overloaded, please try again later",
    source: OPENAI,
  },
  {
    ...reply,
    code: "openai/flex-capacity",
    status: [498],
    description: "Groq's flex tier is full for now, and the request was not begun.",
    advice: "If it goes on, use another service tier.",
    class: "throttled",
    scope: "account",
    remedy: "retry",
    sample: null,
    source: GROQ,
  },
  {
    ...reply,
    ...GONE,
    code: "openai/client-disconnected",
    status: [499],
    message: "client disconnected",
    description: "The server of whisper.cpp saw the connection drop and stopped working on the recording.",
    sample: "client disconnected",
    source: WHISPER_CPP,
  },
  {
    ...reply,
    ...GONE,
    code: "openai/cancelled",
    status: [499],
    // Nobody says whether what was done until then is charged.
    certainty: "unknown",
    description: "The server saw its caller go away and stopped working on the recording.",
    sample: null,
    source: GROQ,
  },
  {
    ...reply,
    code: "openai/dependency",
    status: [424],
    description: "Something that Groq needs for the request failed.",
    advice: "If it goes on, look at the provider's status page.",
    class: "ambiguous",
    remedy: "retry",
    attempts: 2,
    sample: null,
    source: GROQ,
  },
  {
    ...reply,
    code: "openai/server-error",
    status: [500],
    labels: ["server_error", "internalservererror"],
    message: "The server had an error while processing your request",
    description: "The request failed inside the server. The recording may have been transcribed and paid for.",
    advice: "If it goes on, look at the provider's status page.",
    class: "server",
    scope: "attempt",
    remedy: "retry",
    sample: "The server had an error while processing your request. Sorry about that!",
    source: OPENAI,
  },
];

const AUDIO: readonly CatalogueEntry[] = [
  {
    ...divisible,
    code: "openai/too-large",
    // OpenAI says 413 with the type `server_error`: the status is right. vLLM says 400.
    status: [400, 413],
    message: "Maximum content size limit ({limit}) exceeded ({size} bytes read)",
    wordings: [
      "{status}: Maximum content size limit ({limit}) exceeded ({size} bytes read)",
      "Maximum file size exceeded",
    ],
    parameters: {
      limit: number("The largest request that is taken, bytes."),
      size: number("How large the request was, bytes."),
      status: number("The status once more, in front of the words."),
    },
    description:
      "The request is larger than the server takes: 25 MiB at OpenAI for the whole body, and what its operator set at vLLM.",
    advice:
      "It is sent in shorter pieces where it can be split; else hand in a smaller file: 16 kHz mono in a compressed format.",
    sample: "Maximum content size limit (26214400) exceeded (26439132 bytes read)",
    source: "OpenAI, as reported by users; vLLM, source of its speech-to-text",
  },
  {
    ...divisible,
    code: "openai/too-long",
    status: [400],
    message: "audio duration {seconds} seconds is longer than {limit} seconds which is the maximum for this model",
    parameters: {
      seconds: number("Length of the recording, seconds."),
      limit: number("The longest that the model takes, seconds."),
    },
    description:
      "The model takes shorter recordings only, whatever their size: the gpt-4o models some 23 to 25 minutes.",
    advice: "It is sent in shorter pieces where it can be split; else use a model without this limit.",
    sample: "audio duration 2687.053125 seconds is longer than 1400 seconds which is the maximum for this model",
    source: "OpenAI, as reported by users",
  },
  {
    ...badAudio,
    code: "openai/too-short",
    status: [400],
    message: "Audio file is too short. Minimum audio length is {seconds} seconds",
    parameters: { seconds: number("The shortest that is taken, seconds: 0.1 at OpenAI, 0.01 at Groq.") },
    description: "The recording is too short to hold a word.",
    advice: "There is nothing to transcribe in so short a recording.",
    sample: "Audio file is too short. Minimum audio length is 0.1 seconds.",
    source: "OpenAI and Groq, as reported by users",
  },
  {
    ...convertible,
    code: "openai/unsupported-format",
    status: [400, 415],
    labels: ["unsupported_format"],
    message: "Invalid file format. Supported formats: {formats}",
    wordings: [
      "file must be one of the following types: {formats}",
      "Unsupported file format {format}",
      "The audio file could not be decoded or its format is not supported",
      "Failed to decode audio. The provided file type is not supported",
      "Invalid or unsupported audio file",
    ],
    parameters: {
      formats: text("The formats that are taken."),
      format: text("The format that the file's name claims."),
    },
    description:
      "The server does not take this kind of file, or the file is not what its name says: OpenAI and Groq go by the name, so that one without its ending is refused as well.",
    advice: "Convert the recording to 16 kHz mono WAV or FLAC, with the ending that belongs to it.",
    sample:
      "Invalid file format. Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']",
    source: `OpenAI, Groq and vLLM, as reported by users; ${SPEACHES}`,
  },
  {
    ...convertible,
    code: "openai/unreadable-audio",
    status: [400],
    message: "failed to read audio data",
    wordings: ["failed to read WAV file"],
    description: "The server of whisper.cpp cannot read the recording. Without its converter it takes few formats.",
    advice: "Convert the recording to 16 kHz mono WAV, or start that server with --convert.",
    sample: "failed to read audio data",
    source: WHISPER_CPP,
  },
  {
    ...convertible,
    code: "openai/conversion-failed",
    // 500, and still the recording's fault: the same file fails for ever.
    status: [500],
    message: "FFmpeg conversion failed",
    wordings: ["Failed to execute ffmpeg command", "Failed to decode audio"],
    description:
      "The server's own decoder failed on the recording. It says 500 and means bad input; whisper.cpp does so too where ffmpeg is not installed.",
    advice: "Convert the recording to 16 kHz mono WAV; if that fails too, check ffmpeg on the server.",
    sample: "FFmpeg conversion failed.",
    source: `${WHISPER_CPP}; ${SPEACHES}`,
  },
  {
    ...badAudio,
    code: "openai/empty-audio",
    status: [400],
    message: "Failed to decode audio. The provided file is likely empty",
    description: "No sound was found in the file: it is empty, or its header is all there is.",
    advice: "Check the size of the file and get it again from its source.",
    sample: "Failed to decode audio. The provided file is likely empty.",
    source: SPEACHES,
  },
  {
    ...reply,
    code: "openai/processing-failed",
    status: [500],
    message: "failed to process audio",
    description: "The model behind the server of whisper.cpp failed on the recording: its memory, or the recording.",
    advice: "Look at the server's log; if it names memory, use a smaller model there or shorter recordings.",
    class: "ambiguous",
    remedy: "retry",
    attempts: 2,
    certainty: "rejected",
    sample: "failed to process audio",
    source: WHISPER_CPP,
  },
];

const REQUESTS: readonly CatalogueEntry[] = [
  {
    ...badRequest,
    code: "openai/no-file",
    status: [400],
    message: "no 'file' field in the request",
    description: "The server of whisper.cpp found no recording in the request.",
    advice: "Report it to Tenuto: the client sets this field itself.",
    sample: "no 'file' field in the request",
    source: WHISPER_CPP,
  },
  {
    ...badRequest,
    code: "openai/model-not-found",
    status: [400, 403, 404],
    labels: ["model_not_found"],
    message: "The model `{model}` does not exist",
    wordings: ["Model '{model}' is not installed locally"],
    parameters: { model: text("The model that was asked for.") },
    description: "The server has no such model, or not for this key. speaches has those only that were fetched before.",
    advice: "Correct the model in the provider options, or install it on the server.",
    sample: "The model `whisper-9` does not exist or you do not have access to it.",
    source: `${OPENAI}; vLLM; ${SPEACHES}`,
  },
  {
    ...badRequest,
    code: "openai/unsupported-value",
    dated: "2026-11",
    status: [400],
    labels: ["unsupported_value"],
    message: "response_format '{format}' is not compatible with model '{model}'. Use {formats} instead",
    parameters: {
      format: text("The form of the answer that was asked for."),
      model: text("The model that does not have it."),
      formats: text("The forms that it has."),
    },
    description:
      "The model does not take this value of an option. The gpt-4o models tell no times: they answer in JSON or plain text only.",
    advice: "Take the option out of the provider options, or use another model.",
    sample:
      "response_format 'verbose_json' is not compatible with model 'gpt-4o-transcribe'. Use 'json' or 'text' instead.",
    source: "OpenAI, as reported by users",
  },
  {
    ...badRequest,
    code: "openai/invalid-field",
    status: [422],
    labels: [
      "missing",
      "value_error",
      "enum",
      "literal_error",
      "string_type",
      "int_parsing",
      "float_parsing",
      "bool_parsing",
    ],
    message: "Field required",
    wordings: ["Input should be {rule}", "Value error, {rule}"],
    parameters: { rule: text("What the field has to be.") },
    description:
      "A field of the request is missing or has the wrong type, say speaches and other servers made with FastAPI.",
    advice: "Check the names and types of the provider options.",
    sample: "Field required",
    source: SPEACHES,
  },
  {
    ...reply,
    code: "openai/unprocessable",
    status: [422],
    description: "Groq could not follow the request: what it holds, or what the model made of it this time.",
    advice: "Read the provider's words; if it goes on, check the recording and the provider options.",
    class: "ambiguous",
    remedy: "retry",
    attempts: 2,
    sample: null,
    source: GROQ,
  },
];

/** How servers of OpenAI's transcription API fail, as data. */
export const OPENAI_ERRORS: readonly CatalogueEntry[] = [...ACCESS, ...LOAD, ...AUDIO, ...REQUESTS];
