import type { ScoreAsk, ScoredSpeech } from "../../../domain/scoring-server.ts";
import { FORM, GOOD_QUALITY, RELEVANT } from "../wire.ts";
import type { Form } from "./route.ts";
import { ipaOf } from "./sounds.ts";
import { decisionOf, seconds, wireWords } from "./words.ts";

/** The body of a result, in the form of the path that it was asked at. */
export function resultBody(ask: ScoreAsk, speech: ScoredSpeech): Readonly<Record<string, unknown>> {
  const form = ask.form as Form;
  switch (form) {
    case "v2":
    case "v3":
      return scriptedBody(speech, form, isPremium(ask));
    case "unscripted":
      return unscriptedBody(speech, isPremium(ask));
    case "asr":
      return asrBody(speech);
    default:
      return form satisfies never;
  }
}

const isPremium = ({ fields }: ScoreAsk): boolean => fields[FORM.plan] === "premium";

const ATTEMPTS: Readonly<Record<ScoredSpeech["use"], string>> = {
  usable: RELEVANT,
  noisy: RELEVANT,
  unspoken: "UNSPOKEN",
  irrelevant: "IRRELEVANT",
};

function qualityOf({ use }: ScoredSpeech): string {
  return use === "noisy" ? "noisy" : use === "unspoken" ? "quiet" : GOOD_QUALITY;
}

function scriptedBody(speech: ScoredSpeech, form: "v2" | "v3", premium: boolean): Readonly<Record<string, unknown>> {
  const { assessment, durationMs, sentence, use } = speech;
  const { words, fluency, score } = assessment;
  const script = assessment.script ?? "";
  const total = seconds(durationMs);
  return {
    api_version: form,
    total_time: total,
    utterance: [
      {
        initial_silence: seconds(fluency.initialSilenceMs),
        sentence: script,
        sentence_id: sentence,
        total_time: total,
        attempt_type: ATTEMPTS[use],
        decision: decisionOf(score),
        ipa: words.map(({ phones }) => phones.map(({ phone }) => ipaOf(phone)).join("")).join(" "),
        nativeness_score: score ?? 0,
        intonation_score: premium ? score : null,
        fluency_score: score,
        ...speedOf(speech),
        // Version 3 alone tells how good the recording is.
        ...(form === "v3"
          ? { pronunciation_score: score, recording_quality: qualityOf(speech), eps_score: premium ? score : null }
          : {}),
        words: wireWords(words, script),
      },
    ],
  };
}

function speedOf({ assessment: { fluency, words, score } }: ScoredSpeech): Readonly<Record<string, unknown>> {
  const { wordsPerMinute } = fluency;
  const right = words.filter(({ score: one }) => decisionOf(one) === "correct").length;
  return {
    speed_metrics: { words_per_minute: wordsPerMinute },
    pronunciation_rate_metrics: { correct_words_ratio: words.length === 0 ? 0 : right / words.length },
    pausing_metrics: {
      pause_count: fluency.pauses,
      total_pause_time: seconds(fluency.pausedMs),
      longest_pause: seconds(fluency.longestPauseMs),
      pausing_score_percentage: score,
    },
  };
}

/** Scores of what somebody says are null in the standard plan, as documented. */
function unscriptedBody(speech: ScoredSpeech, premium: boolean): Readonly<Record<string, unknown>> {
  const { assessment, text, durationMs } = speech;
  const { words, fluency, score } = assessment;
  const paid = premium ? score : null;
  const total = seconds(durationMs);
  return {
    total_time: total,
    transcript: text,
    recording_quality: qualityOf(speech),
    assessment_quality: qualityOf(speech),
    speakers: [
      {
        speaker_id: "0",
        total_time: total,
        metrics: {
          general_scores: {
            elsa: {
              eps_score: score,
              eps_decision: decisionOf(score),
              pronunciation_score: score,
              pronunciation_decision: decisionOf(score),
              intonation_score: paid,
              fluency_score: score,
              grammar_score: paid,
              vocabulary_score: paid,
            },
            cefr: { overall_cefr: cefrOf(score) },
            other_scores: { ielts_score: null, toefl_score: null, toeic_score: null, pte_score: null },
          },
          other_metrics: {
            fluency: { words_per_minute: fluency.wordsPerMinute, pausing_score: score },
          },
        },
        feedbacks: { pronunciation: { top_errors: [] } },
        utterances:
          words.length === 0
            ? []
            : [{ utterance_id: 0, text, result: { nativeness_score: score, words: wireWords(words, text) } }],
      },
    ],
  };
}

const CEFR = ["A1", "A2", "B1", "B2", "C1", "C2"] as const;

function cefrOf(score: number | null): string | null {
  return score === null ? null : (CEFR[Math.min(CEFR.length - 1, Math.floor((score * CEFR.length) / 100))] ?? null);
}

function asrBody({ text, assessment: { words } }: ScoredSpeech): Readonly<Record<string, unknown>> {
  if (words.length === 0) return { utterances: [] };
  const shares = words.map(({ score }) => (score ?? 0) / 100);
  let at = 0;
  return {
    utterances: [
      {
        index: 0,
        interval: [seconds(words[0]?.startMs ?? 0), seconds(words.at(-1)?.endMs ?? 0)],
        speaker_id: "0",
        transcript: text,
        confidence: shares.reduce((sum, share) => sum + share, 0) / shares.length,
        words: words.map(({ word, startMs, endMs }, index) => {
          const from = Math.max(at, text.indexOf(word, at));
          at = from + word.length;
          const confidence = shares[index];
          const span = { start_index: from, end_index: at };
          return { word, start_time: seconds(startMs), end_time: seconds(endMs), confidence, ...span };
        }),
      },
    ],
  };
}
