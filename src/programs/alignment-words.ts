import type { AlignmentDecoder, Heard } from "./alignment-decoder.ts";
import { wordNetwork } from "./alignment-network.ts";
import { RATE, type Recording } from "./alignment-recording.ts";

/** A word of the script that was said. Times in seconds from the recording's start. */
export interface SaidWord {
  /** Of the script's words, counted from 0. */
  readonly index: number;
  /** Which of the ways to say it, counted from 0. */
  readonly way: number;
  readonly startS: number;
  readonly endS: number;
  readonly nats: number;
}

export interface FoundWords {
  readonly said: readonly SaidWord[];
  /** Speech that is none of the script's, in seconds. */
  readonly otherS: number;
  /** How much worse the whole fits than the best sounds would, passed-over words and other speech included. */
  readonly nats: number;
}

/**
 * A long recording is gone through in windows: a decoding's time and memory grow with words times frames. This much sound
 * and this many words are looked at at a time; the next window begins at a pause of the one before.
 */
const WINDOW_S = 20;
/** What is left is taken whole up to here: no last window of a few words. */
const LAST_WINDOW_S = 30;
const WINDOW_WORDS = 90;
const LAST_WINDOW_WORDS = 150;
/** The last word before a window's end may be cut off, and is left to the next. */
const MARGIN_S = 2.5;
/** Where nothing was found the next window still sees this much of it. */
const OVERLAP_S = 5;

const SEARCH = { noise: 0.3, beam: 1e-40 } as const;

/** Finds the words that `names` stand for, in their order, each of which may be missing. */
export function findWords(decoder: AlignmentDecoder, recording: Recording, names: readonly string[]): FoundWords {
  const said: SaidWord[] = [];
  const totalS = recording.samples / RATE;
  let otherS = 0;
  let nats = 0;
  let fromS = 0;
  let next = 0;
  while (next < names.length && fromS < totalS) {
    const last = totalS - fromS <= LAST_WINDOW_S && names.length - next <= LAST_WINDOW_WORDS;
    const lengthS = last ? totalS - fromS : Math.min(WINDOW_S, totalS - fromS);
    const some = names.slice(next, next + (last ? LAST_WINDOW_WORDS : WINDOW_WORDS));
    const samples = recording.read(Math.round(fromS * RATE), Math.round((fromS + lengthS) * RATE));
    const heard = decoder.decode(samples, wordNetwork(some, !last), SEARCH);
    const words = wordsAmong(heard, some);
    const cut = last ? { atS: lengthS, after: words.length } : cutOf(words, lengthS);
    for (const one of heard.filter(({ startS }) => startS < cut.atS)) {
      nats += one.nats;
      if (one.name.startsWith("+")) otherS += one.endS - one.startS;
    }
    const kept = words.slice(0, cut.after);
    for (const { index, startS, endS, ...word } of kept) {
      said.push({ ...word, index: index + next, startS: startS + fromS, endS: endS + fromS });
    }
    next += (kept.at(-1)?.index ?? -1) + 1;
    fromS += cut.atS;
    if (last) break;
  }
  return { said, otherS, nats };
}

function wordsAmong(heard: readonly Heard[], names: readonly string[]): readonly SaidWord[] {
  const places = new Map(names.map((name, index) => [name, index]));
  return heard.flatMap(({ name, ...where }) => {
    const [, base = name, way = "1"] = /^(.*)\((\d+)\)$/.exec(name) ?? [];
    const index = places.get(base);
    return index === undefined ? [] : [{ ...where, index, way: Number(way) - 1 }];
  });
}

/** Where a window ends: in the longest pause of its second half, before what its end may have cut off. */
export function cutOf(
  words: readonly { readonly startS: number; readonly endS: number }[],
  lengthS: number,
): { readonly atS: number; readonly after: number } {
  const pauses = words.map(({ endS }, at) => {
    const untilS = words[at + 1]?.startS ?? lengthS;
    return { atS: (endS + Math.min(untilS, lengthS)) / 2, after: at + 1, endS, pauseS: untilS - endS };
  });
  const whole = pauses.filter(({ endS }) => endS <= lengthS - MARGIN_S);
  const late = whole.filter(({ endS }) => endS >= lengthS / 2);
  const best = late.reduce<(typeof late)[number] | undefined>(
    (most, pause) => (most === undefined || pause.pauseS > most.pauseS ? pause : most),
    undefined,
  );
  const chosen = best ?? whole.at(-1) ?? pauses.at(-1);
  // Nobody says a word of it here; not all of it is passed over, or a word at its end would be lost.
  if (chosen === undefined) return { atS: Math.max(lengthS / 2, lengthS - OVERLAP_S), after: 0 };
  // A pause after the last word of all may hold words that were not found at once.
  return { atS: Math.min(chosen.atS, chosen.endS + OVERLAP_S), after: chosen.after };
}
