import { type Fields, labelOf, listOf, numberOf, textOf, within } from "../../../domain/json-fields.ts";
import { scoreOf, secondsOf } from "./fields.ts";
import { graded, type WireWord, wordsOf } from "./scripted.ts";

/** What somebody said in one go. */
export interface WireSpokenUtterance {
  readonly text: string | null;
  readonly nativeness_score: number | null;
  readonly words: readonly WireWord[];
}

/** A sound that somebody often says as another. */
export interface WireTopError {
  readonly phoneme: string;
  readonly error_phoneme: string | null;
  readonly count: number | null;
  /** Words that it was heard in. */
  readonly examples: readonly string[];
}

export interface WireSpeaker {
  readonly speaker_id: string | null;
  readonly total_time: number | null;
  /** Of `metrics.general_scores.elsa`, by their names without `_score`: `eps`, `pronunciation`, `grammar`. */
  readonly scores: Readonly<Record<string, number>>;
  /** Of `metrics.general_scores`: `overall_cefr`, `pronunciation_cefr`, `ielts_score`, and `eps_decision` and its like. */
  readonly levels: Readonly<Record<string, string>>;
  readonly words_per_minute: number | null;
  readonly pausing_score: number | null;
  readonly top_errors: readonly WireTopError[];
  readonly utterances: readonly WireSpokenUtterance[];
}

/** The answer to an unscripted request. */
export interface UnscriptedBody {
  readonly total_time: number | null;
  readonly transcript: string | null;
  readonly recording_quality: string | null;
  readonly assessment_quality: string | null;
  readonly speakers: readonly WireSpeaker[];
}

/** Null without the list `speakers`. */
export function parseUnscripted(fields: Fields): UnscriptedBody | null {
  if (!Array.isArray(fields.speakers)) return null;
  return {
    total_time: secondsOf(fields.total_time),
    transcript: textOf(fields.transcript),
    recording_quality: textOf(fields.recording_quality),
    assessment_quality: textOf(fields.assessment_quality),
    speakers: listOf(fields.speakers).map(speakerOf),
  };
}

function speakerOf(fields: Fields): WireSpeaker {
  const metrics = within(fields.metrics);
  const general = within(metrics.general_scores);
  const fluency = within(within(metrics.other_metrics).fluency);
  const elsa = Object.entries(within(general.elsa));
  const grades = [...Object.entries(within(general.cefr)), ...Object.entries(within(general.other_scores))];
  return {
    speaker_id: labelOf(fields.speaker_id),
    total_time: secondsOf(fields.total_time),
    scores: Object.fromEntries(elsa.flatMap(([name, value]) => scored(name, value))),
    levels: Object.fromEntries(
      [...elsa.filter(([name]) => name.endsWith("_decision")), ...grades].flatMap(([name, value]) =>
        graded(name, value),
      ),
    ),
    words_per_minute: numberOf(fluency.words_per_minute),
    pausing_score: scoreOf(fluency.pausing_score),
    top_errors: listOf(within(within(fields.feedbacks).pronunciation).top_errors).flatMap(topErrorsOf),
    utterances: listOf(fields.utterances).map(utteranceOf),
  };
}

const SCORE = /^(.+)_score$/;

function scored(name: string, value: unknown): readonly (readonly [string, number])[] {
  const short = SCORE.exec(name)?.[1];
  const score = scoreOf(value);
  return short === undefined || score === null ? [] : [[short, score]];
}

function topErrorsOf(fields: Fields): readonly WireTopError[] {
  const phoneme = textOf(fields.phoneme);
  if (phoneme === null) return [];
  return listOf(fields.errors).map((error) => ({
    phoneme,
    error_phoneme: textOf(error.error_phoneme),
    count: numberOf(error.count),
    examples: [...new Set(listOf(error.examples).flatMap(({ text }) => textOf(text) ?? []))],
  }));
}

/** Words stand in the result beside the score; where they stand by themselves they are read too. */
function utteranceOf(fields: Fields): WireSpokenUtterance {
  const result = within(fields.result);
  return {
    text: textOf(fields.text),
    nativeness_score: scoreOf(result.nativeness_score),
    words: wordsOf(Array.isArray(result.words) ? result.words : fields.words),
  };
}
