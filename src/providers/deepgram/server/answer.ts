import type { TranscribeAsk, TranscribeSay } from "../../../domain/transcribing-server.ts";
import type { Word } from "../../../domain/transcript.ts";
import { sentences } from "../../../transcript/sentences.ts";
import { timedWords } from "../../../transcript/words.ts";
import { DEFAULT_MODEL, QUERY } from "../wire.ts";

type Transcribed = Extract<TranscribeSay, { kind: "transcribed" }>;
type Fields = TranscribeAsk["fields"];

/** The body that answers a request, or comes to its callback. Who listens hears one voice on one channel. */
export function answerBody({ ask: { fields }, id, sha256, transcript }: Transcribed): object {
  const words = timedWords(transcript).words.map((word) => wireWord(word, fields));
  const durationMs = transcript.durationMs ?? transcript.words.at(-1)?.endMs ?? 0;
  const best = { transcript: transcript.text, confidence: transcript.confidence ?? 0, words };
  const channel = { alternatives: [best], ...(isOn(fields.detect_language) ? { detected_language: "en" } : {}) };
  return {
    metadata: {
      transaction_key: "deprecated",
      request_id: id,
      sha256,
      duration: seconds(durationMs),
      channels: 1,
      models: [fields[QUERY.model] ?? DEFAULT_MODEL],
    },
    results: {
      channels: [channel],
      ...(isOn(fields.utterances) ? { utterances: utterancesOf(transcript, fields) } : {}),
    },
  };
}

const isOn = (value: string | undefined): boolean => value === "true";

const seconds = (ms: number): number => Math.round(ms) / 1_000;

/** Bare and in lower case, and beside it as people write it. */
function wireWord({ text, startMs, endMs, confidence }: Word, fields: Fields): object {
  const bare = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").toLowerCase();
  return {
    word: bare === "" ? text : bare,
    start: seconds(startMs),
    end: seconds(endMs),
    confidence: confidence ?? 0,
    ...(isOn(fields[QUERY.format]) || isOn(fields.punctuate) ? { punctuated_word: text } : {}),
    ...(isOn(fields[QUERY.speakers]) ? { speaker: 0, speaker_confidence: 0 } : {}),
  };
}

function utterancesOf(transcript: Transcribed["transcript"], fields: Fields): readonly object[] {
  return sentences(transcript).map(({ text, startMs, endMs, words }, index) => ({
    id: `utterance-${index}`,
    start: seconds(startMs),
    end: seconds(endMs),
    channel: 0,
    transcript: text,
    words: words.map((word) => wireWord(word, fields)),
    ...(isOn(fields[QUERY.speakers]) ? { speaker: 0 } : {}),
  }));
}
