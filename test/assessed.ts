import type { AssessedPhone, AssessedWord, Assessment } from "../src/domain/assessment.ts";
import type { Transcript } from "../src/domain/transcript.ts";

/** A sound of 100 ms that was said as it should be. */
export function aPhone(phone: string, score: number | null, parts: Partial<AssessedPhone> = {}): AssessedPhone {
  return { phone, startMs: 1_000, endMs: 1_100, score, heard: null, ...parts };
}

/** A word of half a second, said well. */
export function aWord(word: string, parts: Partial<AssessedWord> = {}): AssessedWord {
  return { word, startMs: 1_000, endMs: 1_500, score: 90, said: true, phones: [], ...parts };
}

/** An assessment of "go ten", on this machine. */
export function anAssessment(parts: Partial<Assessment> = {}): Assessment {
  return {
    script: "go ten",
    score: 85.4,
    scores: {},
    words: [
      aWord("go", { startMs: 460, endMs: 630 }),
      aWord("ten", {
        startMs: 1_210,
        endMs: 1_530,
        score: 41,
        phones: [aPhone("T", 88), aPhone("EH", 31, { heard: "AE" })],
      }),
    ],
    fluency: { wordsPerMinute: null, pauses: null, pausedMs: null, longestPauseMs: null, initialSilenceMs: null },
    comparable: "recording",
    levels: {},
    remarks: [],
    ...parts,
  };
}

export function assessedTranscript(assessment: Assessment): Transcript {
  return {
    provider: "local",
    remoteId: null,
    text: "go ten",
    words: [],
    language: "en",
    confidence: null,
    durationMs: 2_786,
    rough: false,
    assessment,
    raw: { kept: "whole" },
  };
}
