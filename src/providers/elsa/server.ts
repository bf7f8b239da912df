import type { WireReply } from "../../domain/provider-server.ts";
import type { ScoreSay, ScoringServer } from "../../domain/scoring-server.ts";
import { exception, fault, json, reasonOf, SAYABLE_CODES } from "./server/faults.ts";
import { hear, notFound } from "./server/hear.ts";
import { resultBody } from "./server/results.ts";
import { routeOf } from "./server/route.ts";
import { STILL_GOING_ON, TAKEN } from "./server/statuses.ts";
import { exceptionOf } from "./server/troubles.ts";
import { FORM, LATER } from "./wire.ts";

function say(answer: ScoreSay): WireReply {
  switch (answer.kind) {
    case "scored": {
      const { ask, speech } = answer;
      const body = resultBody(ask, speech);
      return json(200, ask.later ? { status: "success", [LATER.id]: speech.id, ...body } : body);
    }
    case "score-later":
      return json(answer.taken ? TAKEN : STILL_GOING_ON, { status: "processing", [LATER.id]: answer.id });
    case "score-trouble":
      return trouble(answer);
    default:
      return answer satisfies never;
  }
}

/** Whoever waits gets the exception; whoever fetches is told as the streams of the API tell it. */
function trouble({ task, run, why }: Extract<ScoreSay, { kind: "score-trouble" }>): WireReply {
  const failed = exceptionOf(why, task);
  if (failed === null) return notFound();
  const { code, params } = failed;
  return run === null
    ? exception(code, params)
    : json(200, { status: "failed", [LATER.id]: run, reason: reasonOf(code, params) });
}

/**
 * Sounds like ELSA's speech scoring, as far as it is documented. What is not, and we chose: `STATUSES`, `exceptionOf`,
 * `LATER`, and where words and sounds have their times.
 */
export const elsaServer: ScoringServer = {
  name: "elsa",
  recordings: { [FORM.file]: "bytes", audio: "bytes", [FORM.data]: "base64" },
  stage: (head) => routeOf(head)?.at ?? null,
  hear,
  say,
  faults: SAYABLE_CODES,
  fault,
};
