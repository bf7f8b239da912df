import type { Word } from "../domain/transcript.ts";

/** One caption on the screen. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  /** One or two, the upper first. */
  readonly lines: readonly string[];
  readonly speaker: string | null;
}

/** What broadcasters agree on: 42 letters a line, two lines, up to 7 s, and long enough to be read. */
const LINE_LETTERS = 42;
const LONGEST_MS = 7000;
const SHORTEST_MS = 1000;
/** A pause longer than this is heard as one. */
const PAUSE_MS = 800;

const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*$/;
/** A full stop that ends no sentence: titles and initials. */
const ABBREVIATED = /^(?:\p{L}|mr|mrs|ms|dr|prof|st|jr|sr|vs)\.$/iu;

/**
 * Captions from words in order of their start. They hold every word once, never overlap, and each starts before it
 * ends. A new one begins with a new sentence, speaker or channel, after a pause, and when there is no room. A single
 * word longer than a line or than 7 s is kept whole.
 */
export function captions(words: readonly Word[]): readonly Cue[] {
  const cues: Cue[] = [];
  for (const group of groups(words)) {
    const [first] = group;
    if (first === undefined) continue;
    const before = cues.at(-1);
    // Words may overlap, where people do: the caption before gives way, but keeps a moment of its own.
    const startMs = Math.max(0, Math.round(first.startMs), before ? before.startMs + 1 : 0);
    if (before && before.endMs > startMs) cues[cues.length - 1] = { ...before, endMs: startMs };
    const endMs = Math.max(Math.round(lastEnd(group)), startMs + SHORTEST_MS);
    cues.push({ startMs, endMs, lines: layOut(group) ?? [textOf(group)], speaker: first.speaker });
  }
  return cues;
}

function groups(words: readonly Word[]): Word[][] {
  const all: Word[][] = [];
  let open: Word[] = [];
  for (const word of words) {
    if (open.length > 0 && breaksBefore(word, open)) {
      all.push(open);
      open = [];
    }
    open.push(word);
  }
  if (open.length > 0) all.push(open);
  return all;
}

function breaksBefore(word: Word, open: readonly Word[]): boolean {
  const first = open[0];
  const last = open.at(-1);
  if (first === undefined || last === undefined) return false;
  return (
    word.speaker !== last.speaker ||
    word.channel !== last.channel ||
    word.startMs - last.endMs > PAUSE_MS ||
    lastEnd([...open, word]) - first.startMs > LONGEST_MS ||
    (SENTENCE_END.test(last.text) && !ABBREVIATED.test(last.text)) ||
    layOut([...open, word]) === null
  );
}

/** The words on one line, or on two of about equal length; null when they do not fit. */
function layOut(words: readonly Word[]): readonly string[] | null {
  const whole = textOf(words);
  if (whole.length <= LINE_LETTERS) return [whole];
  let best: readonly [string, string] | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let cut = 1; cut < words.length; cut += 1) {
    const upper = textOf(words.slice(0, cut));
    const lower = textOf(words.slice(cut));
    const longer = Math.max(upper.length, lower.length);
    if (longer <= LINE_LETTERS && longer < least) {
      best = [upper, lower];
      least = longer;
    }
  }
  return best;
}

function lastEnd(words: readonly Word[]): number {
  return Math.max(...words.map((word) => word.endMs));
}

function textOf(words: readonly Word[]): string {
  return words.map((word) => word.text).join(" ");
}
