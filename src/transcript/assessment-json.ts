import type { AssessedPhone, AssessedWord, Assessment } from "../domain/assessment.ts";
import type { Transcript } from "../domain/transcript.ts";

/**
 * An assessment as programs get it: its words first of all, all times in seconds, all scores 0 to 100, null for what
 * nobody knows. The provider's own reply is not in it.
 */
export function assessmentFields({ provider, remoteId, text, durationMs }: Transcript, assessment: Assessment): object {
  const { fluency } = assessment;
  return {
    provider,
    remoteId,
    script: assessment.script,
    text,
    duration: seconds(durationMs),
    score: assessment.score,
    scores: assessment.scores,
    levels: assessment.levels,
    comparable: assessment.comparable,
    words: assessment.words.map(wordFields),
    fluency: {
      wordsPerMinute: fluency.wordsPerMinute,
      pauses: fluency.pauses,
      paused: seconds(fluency.pausedMs),
      longestPause: seconds(fluency.longestPauseMs),
      initialSilence: seconds(fluency.initialSilenceMs),
    },
    remarks: assessment.remarks,
  };
}

/** The same as a file: the provider's whole reply in `raw`. */
export function toAssessmentJson(transcript: Transcript, assessment: Assessment): string {
  return `${JSON.stringify({ ...assessmentFields(transcript, assessment), raw: transcript.raw }, null, 2)}\n`;
}

function wordFields({ word, startMs, endMs, score, said, phones }: AssessedWord): object {
  return { word, start: seconds(startMs), end: seconds(endMs), score, said, phones: phones.map(phoneFields) };
}

function phoneFields({ phone, startMs, endMs, score, heard }: AssessedPhone): object {
  return { phone, start: seconds(startMs), end: seconds(endMs), score, heard };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms) / 1_000;
}
