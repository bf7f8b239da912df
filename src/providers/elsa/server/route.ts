import type { WireHead } from "../../../domain/provider-server.ts";
import type { ScoreTask } from "../../../domain/scoring-server.ts";
import { ASR_PATH, LATER, SCRIPTED_PATHS, UNSCRIPTED_PATH } from "../wire.ts";

/** What the path and method name. */
export type Route =
  | { readonly at: "submit"; readonly task: ScoreTask; readonly form: Form }
  | { readonly at: "poll"; readonly id: string };

/** The forms that results have. */
export type Form = "unscripted" | "v2" | "v3" | "asr";

const SUBMITS: ReadonlyMap<string, Extract<Route, { at: "submit" }>> = new Map([
  [UNSCRIPTED_PATH, { at: "submit", task: "unscripted", form: "unscripted" }],
  [SCRIPTED_PATHS.v2, { at: "submit", task: "scripted", form: "v2" }],
  [SCRIPTED_PATHS.v3, { at: "submit", task: "scripted", form: "v3" }],
  [ASR_PATH, { at: "submit", task: "transcription", form: "asr" }],
]);

const [RESULT_BEGIN = "", RESULT_END = ""] = LATER.resultPath.split("{id}");

/** Null for a path that the API does not have. */
export function routeOf({ method, path }: WireHead): Route | null {
  if (method === "POST") return SUBMITS.get(path) ?? null;
  if (method !== "GET" || !path.startsWith(RESULT_BEGIN) || !path.endsWith(RESULT_END)) return null;
  const id = path.slice(RESULT_BEGIN.length, path.length - RESULT_END.length);
  return id === "" || id.includes("/") ? null : { at: "poll", id };
}
