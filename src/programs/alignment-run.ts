import type { Aligned, AlignmentTrouble } from "../domain/aligner.ts";
import type { AssessedWord } from "../domain/assessment.ts";
import type { AlignmentDecoder } from "./alignment-decoder.ts";
import { LevelSpread } from "./alignment-levels.ts";
import { type SpokenScript, type SpokenWord, spokenScript } from "./alignment-lexicon.ts";
import { findPhones } from "./alignment-phones.ts";
import { RATE, type Recording } from "./alignment-recording.ts";
import { wordScore } from "./alignment-scores.ts";
import { type FoundWords, findWords } from "./alignment-words.ts";

/** Samples that are looked at together for their loudness. */
const LEVEL_SAMPLES = 10 * RATE;
/** A sentence was said if so much of its words were, and so much of the speech is its words. */
const LEAST_SAID = 0.4;
const LEAST_COVERED = 0.3;
const FRAMES_A_SECOND = 100;

export interface Decoders {
  readonly words: AlignmentDecoder;
  /** With a dictionary of single sounds. */
  readonly sounds: AlignmentDecoder;
}

interface Attempt {
  readonly sentence: number;
  readonly script: SpokenScript;
  readonly found: FoundWords;
}

/** Finds the sentence that was said, of those given, and its words and sounds. */
export function align(
  { words: decoder, sounds }: Decoders,
  recording: Recording,
  sentences: readonly string[],
): Aligned {
  const scripts = sentences.map((sentence) => spokenScript(sentence, (entry) => decoder.lookup(entry)));
  if (!scripts.some(({ words }) => words.length > 0)) return noScript(scripts.flatMap(({ unknown }) => unknown));
  if (!canBeSpeech(recording))
    return trouble("NO_SPEECH", "Nobody speaks in the recording: there is silence or steady noise");
  const names = namesIn(decoder, scripts);
  const attempts = scripts.flatMap((script, sentence): Attempt[] =>
    script.words.length === 0
      ? []
      : [{ sentence, script, found: findWords(decoder, recording, names[sentence] ?? []) }],
  );
  const matching = attempts.filter(isMatch);
  const [first, ...others] = matching;
  if (first === undefined) {
    const one = sentences.length === 1 ? "The script is not" : `None of the ${sentences.length} sentences is`;
    return trouble("NO_MATCH", `${one} what is said in the recording`);
  }
  const best = others.reduce((most, attempt) => (attempt.found.nats < most.found.nats ? attempt : most), first);
  return {
    ok: true,
    sentence: best.sentence,
    words: assessed(sounds, recording, best),
    durationMs: Math.round((recording.samples * 1000) / RATE),
    unknownWords: best.script.unknown,
  };
}

function canBeSpeech(recording: Recording): boolean {
  const levels = new LevelSpread();
  for (let at = 0; at < recording.samples; at += LEVEL_SAMPLES) levels.take(recording.read(at, at + LEVEL_SAMPLES));
  return levels.canBeSpeech();
}

function isMatch({ script, found: { said, otherS } }: Attempt): boolean {
  const saidS = said.reduce((sum, { startS, endS }) => sum + endS - startS, 0);
  return said.length >= script.words.length * LEAST_SAID && saidS >= (saidS + otherS) * LEAST_COVERED;
}

function assessed(
  decoder: AlignmentDecoder,
  recording: Recording,
  { script, found }: Attempt,
): readonly AssessedWord[] {
  const placed = found.said.map((word) => ({ ...word, sounds: script.words[word.index]?.ways[word.way] ?? [] }));
  const phones = findPhones(decoder, recording, placed);
  const words: AssessedWord[] = script.words.map(({ word }) => {
    return { word, startMs: null, endMs: null, score: 0, said: false, phones: [] };
  });
  for (const [at, { index, startS, endS, nats }] of found.said.entries()) {
    words[index] = {
      word: script.words[index]?.word ?? "",
      startMs: Math.round(startS * 1000),
      endMs: Math.round(endS * 1000),
      score: wordScore(nats, (endS - startS) * FRAMES_A_SECOND),
      said: true,
      phones: phones[at] ?? [],
    };
  }
  return words;
}

/**
 * Gives every word its names in the decoder, all at once: each change of its dictionary has a price. Each place in a
 * sentence has a name of its own, so that it is known which of two equal words was passed over.
 */
function namesIn(decoder: AlignmentDecoder, scripts: readonly SpokenScript[]): readonly (readonly string[])[] {
  const added = new Map<string, { readonly name: string; readonly ways: SpokenWord["ways"] }>();
  const names = scripts.map(({ words }) => {
    const seen = new Map<string, number>();
    return words.map(({ ways }) => {
      const sound = ways.map((sounds) => sounds.join(" ")).join("/");
      const times = (seen.get(sound) ?? 0) + 1;
      seen.set(sound, times);
      const key = `${sound}#${times}`;
      const entry = added.get(key) ?? { name: `w_${added.size}`, ways };
      added.set(key, entry);
      return entry.name;
    });
  });
  decoder.add([...added.values()]);
  return names;
}

function noScript(unknown: readonly string[]): Aligned {
  if (unknown.length === 0) return trouble("SCRIPT", "The script holds no words");
  const shown = unknown.slice(0, 5).join(", ");
  return trouble(
    "SCRIPT",
    `Not one word of the script is in Latin letters, as the English dictionary needs them: ${shown}`,
  );
}

function trouble(code: AlignmentTrouble, message: string): Aligned {
  return { ok: false, code, message };
}
