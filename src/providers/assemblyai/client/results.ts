import type { Heard, ProviderCall } from "../../../domain/provider.ts";
import {
  parsePassages,
  parseRedactedAudio,
  parseWordSearch,
  type WirePassage,
  type WordSearchBody,
} from "../wire/results.ts";
import { RUN_ENDPOINT, runPath } from "../wire.ts";
import { ask, REPLY_BYTES, said } from "./ask.ts";

/**
 * What AssemblyAI makes of a finished transcript, one request each. Nothing here throws for what the wire did: `said` is
 * null when there was no reply, a refusal (its words are the `complaint`), or a reply that made no sense.
 */

type Part = "sentences" | "paragraphs" | "srt" | "vtt" | "word-search" | "redacted-audio";

function getPart<T>(
  call: ProviderCall,
  id: string,
  part: Part,
  query: Readonly<Record<string, string>>,
  understand: (body: string, status: number) => T | null,
): Promise<Heard<T>> {
  const asked = new URLSearchParams(query).toString();
  const path = runPath(id, part) + (asked === "" ? "" : `?${asked}`);
  const request = { method: "GET", path, endpoint: `${RUN_ENDPOINT}/${part}` } as const;
  return ask<T>(call, request, REPLY_BYTES.transcript, (body, status) => {
    const understood = understand(body, status);
    return understood === null ? null : said(understood);
  });
}

/** All sentences of the transcript, in order, as the provider divides it. */
export function getSentences(call: ProviderCall, id: string): Promise<Heard<readonly WirePassage[]>> {
  return getPart(call, id, "sentences", {}, (body) => parsePassages(body, "sentences"));
}

/** All paragraphs of the transcript, in order, as the provider divides it. */
export function getParagraphs(call: ProviderCall, id: string): Promise<Heard<readonly WirePassage[]>> {
  return getPart(call, id, "paragraphs", {}, (body) => parsePassages(body, "paragraphs"));
}

/**
 * Subtitles as the text of a file. `charsPerCaption` is the longest that a caption may be, in letters; absent leaves it
 * to the API.
 */
export function getSubtitles(
  call: ProviderCall,
  id: string,
  format: "srt" | "vtt",
  charsPerCaption?: number,
): Promise<Heard<string>> {
  const query: Record<string, string> =
    charsPerCaption === undefined ? {} : { chars_per_caption: String(charsPerCaption) };
  return getPart(call, id, format, query, (body) => body);
}

/** Where each stands: words, numbers, or phrases of up to five words. The API takes a comma for the end of one. */
export function searchWords(call: ProviderCall, id: string, words: readonly string[]): Promise<Heard<WordSearchBody>> {
  return getPart(call, id, "word-search", { words: words.join(",") }, parseWordSearch);
}

/** The recording with private words silenced: its address is public to whoever knows it and lives for 24 hours. */
export type RedactedRecording = { readonly state: "ready"; readonly url: string } | { readonly state: "not-ready" };

/** Where the redacted recording is. A run that did not ask for it, and one whose recording has expired, are refused. */
export function getRedactedAudio(call: ProviderCall, id: string): Promise<Heard<RedactedRecording>> {
  return getPart<RedactedRecording>(call, id, "redacted-audio", {}, (body, status) => {
    if (status === 202) return { state: "not-ready" };
    const url = parseRedactedAudio(body);
    return url === null ? null : { state: "ready", url };
  });
}
