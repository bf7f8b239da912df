import type { Transcript } from "../domain/transcript.ts";
import type { ModelAnswer, ModelJson, ModelSegment, ModelWarning } from "../domain/transcription-model.ts";
import { sentences } from "../transcript/sentences.ts";
import { timedWords } from "../transcript/words.ts";
import type { Held } from "./held-call.ts";

/** What segments of an answer are. */
export type SegmentKind = "sentence" | "word";

/** How an answer is made of a transcript. */
export interface Answering {
  readonly modelId: string;
  /** Wall time, ms. */
  readonly at: number;
  readonly segments: SegmentKind;
  /** Remarks on what was asked for. */
  readonly warnings: readonly ModelWarning[];
}

/** A transcript as the AI SDK has it: times in seconds, what is odd about it as warnings, the rest as metadata. */
export function answerOf({ jobId, transcript }: Held, { modelId, at, segments, warnings }: Answering): ModelAnswer {
  const { text, language, durationMs } = transcript;
  return {
    text,
    segments: segmentsOf(transcript, segments),
    language: language ?? undefined,
    durationInSeconds: durationMs === null ? undefined : durationMs / 1_000,
    warnings: [...warnings, ...remarksOn(transcript)],
    response: { timestamp: new Date(at), modelId },
    providerMetadata: { tenuto: metadataOf(jobId, transcript) },
  };
}

function segmentsOf(transcript: Transcript, kind: SegmentKind): ModelSegment[] {
  const parts = kind === "word" ? timedWords(transcript).words : sentences(transcript);
  return parts.map(({ text, startMs, endMs }) => ({ text, startSecond: startMs / 1_000, endSecond: endMs / 1_000 }));
}

/** What somebody wants to know before they believe it. */
export function remarksOn({ provider, rough, doubts = [], route }: Transcript): ModelWarning[] {
  const other = (message: string) => ({ type: "other", message }) as const;
  return [
    ...(rough ? [other(`${provider} gives a rough idea of what was said only.`)] : []),
    ...doubts.map((code) => other(`The transcript may be incomplete: ${code}.`)),
    ...(route?.left ?? []).map((link) =>
      other(`Answered by ${provider}: ${link.provider} was left for ${link.code} (${link.message}).`),
    ),
    ...(route?.lost ?? []).map((feature) => {
      return { type: "unsupported", feature, details: `${provider}, which answered, does not have it.` } as const;
    }),
  ];
}

/** How the transcript came about: `tenuto.job(jobId)` has the rest. */
export function metadataOf(jobId: string, transcript: Transcript): { [key: string]: ModelJson | undefined } {
  const { provider, remoteId, confidence, rough, doubts = [], route } = transcript;
  const left = (route?.left ?? []).map(({ provider, account, code, message, class: kind, at }) => {
    return { provider, account, code, message, class: kind, at };
  });
  const answered = { provider, account: route?.answered.account ?? provider };
  return {
    ...{ jobId, provider, remoteId, confidence, rough, doubts: [...doubts] },
    route: { answered, left, lost: [...(route?.lost ?? [])] },
  };
}
