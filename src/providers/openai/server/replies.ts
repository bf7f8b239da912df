import type { WireReply } from "../../../domain/provider-server.ts";
import type { TranscribeAsk } from "../../../domain/transcribing-server.ts";
import type { Transcript, Word } from "../../../domain/transcript.ts";
import type { Passage } from "../../../transcript/passage.ts";
import { sentences } from "../../../transcript/sentences.ts";
import { toSrt } from "../../../transcript/srt.ts";
import { toVtt } from "../../../transcript/vtt.ts";
import { timedWords } from "../../../transcript/words.ts";
import { FORM } from "../wire.ts";
import { json } from "./faults.ts";
import { type Dialect, formOf } from "./route.ts";

/** The answer in the form that was asked for. What nobody measured, such as probabilities of a segment, is 0. */
export function answer(ask: TranscribeAsk, transcript: Transcript): WireReply {
  const { dialect, format } = formOf(ask.form);
  // Its captions are a server's own: no note of ours stands in them.
  const plain = { ...transcript, rough: false };
  switch (format) {
    case "json":
      return json(200, { text: transcript.text, ...usageOf(dialect, transcript) });
    case "verbose_json":
      return json(200, verbose(ask, dialect, transcript));
    case "diarized_json":
      return json(200, diarized(transcript));
    case "text":
      // So the server of whisper.cpp calls it.
      return texts(dialect === "openai" ? "text/plain" : "text/html", `${transcript.text}\n`);
    case "srt":
      return texts(dialect === "openai" ? "text/plain" : "application/x-subrip", toSrt(plain));
    case "vtt":
      return texts("text/vtt", toVtt(plain));
    default:
      return format satisfies never;
  }
}

function texts(type: string, body: string): WireReply {
  return { status: 200, headers: { "content-type": `${type}; charset=utf-8` }, body };
}

const seconds = (ms: number): number => Math.round(ms) / 1_000;

const lengthOf = ({ durationMs, words }: Transcript): number => durationMs ?? words.at(-1)?.endMs ?? 0;

function usageOf(dialect: Dialect, transcript: Transcript): object {
  if (dialect === "whisper.cpp") return {};
  return { usage: { type: "duration", seconds: Math.ceil(lengthOf(transcript) / 1_000) } };
}

function verbose(ask: TranscribeAsk, dialect: Dialect, transcript: Transcript): object {
  const segments = sentences(transcript).map((segment, id) => segmentOf(segment, id, dialect));
  const granularities = ask.fields[FORM.granularities]?.split(",") ?? ["segment"];
  const withWords = dialect === "openai" && granularities.includes("word");
  return {
    task: "transcribe",
    language: nameOf(ask.fields[FORM.language] ?? transcript.language ?? "en"),
    duration: seconds(lengthOf(transcript)),
    text: transcript.text,
    ...(withWords ? { words: timedWords(transcript).words.map(bareWord) } : {}),
    ...(withWords && !granularities.includes("segment") ? {} : { segments }),
    ...usageOf(dialect, transcript),
  };
}

function segmentOf({ text, startMs, endMs, words }: Passage, id: number, dialect: Dialect): object {
  const scores = { tokens: [], temperature: 0, avg_logprob: 0, compression_ratio: 0, no_speech_prob: 0 };
  const said = { id, seek: 0, start: seconds(startMs), end: seconds(endMs), text: ` ${text}`, ...scores };
  return dialect === "openai" ? said : { ...said, words: words.map(spacedWord) };
}

/** Without the marks that stand in the text. */
function bareWord({ text, startMs, endMs }: Word): object {
  const bare = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return { word: bare === "" ? text : bare, start: seconds(startMs), end: seconds(endMs) };
}

/** As its tokens are, the first of a word with a space. */
function spacedWord({ text, startMs, endMs, confidence }: Word): object {
  const told = { word: ` ${text}`, start: seconds(startMs), end: seconds(endMs) };
  return { ...told, t_dtw: -1, probability: confidence ?? 0 };
}

/** Nobody tells voices apart here: all is one speaker's. */
function diarized(transcript: Transcript): object {
  const segments = sentences(transcript).map(({ text, startMs, endMs, speaker }, index) => ({
    type: "transcript.text.segment",
    id: `seg_${index}`,
    start: seconds(startMs),
    end: seconds(endMs),
    text: ` ${text}`,
    speaker: speaker ?? "A",
  }));
  return { task: "transcribe", duration: seconds(lengthOf(transcript)), text: transcript.text, segments };
}

/** Languages are told by their English names. */
function nameOf(language: string): string {
  try {
    const name = new Intl.DisplayNames("en", { type: "language", fallback: "none" }).of(language);
    return name?.toLowerCase() ?? language;
  } catch {
    return language;
  }
}
