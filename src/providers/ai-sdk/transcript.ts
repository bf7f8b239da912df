import { type Fields, isFields } from "../../domain/json-fields.ts";
import type { Transcript, Word } from "../../domain/transcript.ts";
import type { ModelSegment } from "../../domain/transcription-model.ts";
import { spreadWords } from "../../transcript/words.ts";
import { plainCopy } from "./plain-copy.ts";

/** What is kept of an answer beside the transcript; more than that loses the reply's body. */
const KEPT_CHARS = 16 * 2 ** 20;

/** What an answer says; null for one that is none. The words' times are exact where the model tells of words. */
export function transcriptOf(answer: unknown, provider: string): Transcript | null {
  if (!isFields(answer) || typeof answer.text !== "string") return null;
  const words = wordsOf(answer);
  const { language } = answer;
  return {
    provider,
    // Models do not say what their provider calls the run.
    remoteId: null,
    text: answer.text,
    words,
    language: typeof language === "string" && language !== "" ? language : null,
    confidence: null,
    durationMs: milliseconds(answer.durationInSeconds) ?? lastEnd(words),
    rough: false,
    raw: rawOf(answer),
  };
}

/** Segments may be words or sentences: the words of a longer one are spread over its time. */
function wordsOf({ words, segments }: Fields): readonly Word[] {
  const told = timedParts(words);
  return (told.length > 0 ? told : timedParts(segments)).flatMap(({ text, startMs, endMs }) =>
    // One that is over at once is a word all the same.
    spreadWords(text, Math.max(1, endMs - startMs)).map((word) => ({
      ...word,
      startMs: word.startMs + startMs,
      endMs: Math.min(word.endMs + startMs, endMs),
    })),
  );
}

interface TimedPart {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Parts without a sound time are left out: the text has them all the same. */
function timedParts(parts: unknown): readonly TimedPart[] {
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part: unknown) => {
    if (!isFields(part) || typeof part.text !== "string") return [];
    const [startMs, endMs] = [milliseconds(part.startSecond), milliseconds(part.endSecond)];
    return startMs === null || endMs === null || endMs < startMs ? [] : [{ text: part.text, startMs, endMs }];
  });
}

function milliseconds(seconds: unknown): number | null {
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1_000) : null;
}

function lastEnd(words: readonly Word[]): number | null {
  return words.length === 0 ? null : words.reduce((last, { endMs }) => Math.max(last, endMs), 0);
}

/** The answer as data, so that whoever has the transcript has all that the model said. */
function rawOf({ segments, language, durationInSeconds, warnings, response, providerMetadata }: Fields): unknown {
  const { modelId, headers, body } = isFields(response) ? response : {};
  const said = { segments, language, durationInSeconds, warnings, providerMetadata };
  return (
    plainCopy({ ...said, response: { modelId, headers, body } }, KEPT_CHARS) ??
    plainCopy({ ...said, response: { modelId, headers } }, KEPT_CHARS)
  );
}

/** The segments of an answer that `transcriptOf` kept; null of any other reply. */
export function segmentsKept(raw: unknown): readonly ModelSegment[] | null {
  if (!isFields(raw) || !Array.isArray(raw.segments)) return null;
  return raw.segments.filter(isSegment);
}

function isSegment(part: unknown): part is ModelSegment {
  return isFields(part) && typeof part.text === "string" && [part.startSecond, part.endSecond].every(Number.isFinite);
}
