import type {
  Notice,
  ProviderServer,
  RedactedAudio,
  Refusal,
  Say,
  ServedRun,
  WireReply,
} from "../../domain/provider-server.ts";
import { fault, json, refuse, SAYABLE_CODES, trouble } from "./server/faults.ts";
import { hear } from "./server/hear.ts";
import { listBody } from "./server/list-body.ts";
import { stage } from "./server/route.ts";
import { runBody } from "./server/run-body.ts";
import { viewReply } from "./server/views.ts";

const REFUSALS: Readonly<Record<Refusal, string>> = {
  key: "assemblyai/auth",
  "unknown-run": "assemblyai/transcript-not-found",
  "page-order": "assemblyai/page-order",
};

/** The word that a redacted recording is told by, in its reply and in its webhook. */
const REDACTED_AUDIO_READY = "redacted_audio_ready";

function say(answer: Say): WireReply {
  switch (answer.kind) {
    case "uploaded":
      return json(200, { upload_url: answer.url });
    case "run":
      return json(200, runBody(answer.run));
    case "runs":
      return json(200, listBody(answer));
    case "view":
      return viewReply(answer.run, answer.view);
    case "redacted-audio":
      return redactedAudio(answer.run, answer.audio);
    case "refusal":
      return refuse(REFUSALS[answer.why]);
    default:
      return answer satisfies never;
  }
}

/** As seen live while the run itself goes on; 202 is for a run that is over and whose recording is not ready yet. */
const STILL_IN_PROGRESS =
  "Transcription is still in progress. Redacted audio will be available after it has completed.";

/** The official clients read 202 as not ready yet, and 400 as never or no more. */
function redactedAudio(run: ServedRun, audio: RedactedAudio): WireReply {
  switch (audio.state) {
    case "not-asked-for":
    case "expired":
      return refuse("assemblyai/no-redacted-audio");
    case "not-ready":
      return run.status === "completed"
        ? json(202, { redacted_audio_url: null, status: "processing" })
        : json(400, { error: STILL_IN_PROGRESS });
    case "ready":
      return json(200, { redacted_audio_url: audio.url, status: REDACTED_AUDIO_READY });
    default:
      return audio satisfies never;
  }
}

function notice(told: Notice): string {
  switch (told.kind) {
    case "over":
      return JSON.stringify({ transcript_id: told.run.id, status: told.run.status });
    case "redacted-audio":
      // It names no transcript: whoever needs one puts it into the address.
      return JSON.stringify({ redacted_audio_url: told.url, status: REDACTED_AUDIO_READY });
    default:
      return told satisfies never;
  }
}

/** Sounds like AssemblyAI's API for recorded audio, as documented and as its replies were recorded. */
export const assemblyaiServer: ProviderServer = {
  name: "assemblyai",
  stage,
  hear,
  say,
  trouble,
  notice,
  faults: SAYABLE_CODES,
  fault,
};
