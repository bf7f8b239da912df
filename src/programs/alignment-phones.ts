import type { AssessedPhone } from "../domain/assessment.ts";
import type { AlignmentDecoder, Heard } from "./alignment-decoder.ts";
import { strictNetwork } from "./alignment-network.ts";
import { RATE, type Recording } from "./alignment-recording.ts";
import { phoneScore } from "./alignment-scores.ts";
import { soundEntry } from "./alignment-sounds.ts";

/** A word whose place is known. */
export interface PlacedWord {
  readonly startS: number;
  readonly endS: number;
  readonly sounds: readonly string[];
}

/** Longest stretch whose sounds are looked for at once: time and memory grow with sounds times frames. */
const PIECE_S = 8;
/** After a longer pause another piece begins: there are no sounds to be found in it. */
const PAUSE_S = 1;
/** Sound before and after a piece, which the decoder needs to settle. */
const EDGE_S = 0.15;

/** The noises are there for comparison only, and never likely enough to take a sound's place. */
const SEARCH = { noise: 0.01, beam: 1e-50 } as const;
const FRAMES_A_SECOND = 100;

/** The sounds of each word, in the words' order. Times are kept within those of the word. */
export function findPhones(
  decoder: AlignmentDecoder,
  recording: Recording,
  words: readonly PlacedWord[],
): readonly (readonly AssessedPhone[])[] {
  return piecesOf(words).flatMap((piece) => {
    const fromS = Math.max(0, (piece[0]?.startS ?? 0) - EDGE_S);
    const toS = (piece.at(-1)?.endS ?? 0) + EDGE_S;
    const sounds = piece.flatMap((word) => word.sounds);
    const samples = recording.read(Math.round(fromS * RATE), Math.round(toS * RATE));
    const heard = decoder
      .decode(samples, strictNetwork(sounds.map(soundEntry)), SEARCH)
      .filter(({ name }) => name.startsWith("ph_"));
    const fits = heard.length === sounds.length;
    let next = 0;
    return piece.map((word) => {
      const own = fits ? heard.slice(next, next + word.sounds.length) : [];
      next += word.sounds.length;
      return phonesOf(word, own, fromS);
    });
  });
}

function piecesOf(words: readonly PlacedWord[]): readonly (readonly PlacedWord[])[] {
  const pieces: PlacedWord[][] = [];
  for (const word of words) {
    const piece = pieces.at(-1);
    const [first] = piece ?? [];
    const before = piece?.at(-1);
    const joins =
      first !== undefined &&
      before !== undefined &&
      word.endS - first.startS <= PIECE_S &&
      word.startS - before.endS <= PAUSE_S;
    if (joins) piece?.push(word);
    else pieces.push([word]);
  }
  return pieces;
}

/** Where the sounds were not found in their order, they share the word's time evenly and have no score. */
function phonesOf(word: PlacedWord, heard: readonly Heard[], fromS: number): readonly AssessedPhone[] {
  const { startS, endS, sounds } = word;
  const within = (seconds: number) => Math.min(Math.max(seconds, startS), endS);
  const starts = sounds.map((_, at) => {
    const found = heard[at];
    if (at === 0) return startS;
    return found === undefined ? startS + ((endS - startS) * at) / sounds.length : within(found.startS + fromS);
  });
  return sounds.map((phone, at) => {
    const found = heard[at];
    return {
      phone,
      startMs: ms(starts[at] ?? startS),
      endMs: ms(starts[at + 1] ?? endS),
      score: found === undefined ? null : phoneScore(found.nats, (found.endS - found.startS) * FRAMES_A_SECOND),
      heard: null,
    };
  });
}

function ms(seconds: number): number {
  return Math.round(seconds * 1000);
}
