import type { Transcript, Word } from "../domain/transcript.ts";
import { meanConfidence } from "./confidence.ts";
import { isSameWord, seamOf, textSeamOf } from "./seam.ts";
import { gap, joined } from "./spacing.ts";

/** Lengths of recordings are told in whole seconds by some: only more than that is an overlap, ms. */
const ROUNDING_MS = 1_500;

/**
 * Puts the transcript of a piece behind those of the pieces before it, in the time of the recording. What both heard, since
 * the piece begins before the one before it ends, is there once. A voice of the new piece keeps the name that it has in
 * what both heard; of others nobody knows whether they spoke before, and they get the piece's number behind their name.
 *
 * `remoteId` is null, for each piece had a run of its own; `raw` is the list of all replies, in order of the pieces.
 *
 * @param before one piece, or what this function gave, in the time of the recording
 * @param next in the time of its own piece
 * @param fromMs where that piece begins in the recording, ms
 */
export function stitch(before: Transcript, next: Transcript, fromMs: number): Transcript {
  const replies = Array.isArray(before.raw) ? before.raw : [before.raw];
  const shifted = next.words.map((word) => shift(word, fromMs));
  const merged = merge(before, { ...next, words: shifted }, fromMs, replies.length + 1);
  return {
    provider: before.provider,
    remoteId: null,
    ...merged,
    language: before.language === next.language || next.language === null ? before.language : languageOf(before, next),
    confidence: meanConfidence(merged.words) ?? meanConfidence([before, next]),
    durationMs: next.durationMs === null ? null : fromMs + next.durationMs,
    rough: before.rough || next.rough,
    ...doubtsOf(before, next),
    raw: [...replies, next.raw],
  };
}

function doubtsOf(before: Transcript, next: Transcript): Pick<Transcript, "doubts"> {
  const doubts = new Set([...(before.doubts ?? []), ...(next.doubts ?? [])]);
  return doubts.size === 0 ? {} : { doubts: [...doubts] };
}

function merge(
  before: Transcript,
  next: Transcript,
  fromMs: number,
  piece: number,
): Pick<Transcript, "text" | "words"> {
  if (before.words.length === 0 && next.words.length === 0) {
    return { words: [], text: mergeTexts(before, next, fromMs) };
  }
  const { keep, from } = seamOf(before.words, next.words, fromMs);
  const kept = before.words.slice(0, keep);
  const lastMs = kept.at(-1)?.startMs ?? 0;
  const voices = voicesOf(kept.at(-1), next.words[from - 1], piece);
  const added = next.words.slice(from).map((word) => {
    // Two pieces time the same word a little differently: nothing begins before the word that stands before it.
    const startMs = Math.max(word.startMs, lastMs);
    return { ...word, startMs, endMs: Math.max(word.endMs, startMs), speaker: voices(word.speaker) };
  });
  const words = [...kept, ...added];
  const untouched = keep === before.words.length && from === 0;
  return { words, text: untouched ? joinTexts(before.text, next.text) : joined(words) };
}

/** The names of a piece's voices in the whole, given the last word that both heard, in the words of either. */
function voicesOf(heard: Word | undefined, again: Word | undefined, piece: number) {
  const isSame = heard !== undefined && again !== undefined && isSameWord(heard, again);
  const [known, name] = isSame ? [heard.speaker, again.speaker] : [null, null];
  return (voice: string | null): string | null => {
    if (voice === null) return null;
    return voice === name && known !== null ? known : `${voice}-${piece}`;
  };
}

function mergeTexts(before: Transcript, next: Transcript, fromMs: number): string {
  if ((before.durationMs ?? 0) - fromMs < ROUNDING_MS) return joinTexts(before.text, next.text);
  const [first, second] = [before.text.split(/\s+/), next.text.split(/\s+/)];
  const { keep, from } = textSeamOf(first, second);
  if (from === 0) return joinTexts(before.text, next.text);
  return joinTexts(first.slice(0, keep).join(" "), second.slice(from).join(" "));
}

function joinTexts(before: string, next: string): string {
  if (before === "" || next === "") return before + next;
  return `${before}${gap({ text: before }, { text: next })}${next}`;
}

function languageOf(before: Transcript, next: Transcript): string | null {
  return before.language === null ? next.language : null;
}

function shift(word: Word, byMs: number): Word {
  return { ...word, startMs: word.startMs + byMs, endMs: word.endMs + byMs };
}
