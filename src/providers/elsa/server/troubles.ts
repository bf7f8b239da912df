import type { ScoreTask, ScoreTrouble } from "../../../domain/scoring-server.ts";

/** An exception by its code, with what stands in its message. */
export interface Exception {
  readonly code: string;
  readonly params?: Readonly<Record<string, string>>;
}

/**
 * Which exception a trouble is. Those of the listing's pages are documented; where a page has none for the trouble, as
 * the one of scripted requests has none of the recogniser, we chose the nearest of its own, and for minutes the one of
 * the other page, since nothing else would tell of them. Null for a result that nobody has: no exception at all.
 */
export function exceptionOf(why: ScoreTrouble, task: ScoreTask): Exception | null {
  const scripted = task === "scripted";
  switch (why.kind) {
    case "unknown-token":
      return scripted
        ? { code: "elsa/invalid-header-parameter" }
        : { code: "elsa/invalid-session-token", params: { token: why.token } };
    case "unknown-user":
      return { code: "elsa/user-does-not-exist", params: { user_type: why.userType } };
    case "inactive":
      return { code: "elsa/client-is-not-active", params: { user_id: why.userId } };
    case "no-access":
      return { code: "elsa/client-does-not-have-access", params: { user_id: why.userId } };
    case "no-minutes":
      return { code: "elsa/client-has-no-more-minutes" };
    case "unreadable-url":
      return { code: "elsa/failed-to-read-audio-from-url" };
    case "header":
      return scripted ? converting(why.format) : { code: "elsa/failed-to-parse-audio-header" };
    case "format":
      return { code: "elsa/invalid-audio-format" };
    case "undecodable":
      return scripted || why.needsConversion
        ? converting(why.format)
        : { code: "elsa/failed-to-decode-audio-from-bytes" };
    case "no-sound":
      return { code: "elsa/failed-to-use-audio" };
    case "too-big":
      return { code: "elsa/audio-too-big-for-sync" };
    case "engine-crashed":
      return scripted
        ? { code: "elsa/failed-to-use-audio" }
        : { code: "elsa/asr-inter-process-exception", params: { error: why.error } };
    case "engine-timeout":
      return { code: scripted ? "elsa/failed-to-use-audio" : "elsa/asr-socket-timeout" };
    case "engine-unreachable":
      return { code: scripted ? "elsa/failed-to-use-audio" : "elsa/asr-connection-failed" };
    case "unknown-result":
      return null;
    default:
      return why satisfies never;
  }
}

function converting(format: string): Exception {
  return { code: "elsa/failed-to-convert-audio", params: { audio_format: format } };
}
