import type { Aligned } from "../../domain/aligner.ts";
import type { AssessedWord } from "../../domain/assessment.ts";
import type { Transcript } from "../../domain/transcript.ts";
import { fluencyOf } from "../../transcript/fluency.ts";

/** What was aligned, as a result that any door can show. Its scores tell the words of this recording apart, no more. */
export function assessedTranscript(aligned: Extract<Aligned, { ok: true }>, script: readonly string[]): Transcript {
  const { words, durationMs, unknownWords, sentence } = aligned;
  const said = words.filter((word) => word.said);
  return {
    provider: "local",
    remoteId: null,
    text: said.map(({ word }) => word).join(" "),
    words: said.flatMap(({ word, startMs, endMs, score }) => {
      if (startMs === null || endMs === null) return [];
      const confidence = score === null ? null : score / 100;
      return [{ text: word, startMs, endMs, confidence, speaker: null, channel: null }];
    }),
    language: "en",
    confidence: null,
    durationMs,
    rough: true,
    assessment: {
      script: script[sentence] ?? null,
      score: meanScore(words),
      scores: {},
      words,
      fluency: fluencyOf(words),
      comparable: "recording",
      levels: {},
      remarks: remarksOn(unknownWords, words),
    },
    // All that the program said is in the words.
    raw: null,
  };
}

/** Of all words of the script: one that was not said counts as nothing. */
function meanScore(words: readonly AssessedWord[]): number | null {
  const scores = words.flatMap(({ score }) => (score === null ? [] : [score]));
  if (scores.length === 0) return null;
  return Math.round((scores.reduce((sum, score) => sum + score, 0) / scores.length) * 10) / 10;
}

function remarksOn(unknown: readonly string[], words: readonly AssessedWord[]): readonly string[] {
  const missing = words.filter(({ said }) => !said).map(({ word }) => word);
  return [
    ...(unknown.length === 0
      ? []
      : [
          `Not in the dictionary, so spelled out by rules or left out: ${unknown.join(", ")}. Their scores say little.`,
        ]),
    ...(missing.length === 0 ? [] : [`Not said: ${missing.join(", ")}.`]),
  ];
}
