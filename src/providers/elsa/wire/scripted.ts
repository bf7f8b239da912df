import { type Fields, labelOf, listOf, numberOf, textOf, within } from "../../../domain/json-fields.ts";
import { scoreOf, secondsOf } from "./fields.ts";

/** One sound of a word. */
export interface WirePhoneme {
  /** The letters of the word that it stands for. */
  readonly text: string | null;
  /** ARPAbet, with or without stress. */
  readonly trans_arpabet: string | null;
  readonly start_time: number | null;
  readonly end_time: number | null;
  readonly nativeness_score: number | null;
  /** `correct`, `almost`, `incorrect`. */
  readonly decision: string | null;
  /** What was heard in its place, in ARPAbet where there is that, else in the API's own writing. */
  readonly phoneme_error: string | null;
  /** What to do about it, for people. */
  readonly feedback: readonly string[];
}

export interface WireWord {
  readonly text: string;
  readonly start_time: number | null;
  readonly end_time: number | null;
  readonly nativeness_score: number | null;
  readonly decision: string | null;
  /** Whether it was found in the recording; null where nothing is said of it. */
  readonly decoded: boolean | null;
  readonly phonemes: readonly WirePhoneme[];
}

/** What a score comes to on other scales, such as `B2` and `6.5`. */
export type WireLevels = Readonly<
  Partial<Record<"cefr_score" | "ielts_score" | "toefl_score" | "toeic_score" | "pte_score", string>>
>;

/** One attempt at one sentence. */
export interface WireUtterance {
  readonly sentence: string | null;
  /** Which of the sentences that were given it is, from 0. */
  readonly sentence_id: number | null;
  readonly total_time: number | null;
  readonly attempt_type: string | null;
  readonly recording_quality: string | null;
  readonly decision: string | null;
  /** Of all that was scored; version 3, premium plan. */
  readonly eps_score: number | null;
  readonly pronunciation_score: number | null;
  /** What older versions call the score of the pronunciation. */
  readonly nativeness_score: number | null;
  readonly intonation_score: number | null;
  readonly fluency_score: number | null;
  readonly speed_metrics: { readonly words_per_minute: number | null };
  readonly pausing_metrics: { readonly pausing_score_percentage: number | null };
  readonly levels: WireLevels;
  readonly words: readonly WireWord[];
}

/** The answer to a scripted request, version 2 or 3. */
export interface ScriptedBody {
  readonly total_time: number | null;
  readonly utterance: readonly WireUtterance[];
}

/** Null without the list `utterance`. */
export function parseScripted(fields: Fields): ScriptedBody | null {
  if (!Array.isArray(fields.utterance)) return null;
  return { total_time: secondsOf(fields.total_time), utterance: listOf(fields.utterance).map(utteranceOf) };
}

function utteranceOf(fields: Fields): WireUtterance {
  return {
    sentence: textOf(fields.sentence),
    sentence_id: numberOf(fields.sentence_id),
    total_time: secondsOf(fields.total_time),
    attempt_type: textOf(fields.attempt_type),
    recording_quality: textOf(fields.recording_quality),
    decision: textOf(fields.decision),
    eps_score: scoreOf(fields.eps_score),
    pronunciation_score: scoreOf(fields.pronunciation_score),
    nativeness_score: scoreOf(fields.nativeness_score),
    intonation_score: scoreOf(fields.intonation_score),
    fluency_score: scoreOf(fields.fluency_score),
    speed_metrics: { words_per_minute: numberOf(within(fields.speed_metrics).words_per_minute) },
    pausing_metrics: { pausing_score_percentage: scoreOf(within(fields.pausing_metrics).pausing_score_percentage) },
    levels: levelsOf(fields),
    words: wordsOf(fields.words),
  };
}

const LEVELS = ["cefr_score", "ielts_score", "toefl_score", "toeic_score", "pte_score"] as const;

function levelsOf(fields: Fields): WireLevels {
  return Object.fromEntries(LEVELS.flatMap((name) => graded(name, fields[name])));
}

/** A grade under its name; nothing where there is none. */
export function graded(name: string, value: unknown): readonly (readonly [string, string])[] {
  const grade = labelOf(value)?.trim() ?? "";
  return grade === "" ? [] : [[name, grade]];
}

/** The words of a list; one without its text is left out. */
export function wordsOf(list: unknown): readonly WireWord[] {
  return listOf(list).flatMap((fields) => {
    const text = textOf(fields.text) ?? textOf(fields.word_orig) ?? textOf(fields.word);
    if (text === null || text.trim() === "") return [];
    const { decoded } = fields;
    return [
      {
        text: text.trim(),
        start_time: secondsOf(fields.start_time),
        end_time: secondsOf(fields.end_time),
        nativeness_score: scoreOf(fields.nativeness_score),
        decision: textOf(fields.decision),
        decoded: typeof decoded === "boolean" ? decoded : null,
        phonemes: listOf(fields.phonemes).map(phonemeOf),
      },
    ];
  });
}

function phonemeOf(fields: Fields): WirePhoneme {
  return {
    text: textOf(fields.text),
    trans_arpabet: textOf(fields.trans_arpabet) ?? textOf(fields.trans),
    start_time: secondsOf(fields.start_time),
    end_time: secondsOf(fields.end_time),
    nativeness_score: scoreOf(fields.nativeness_score),
    decision: textOf(fields.decision),
    phoneme_error: textOf(fields.phoneme_error_arpabet) ?? textOf(fields.phoneme_error),
    feedback: listOf(fields.feedback).flatMap(({ text }) => textOf(text) ?? []),
  };
}
