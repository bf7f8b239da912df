import { parseFields } from "../../domain/json-fields.ts";
import type { WireReply } from "../../domain/provider-server.ts";
import type { TranscribeSay, TranscribeTrouble, TranscribingServer } from "../../domain/transcribing-server.ts";
import { DEEPGRAM_AUDIO } from "./audio.ts";
import { answerBody } from "./server/answer.ts";
import { fault, json, refuse, SAYABLE_CODES } from "./server/faults.ts";
import { hear, isListen } from "./server/hear.ts";
import { REDELIVERIES } from "./wire.ts";

function say(said: TranscribeSay): WireReply {
  const reply = bare(said);
  return { ...reply, headers: { ...reply.headers, "dg-request-id": said.id } };
}

function bare(said: TranscribeSay): WireReply {
  switch (said.kind) {
    case "transcribed":
      return json(200, answerBody(said));
    case "taken":
      return json(200, { request_id: said.id });
    case "transcribe-trouble": {
      const { status, body } = trouble(said.why);
      return json(status, { ...parseFields(body), request_id: said.id });
    }
    default:
      return said satisfies never;
  }
}

function trouble(why: TranscribeTrouble): WireReply {
  switch (why.kind) {
    case "key":
      return refuse("deepgram/invalid-auth");
    case "unreadable-url":
      return refuse("deepgram/remote-content", { status: "404 Not Found" });
    case "not-audio":
      return refuse("deepgram/corrupt-audio");
    case "too-big":
      return refuse("deepgram/too-large");
    default:
      return why satisfies never;
  }
}

/**
 * Sounds like Deepgram's API for recordings. What is not documented, and we chose: what comes to a callback when a recording
 * cannot be worked on, which is the body that would have been the answer; and the words for a recording that is too large.
 */
export const deepgramServer: TranscribingServer = {
  name: "deepgram",
  does: "transcripts",
  recordings: {},
  maxBytes: DEEPGRAM_AUDIO.maxBytes,
  callbacks: { attempts: 1 + REDELIVERIES.times, everyMs: REDELIVERIES.everyMs, refusalsToo: true },
  stage: (head) => (isListen(head) ? "submit" : null),
  hear,
  say,
  faults: SAYABLE_CODES,
  fault,
};
