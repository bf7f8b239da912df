import type { WireReply } from "../../domain/provider-server.ts";
import type { TranscribeSay, TranscribeTrouble, TranscribingServer } from "../../domain/transcribing-server.ts";
import { fault, json, refusal, refuse, SAYABLE_CODES } from "./server/faults.ts";
import { hear } from "./server/hear.ts";
import { answer } from "./server/replies.ts";
import { type Dialect, dialectOf, formOf } from "./server/route.ts";
import { FORM, REQUEST_BYTES } from "./wire.ts";

function say(said: TranscribeSay): WireReply {
  const reply = bare(said);
  const headers = { ...reply.headers, "x-request-id": `req_${said.id}` };
  return { ...reply, headers };
}

function bare(said: TranscribeSay): WireReply {
  switch (said.kind) {
    case "transcribed":
      return answer(said.ask, said.transcript);
    case "taken":
      // Nobody is ever called back here, since no ask of this API names an address for it.
      return json(202, {});
    case "transcribe-trouble":
      return trouble(said.why, formOf(said.form).dialect);
    default:
      return said satisfies never;
  }
}

function trouble(why: TranscribeTrouble, dialect: Dialect): WireReply {
  switch (why.kind) {
    case "key":
      return refuse("openai/invalid-key");
    case "unreadable-url":
      return refusal(dialect, 400, "The recording at the url could not be fetched.");
    case "not-audio":
      return refuse(dialect === "whisper.cpp" ? "openai/unreadable-audio" : "openai/unsupported-format");
    case "too-big":
      return refuse("openai/too-large", { limit: String(REQUEST_BYTES), size: String(why.bytes) });
    default:
      return why satisfies never;
  }
}

/**
 * Sounds like a server of OpenAI's transcription API; under `/inference` like that of whisper.cpp. What is not documented,
 * and we chose: the words for a field that is missing, and for a recording that Groq's `url` does not lead to.
 */
export const openaiServer: TranscribingServer = {
  name: "openai",
  does: "transcripts",
  recordings: { [FORM.file]: "bytes" },
  maxBytes: REQUEST_BYTES,
  stage: (head) => (dialectOf(head) === null ? null : "submit"),
  hear,
  say,
  faults: SAYABLE_CODES,
  fault,
};
