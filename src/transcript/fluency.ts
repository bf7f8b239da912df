import type { AssessedWord, Fluency } from "../domain/assessment.ts";

/** A shorter silence is part of speaking, ms: stops such as p, t and k take up to 150. */
const SHORTEST_PAUSE_MS = 200;

/**
 * Figures of fluency from when each word was said; null where nothing was said, or nobody timed it.
 *
 * @param wordsPerMinute the speed where somebody measured it; else it is that from the first word to the end of the last
 */
export function fluencyOf(words: readonly AssessedWord[], wordsPerMinute: number | null = null): Fluency {
  const spans = words
    .flatMap(({ startMs, endMs }) => (startMs === null || endMs === null ? [] : [{ startMs, endMs }]))
    .sort((a, b) => a.startMs - b.startMs);
  const [first] = spans;
  if (first === undefined) {
    return { wordsPerMinute, pauses: null, pausedMs: null, longestPauseMs: null, initialSilenceMs: null };
  }
  const pauses: number[] = [];
  let heardTo = first.endMs;
  for (const { startMs, endMs } of spans) {
    if (startMs - heardTo >= SHORTEST_PAUSE_MS) pauses.push(startMs - heardTo);
    heardTo = Math.max(heardTo, endMs);
  }
  const spokenMs = heardTo - first.startMs;
  const measured = spokenMs > 0 ? Math.round((spans.length / spokenMs) * 60_000) : null;
  return {
    wordsPerMinute: wordsPerMinute ?? measured,
    pauses: pauses.length,
    pausedMs: pauses.reduce((sum, pause) => sum + pause, 0),
    longestPauseMs: pauses.reduce((longest, pause) => Math.max(longest, pause), 0),
    initialSilenceMs: first.startMs,
  };
}
