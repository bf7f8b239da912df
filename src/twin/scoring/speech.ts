import type { AssessedWord, Assessment } from "../../domain/assessment.ts";
import type { ScoredSpeech } from "../../domain/scoring-server.ts";
import { fluencyOf } from "../../transcript/fluency.ts";
import { spreadWords } from "../../transcript/words.ts";
import { chanceOf } from "../chance.ts";
import { unheardText } from "../speech.ts";
import type { Finding } from "./finding.ts";
import { madeUpWords, mean } from "./made-up.ts";

const DRAWS = chanceOf(0);

/** A recording that was worked on. */
export interface Listened {
  readonly id: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly durationMs: number;
  readonly sentences: readonly string[];
}

/** What is found, in words and scores; what nobody could measure is made up from the recording's hash. */
export function speechOf(
  { id, sha256, bytes, durationMs, sentences }: Listened,
  finding: Extract<Finding, { kind: "aligned" | "heard" | "nobody" }>,
  use: ScoredSpeech["use"],
): ScoredSpeech {
  switch (finding.kind) {
    case "aligned": {
      const { words, sentence } = finding.aligned;
      const script = sentences[sentence] ?? null;
      return {
        id,
        text: script ?? "",
        durationMs: finding.aligned.durationMs,
        sentence,
        use,
        assessment: assessed(script, words),
      };
    }
    case "heard": {
      const { text, words, durationMs: heardMs } = finding.recognised;
      const lengthMs = heardMs ?? durationMs;
      const timed = words.length > 0 ? words : spreadWords(text, lengthMs);
      const found = madeUpWords(timed, sha256, "");
      return { id, text, durationMs: lengthMs, sentence: 0, use, assessment: assessed(null, found) };
    }
    case "nobody": {
      const sentence = sentences.length === 0 ? 0 : Math.floor(DRAWS.draw(sha256, ...sentences) * sentences.length);
      const script = sentences[sentence] ?? null;
      const text = script ?? unheardText(sha256, bytes);
      const words = madeUpWords(spreadWords(text, durationMs), sha256, script ?? "");
      return { id, text, durationMs, sentence, use, assessment: assessed(script, words) };
    }
    default:
      return finding satisfies never;
  }
}

/** A recording that is of no use: nothing is scored. */
export function emptySpeech(
  { id, durationMs, sentences }: Listened,
  use: Exclude<ScoredSpeech["use"], "usable">,
): ScoredSpeech {
  return { id, text: "", durationMs, sentence: 0, use, assessment: assessed(sentences[0] ?? null, []) };
}

function assessed(script: string | null, words: readonly AssessedWord[]): Assessment {
  const score = mean(words.flatMap(({ score: one }) => one ?? []));
  return {
    script,
    score,
    scores: score === null ? {} : { pronunciation: score },
    words,
    fluency: fluencyOf(words),
    comparable: "provider",
    levels: {},
    remarks: [],
  };
}
