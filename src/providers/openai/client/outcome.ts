import type { Reply } from "../../../domain/exchange.ts";
import { parseFields } from "../../../domain/json-fields.ts";
import type { Transcript, Word } from "../../../domain/transcript.ts";
import { meanConfidence } from "../../../transcript/confidence.ts";
import { parseAnswer } from "../wire/answer.ts";
import { parseCaptions } from "../wire/captions.ts";
import { languageTag } from "./languages.ts";
import type { Question } from "./request.ts";
import { spokenWords } from "./spoken.ts";

type Asked = Pick<Question, "format" | "language">;
type Answer = Pick<Reply, "headers" | "body">;

/** What a whole answer says; null for one that is none, such as a page of a proxy. */
export function transcriptIn(answer: Answer, { format, language }: Asked): Transcript | null {
  switch (format) {
    case "text":
      return plainText(answer, language);
    case "srt":
    case "vtt":
      return captioned(answer, language);
    default:
      return fromJson(answer, language);
  }
}

function fromJson({ body }: Answer, language: string | null): Transcript | null {
  const fields = parseFields(body);
  const answer = fields === null ? null : parseAnswer(fields);
  if (answer === null) return null;
  const words = spokenWords(answer);
  return transcript({
    text: answer.text,
    words,
    language: languageTag(answer.language) ?? languageTag(language),
    durationMs: answer.durationMs ?? lastEnd(words),
    raw: fields,
  });
}

/** The server of whisper.cpp calls it HTML, so only the text itself can tell that a proxy answered. */
function plainText({ headers, body }: Answer, language: string | null): Transcript | null {
  if (/^\s*<(?:!doctype|html)/i.test(body)) return null;
  const text = isJson(headers) ? jsonText(body) : body;
  if (text === null) return null;
  return transcript({ text: text.trim(), words: [], language: languageTag(language), durationMs: null, raw: body });
}

const isJson = (headers: Answer["headers"]): boolean => /^\s*application\/json/i.test(headers["content-type"] ?? "");

/** Some servers write the text as JSON all the same. */
function jsonText(body: string): string | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "string" ? value : (parseAnswer(parseFields(body) ?? {})?.text ?? null);
  } catch {
    return null;
  }
}

function captioned({ body }: Answer, language: string | null): Transcript | null {
  const segments = parseCaptions(body);
  if (segments === null) return null;
  const text = segments.map((segment) => segment.text).join(" ");
  const words = spokenWords({ text, words: [], segments });
  return transcript({ text, words, language: languageTag(language), durationMs: lastEnd(words), raw: body });
}

function lastEnd(words: readonly Word[]): number | null {
  return words.length === 0 ? null : words.reduce((last, { endMs }) => Math.max(last, endMs), 0);
}

type Told = Pick<Transcript, "text" | "words" | "language" | "durationMs" | "raw">;

function transcript(told: Told): Transcript {
  return { provider: "openai", remoteId: null, rough: false, confidence: meanConfidence(told.words), ...told };
}
