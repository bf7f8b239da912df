import type { AssessedWord, Assessment } from "../../../domain/assessment.ts";
import { fluencyOf } from "../../../transcript/fluency.ts";
import type { UnscriptedBody, WireSpeaker, WireTopError } from "../wire/unscripted.ts";
import { remarks } from "./remarks.ts";
import { heardWords } from "./spoken.ts";
import type { Told } from "./told.ts";
import { qualityComplaint } from "./usable.ts";
import { assessedWord } from "./words.ts";

/** The words of all speakers, and the scores of the one who spoke longest: scores of two people have no sum. */
export function freelyScored(body: UnscriptedBody): Told | { readonly complaint: string } {
  const complaint = qualityComplaint(body.recording_quality);
  if (complaint !== null) return { complaint };
  const parts = body.speakers.map((speaker) => ({
    speaker,
    words: speaker.utterances.flatMap(({ words }) => words.map(assessedWord)),
  }));
  const texts = body.speakers.flatMap(({ utterances }) => utterances.flatMap(({ text }) => text ?? []));
  const seconds = body.total_time ?? (parts.length === 1 ? (parts[0]?.speaker.total_time ?? null) : null);
  const [longest] = parts.toSorted((a, b) => (b.speaker.total_time ?? 0) - (a.speaker.total_time ?? 0));
  return {
    text: body.transcript ?? texts.join(" "),
    words: parts
      .flatMap(({ speaker, words }) => heardWords(words, parts.length > 1 ? speaker.speaker_id : null))
      .sort((a, b) => a.startMs - b.startMs),
    confidence: null,
    durationMs: seconds === null ? null : Math.round(seconds * 1_000),
    assessment: assessmentOf(body, longest?.speaker ?? null, longest?.words ?? []),
  };
}

function assessmentOf(
  { assessment_quality: quality, speakers }: UnscriptedBody,
  speaker: WireSpeaker | null,
  words: readonly AssessedWord[],
): Assessment {
  const { eps = null, ...scores } = speaker?.scores ?? {};
  const pausing = speaker?.pausing_score ?? null;
  const many =
    speakers.length > 1 ? [`${speakers.length} people speak; the scores are of the one who spoke longest`] : [];
  const doubt = quality === null || quality.toLowerCase() === "ok" ? [] : [`ELSA calls its assessment "${quality}"`];
  return {
    script: null,
    score: eps,
    scores: { ...scores, ...(pausing === null ? {} : { pausing }) },
    words,
    fluency: fluencyOf(words, speaker?.words_per_minute ?? null),
    comparable: "provider",
    levels: Object.fromEntries(Object.entries(speaker?.levels ?? {}).map(([name, grade]) => [levelName(name), grade])),
    remarks: remarks([...many, ...doubt, ...(speaker?.top_errors ?? []).map(habit)]),
  };
}

const LEVEL_NAMES: Readonly<Record<string, string>> = { overall_cefr: "cefr", eps_decision: "overall" };

/** `pronunciation_decision` is the word for the score `pronunciation`, `ielts_score` a grade and no score of ours. */
function levelName(name: string): string {
  return Object.hasOwn(LEVEL_NAMES, name) ? (LEVEL_NAMES[name] ?? name) : name.replace(/_(decision|score)$/, "");
}

function habit({ phoneme, error_phoneme, count, examples }: WireTopError): string {
  const as = error_phoneme === null || error_phoneme === "" ? "is often off" : `is often said as ${error_phoneme}`;
  const times = count === null ? "" : ` (${count} times)`;
  return `${phoneme} ${as}${times}${examples.length === 0 ? "" : `, as in ${examples.slice(0, 3).join(", ")}`}`;
}
