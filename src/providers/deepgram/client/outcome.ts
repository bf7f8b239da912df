import type { Fields } from "../../../domain/json-fields.ts";
import type { Transcript, Word } from "../../../domain/transcript.ts";
import { meanConfidence } from "../../../transcript/confidence.ts";
import { joined } from "../../../transcript/spacing.ts";
import { type AnswerBody, parseAnswer, type WireChannel } from "../wire/answer.ts";
import { type Asked, askedLanguage } from "./query.ts";

/** The transcript in an answer, or in what came to a callback; null where there is none. */
export function transcriptIn(fields: Fields, asked: Asked): Transcript | null {
  const answer = parseAnswer(fields);
  if (answer === null) return null;
  const { channels, requestId, durationMs } = answer;
  const [first] = channels;
  const words = wordsOf(channels);
  return {
    provider: "deepgram",
    remoteId: requestId,
    text: textOf(answer, words),
    words,
    language: first.language ?? askedLanguage(asked),
    confidence: channels.length > 1 ? meanConfidence(words) : first.confidence,
    durationMs,
    rough: false,
    raw: fields,
  };
}

/** In the order in which they were said. Channels are counted from 1, and named where there are several. */
function wordsOf(channels: AnswerBody["channels"]): readonly Word[] {
  const words = channels.flatMap((said, index) => {
    const channel = channels.length > 1 ? String(index + 1) : null;
    return said.words.map((word): Word => ({ ...word, channel }));
  });
  return channels.length > 1 ? words.sort((one, other) => one.startMs - other.startMs) : words;
}

/** Of several channels the text is made from their words, as people took turns; where one has none, one after the other. */
function textOf({ channels: [first, ...others] }: AnswerBody, words: readonly Word[]): string {
  if (others.length === 0) return first.transcript;
  const spoken = [first, ...others].filter(({ transcript }) => transcript !== "");
  return spoken.every(hasWords) ? joined(words) : spoken.map(({ transcript }) => transcript).join(" ");
}

const hasWords = ({ words }: WireChannel): boolean => words.length > 0;
