import type { ServedRun, View, WireReply } from "../../../domain/provider-server.ts";
import type { Transcript } from "../../../domain/transcript.ts";
import { type Paragraph, paragraphs } from "../../../transcript/paragraphs.ts";
import { type Sentence, sentences } from "../../../transcript/sentences.ts";
import { toSrt } from "../../../transcript/srt.ts";
import { toVtt } from "../../../transcript/vtt.ts";
import { searchWords } from "../../../transcript/word-search.ts";
import { json, refuse } from "./faults.ts";
import { wireSeconds, wireWord } from "./run-body.ts";

/** A finished transcript in another form; a run that has none is refused with the status that it has. */
export function viewReply(run: ServedRun, view: View): WireReply {
  if (run.transcript === null) return notCompleted(run.status);
  const transcript = run.deleted ? { ...run.transcript, text: "", words: [] } : run.transcript;
  switch (view.kind) {
    case "sentences":
      return json(200, { ...about(run, transcript), sentences: sentences(transcript).map(wirePassage) });
    case "paragraphs":
      return json(200, { ...about(run, transcript), paragraphs: paragraphs(transcript).map(wirePassage) });
    case "captions":
      return captions(transcript, view);
    case "word-search": {
      const { totalCount, matches } = searchWords(transcript, view.words);
      return json(200, { id: run.id, total_count: totalCount, matches });
    }
    default:
      return view satisfies never;
  }
}

function about({ id }: ServedRun, { confidence, durationMs }: Transcript): Readonly<Record<string, unknown>> {
  return { id, confidence, audio_duration: wireSeconds(durationMs) };
}

function wirePassage(passage: Sentence | Paragraph): Readonly<Record<string, unknown>> {
  const { words, ...spoken } = passage;
  return { ...wireWord(spoken), words: words.map(wireWord) };
}

/** The catalogue tells a run that may still complete from one that will not; the sentence is one, with the status in it. */
function notCompleted(status: ServedRun["status"]): WireReply {
  if (status === "error") return refuse("assemblyai/run-failed");
  const reply = refuse("assemblyai/not-completed");
  return { ...reply, body: reply.body.replace("'processing'", `'${status}'`) };
}

function captions(transcript: Transcript, { format, charsPerCaption }: Extract<View, { kind: "captions" }>): WireReply {
  const options = charsPerCaption === null ? {} : { charsPerCaption };
  const body = format === "srt" ? toSrt(transcript, options) : toVtt(transcript, options);
  return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}
