import type { ServerStage, WireHead } from "../../../domain/provider-server.ts";
import { TRANSCRIPT_PATH, UPLOAD_PATH } from "../wire.ts";

/** What the path and method name; the views of a run by the last part of their path. */
export type Route =
  | { readonly at: "upload" | "submit" | "list" }
  | { readonly at: "poll" | "delete"; readonly id: string }
  | { readonly at: "result"; readonly id: string; readonly part: Part };

const PARTS = ["sentences", "paragraphs", "srt", "vtt", "word-search", "redacted-audio"] as const;
export type Part = (typeof PARTS)[number];

/** Null for a path that the API does not have. */
export function routeOf({ method, path }: WireHead): Route | null {
  if (path === UPLOAD_PATH) return method === "POST" ? { at: "upload" } : null;
  if (path === TRANSCRIPT_PATH) return method === "POST" ? { at: "submit" } : method === "GET" ? { at: "list" } : null;
  const prefix = `${TRANSCRIPT_PATH}/`;
  if (!path.startsWith(prefix)) return null;
  // Also the empty id of `/v2/transcript/`, a known mistake that the API answers like any unknown id.
  const [id = "", last, ...more] = path.slice(prefix.length).split("/");
  if (more.length > 0) return null;
  if (last === undefined)
    return method === "GET" ? { at: "poll", id } : method === "DELETE" ? { at: "delete", id } : null;
  const part = PARTS.find((name) => name === last);
  return method === "GET" && part !== undefined ? { at: "result", id, part } : null;
}

/** See `ProviderServer.stage`. */
export function stage(head: WireHead): ServerStage | null {
  return routeOf(head)?.at ?? null;
}
