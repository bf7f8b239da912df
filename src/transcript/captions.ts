import type { Word } from "../domain/transcript.ts";
import { type Group, grouped } from "./grouped.ts";
import { changesVoice } from "./passage.ts";
import { endsSentence } from "./sentence-end.ts";
import { gap, joined } from "./spacing.ts";

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

export interface CaptionOptions {
  /** Letters in a caption, both lines and the space between them; as many as fit two lines of 42 when left out. */
  readonly charsPerCaption?: number | undefined;
}

/** What a caption has room for, in letters. */
interface Room {
  readonly line: number;
  readonly caption: number;
}

/**
 * Captions from words in order of their start. They hold every word once, never overlap, and each starts before it
 * ends. A new one begins with a new sentence, speaker or channel, after a pause, and when there is no room. A single
 * word longer than a line, than the caption or than 7 s is kept whole, alone.
 *
 * @throws RangeError when `charsPerCaption` is no whole number from 1.
 */
export function captions(words: readonly Word[], { charsPerCaption }: CaptionOptions = {}): readonly Cue[] {
  const room = roomFor(charsPerCaption);
  const cues: Cue[] = [];
  for (const group of grouped(words, (word, last, open) => breaksBefore(word, last, open, room))) {
    const [first] = group;
    const before = cues.at(-1);
    // Words may overlap, where people do: the caption before gives way, but keeps a moment of its own.
    const startMs = Math.max(0, Math.round(first.startMs), before ? before.startMs + 1 : 0);
    if (before && before.endMs > startMs) cues[cues.length - 1] = { ...before, endMs: startMs };
    const endMs = Math.max(Math.round(lastEnd(group)), startMs + SHORTEST_MS);
    cues.push({ startMs, endMs, lines: layOut(group, room) ?? [joined(group)], speaker: first.speaker });
  }
  return cues;
}

function roomFor(charsPerCaption: number | undefined): Room {
  if (charsPerCaption === undefined) return { line: LINE_LETTERS, caption: Number.POSITIVE_INFINITY };
  if (!Number.isInteger(charsPerCaption) || charsPerCaption < 1) {
    throw new RangeError(`charsPerCaption is ${charsPerCaption}. Give a whole number from 1.`);
  }
  // Whoever asks for more letters than two lines hold wants longer lines.
  return { line: Math.max(LINE_LETTERS, Math.ceil(charsPerCaption / 2)), caption: charsPerCaption };
}

function breaksBefore(word: Word, last: Word, open: Group<Word>, room: Room): boolean {
  return (
    changesVoice(word, last) ||
    word.startMs - last.endMs > PAUSE_MS ||
    lastEnd([...open, word]) - open[0].startMs > LONGEST_MS ||
    endsSentence(last.text, word.text) ||
    layOut([...open, word], room) === null
  );
}

/** The words on one line, or on two of about equal length; null when they do not fit. */
function layOut(words: readonly Word[], room: Room): readonly string[] | null {
  const whole = joined(words);
  if (whole.length > room.caption) return null;
  if (whole.length <= LINE_LETTERS) return [whole];
  let best: readonly [string, string] | null = null;
  let least = Number.POSITIVE_INFINITY;
  let last: Word | null = null;
  let end = 0;
  for (const word of words) {
    const start: number = last === null ? 0 : end + gap(last, word).length;
    const longer = Math.max(end, whole.length - start);
    if (last !== null && longer <= room.line && longer < least) {
      best = [whole.slice(0, end), whole.slice(start)];
      least = longer;
    }
    last = word;
    end = start + word.text.length;
  }
  return best;
}

function lastEnd(words: readonly Word[]): number {
  return Math.max(...words.map((word) => word.endMs));
}
