import type { Word } from "../domain/transcript.ts";

/** Where two transcripts of overlapping pieces meet: so many words of the first, and the second from this word on. */
export interface Seam {
  readonly keep: number;
  readonly from: number;
}

/** Two pieces give the same word times that differ by less, ms. */
const DRIFT_MS = 700;
/** What reaches over the cut by less does so because its times are not exact: both pieces are kept whole, ms. */
const LEAST_OVERLAP_MS = 1_000;
/** Of a text without times: so many words around the cut are compared, and so many in a row are no coincidence. */
const COMPARED_WORDS = 60;
const LEAST_RUN = 3;

/**
 * Where to go over from `before` to `next`, words in the time of the recording, of which `next` begins at `fromMs`: in the
 * middle of the longest run of words that both have at the same time, since at the rims a word may be cut through. Where
 * both heard something else, in the middle of what both heard.
 */
export function seamOf(before: readonly Word[], next: readonly Word[], fromMs: number): Seam {
  const whole = { keep: before.length, from: 0 };
  const start = before.findIndex((word) => word.endMs > fromMs);
  if (start === -1) return whole;
  const heard = before.slice(start);
  const endMs = Math.max(...heard.map((word) => word.endMs));
  if (endMs - fromMs < LEAST_OVERLAP_MS) return whole;
  const again = next.filter((word) => word.startMs < endMs + DRIFT_MS);
  const run = longestRun(heard, again, isSameWord);
  if (run !== null) return inMiddle(run, start);
  const middle = (fromMs + endMs) / 2;
  const early = (word: Word) => (word.startMs + word.endMs) / 2 < middle;
  return { keep: start + heard.filter(early).length, from: again.filter(early).length };
}

/** Whether two pieces, words in the time of the recording, mean the same word. */
export function isSameWord(one: Word, other: Word): boolean {
  return Math.abs(one.startMs - other.startMs) <= DRIFT_MS && key(one.text) === key(other.text);
}

/** The same as {@link seamOf} for the words of texts without times, of which both are known to have some in common. */
export function textSeamOf(before: readonly string[], next: readonly string[]): Seam {
  const start = Math.max(0, before.length - COMPARED_WORDS);
  const run = longestRun(before.slice(start), next.slice(0, COMPARED_WORDS), (one, other) => key(one) === key(other));
  return run === null || run.length < LEAST_RUN ? { keep: before.length, from: 0 } : inMiddle(run, start);
}

interface Run {
  readonly first: number;
  readonly second: number;
  readonly length: number;
}

function inMiddle({ first, second, length }: Run, start: number): Seam {
  const half = Math.ceil(length / 2);
  return { keep: start + first + half, from: second + half };
}

/** The longest run of words that both have one after the other; the later of equally long ones; null when there is none. */
function longestRun<T>(first: readonly T[], second: readonly T[], same: (one: T, other: T) => boolean): Run | null {
  let best: Run | null = null;
  let above: readonly number[] = [];
  for (const [row, one] of first.entries()) {
    const lengths = second.map((other, column) => (same(one, other) ? (above[column - 1] ?? 0) + 1 : 0));
    for (const [column, length] of lengths.entries()) {
      if (length > 0 && length >= (best?.length ?? 0)) {
        best = { first: row - length + 1, second: column - length + 1, length };
      }
    }
    above = lengths;
  }
  return best;
}

/** A word without its case and marks: pieces end their sentences in other places. */
function key(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "") || text;
}
