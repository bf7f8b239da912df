/** A part of a recording, ms. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SplitLimits {
  /** Longest part, ms. */
  readonly longestMs: number;
  /** Shortest part, ms; at most a third of the longest. */
  readonly shortestMs: number;
}

/** What both parts hear where a cut may have gone through a word: long enough for some whole words. */
const OVERLAP_MS = 5_000;

/**
 * Cuts a recording of `totalMs` into parts that are no longer than the limit and together are all of it. It is cut in the
 * middle of pauses, the longest one in the second half of what a part may have, or the last one before. Where there is
 * none, the next part begins up to 5 s before the cut.
 *
 * @throws RangeError for limits that no cut can keep to
 */
export function splitAtPauses(totalMs: number, pauses: readonly Span[], limits: SplitLimits): readonly Span[] {
  const { longestMs, shortestMs } = limits;
  if (!(longestMs > 0 && shortestMs >= 0 && shortestMs * 3 <= longestMs)) {
    throw new RangeError(`a part cannot be between ${shortestMs} and ${longestMs} ms long`);
  }
  const overlapMs = Math.min(OVERLAP_MS, Math.floor(longestMs / 4));
  const parts: Span[] = [];
  let fromMs = 0;
  while (totalMs - fromMs > longestMs) {
    // What is left after the cut must not be too short for a part of its own.
    const latest = Math.min(fromMs + longestMs, totalMs - shortestMs);
    const earliest = fromMs + Math.max(shortestMs, overlapMs);
    const within = (from: number) => pauses.filter((one) => one.toMs > from && one.fromMs < latest);
    const pause = longest(within(fromMs + longestMs / 2)) ?? within(earliest).at(-1);
    const toMs = Math.floor(pause === undefined ? latest : cutIn(pause, earliest, latest));
    parts.push({ fromMs, toMs });
    fromMs = pause === undefined ? toMs - overlapMs : toMs;
  }
  parts.push({ fromMs, toMs: totalMs });
  return parts;
}

/** How many cuts found no pause. */
export function hardCuts(parts: readonly Span[]): number {
  return parts.filter((part, index) => part.fromMs < (parts[index - 1]?.toMs ?? 0)).length;
}

function longest(pauses: readonly Span[]): Span | undefined {
  return pauses.reduce<Span | undefined>((best, one) => {
    return best === undefined || one.toMs - one.fromMs >= best.toMs - best.fromMs ? one : best;
  }, undefined);
}

/** Its middle, or as near to that as the limits let it be. */
function cutIn({ fromMs, toMs }: Span, earliest: number, latest: number): number {
  return Math.min(Math.max((fromMs + toMs) / 2, earliest), toMs, latest);
}
