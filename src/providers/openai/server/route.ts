import type { WireHead } from "../../../domain/provider-server.ts";
import { PATHS, RESPONSE_FORMATS, type ResponseFormat } from "../wire.ts";

/** Whose ways a request is answered in: the path tells. */
export type Dialect = "openai" | "whisper.cpp";

export const JSON_TYPE = "application/json";

/** What the path and method name; null for a path that the API does not have. */
export function dialectOf({ method, path }: Pick<WireHead, "method" | "path">): Dialect | null {
  if (method !== "POST") return null;
  if (path === PATHS.whisperCpp) return "whisper.cpp";
  return path === PATHS.openai || path === PATHS.groq ? "openai" : null;
}

/** How an answer is written: by whose ways, and in which form. */
export interface Form {
  readonly dialect: Dialect;
  readonly format: ResponseFormat;
}

/** A form in one word, as asks carry it. */
export const formWord = ({ dialect, format }: Form): string => `${dialect} ${format}`;

/** The form that a word stands for. */
export function formOf(word: string): Form {
  const [dialect, format] = word.split(" ");
  return {
    dialect: dialect === "whisper.cpp" ? dialect : "openai",
    format: RESPONSE_FORMATS.find((one) => one === format) ?? "json",
  };
}
