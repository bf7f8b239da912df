import type { AssessedWord, Assessment, Scores } from "../../../domain/assessment.ts";
import { fluencyOf } from "../../../transcript/fluency.ts";
import type { ScriptedBody, WireUtterance, WireWord } from "../wire/scripted.ts";
import { remarks } from "./remarks.ts";
import { heardWords } from "./spoken.ts";
import type { Told } from "./told.ts";
import { attemptComplaint, qualityComplaint } from "./usable.ts";
import { assessedWord } from "./words.ts";

const NO_UTTERANCE = "attempt_type: none, since nothing was found in the recording";

/** One utterance is the rule; of several the first that is an attempt at the sentence. */
export function scored(body: ScriptedBody, script: readonly string[]): Told | { readonly complaint: string } {
  const troubles = body.utterance.map(
    (one) => attemptComplaint(one.attempt_type) ?? qualityComplaint(one.recording_quality),
  );
  const utterance = body.utterance[troubles.indexOf(null)];
  if (utterance === undefined) return { complaint: troubles[0] ?? NO_UTTERANCE };
  const words = utterance.words.map(assessedWord);
  const sentence = sentenceOf(utterance, script);
  const seconds = body.total_time ?? utterance.total_time;
  return {
    text: words.every(({ said }) => said) && sentence !== null ? sentence : saidText(words),
    words: heardWords(words, null),
    confidence: null,
    durationMs: seconds === null ? null : Math.round(seconds * 1_000),
    assessment: assessmentOf(utterance, words, sentence),
  };
}

const saidText = (words: readonly AssessedWord[]): string =>
  words.flatMap(({ word, said }) => (said ? [word] : [])).join(" ");

/** As it was given, where it is known which of them it was. */
function sentenceOf({ sentence, sentence_id }: WireUtterance, script: readonly string[]): string | null {
  const known = sentence_id !== null ? script[sentence_id] : script.length === 1 ? script[0] : undefined;
  return known ?? sentence;
}

function assessmentOf(utterance: WireUtterance, words: readonly AssessedWord[], script: string | null): Assessment {
  const { eps_score, pronunciation_score, nativeness_score, levels, decision } = utterance;
  const grades = Object.entries(levels).map(([name, grade]) => [name.replace(/_score$/, ""), grade]);
  return {
    script,
    score: eps_score ?? pronunciation_score ?? nativeness_score,
    scores: scoresOf(utterance),
    words,
    fluency: fluencyOf(words, utterance.speed_metrics.words_per_minute),
    comparable: "provider",
    levels: { ...Object.fromEntries(grades), ...(decision === null ? {} : { overall: decision }) },
    remarks: remarks(utterance.words.flatMap(hintsOf)),
  };
}

function scoresOf(utterance: WireUtterance): Scores {
  const named = {
    pronunciation: utterance.pronunciation_score ?? utterance.nativeness_score,
    intonation: utterance.intonation_score,
    fluency: utterance.fluency_score,
    pausing: utterance.pausing_metrics.pausing_score_percentage,
  };
  return Object.fromEntries(Object.entries(named).flatMap(([name, score]) => (score === null ? [] : [[name, score]])));
}

/** What ELSA advises on single sounds. */
function hintsOf({ text: word, phonemes }: WireWord): readonly string[] {
  return phonemes.flatMap(({ feedback }) => feedback.map((hint) => `${word}: ${hint}`));
}
