/*
 * A breaker's probe is to cost little if it fails: it goes to the job with the fewest bytes of audio among those that
 * were refused. That one is asked back first, the others a grace later. One that comes while a lighter one is expected
 * leaves the probe to it until the grace is over; whoever asks after that may have it. So a job that was canceled, or
 * went on elsewhere, holds the probe up for one grace at most, and a process that knows of no other job for none.
 */

/** How long a lighter job is waited for, ms. Jobs come back within moments of their time, unless something holds them up. */
export const PROBE_GRACE_MS = 5_000;

/** A job that was refused; times by any one clock that does not go back, ms. */
export interface Refused {
  readonly job: string;
  /** What its call would send in vain; 0 for a question. */
  readonly bytes: number;
  /** When it was told to ask again. */
  readonly askAgainAt: number;
}

/** Those that were refused, by job. */
type RefusedLine = ReadonlyMap<string, Refused>;

type Asker = Pick<Refused, "job" | "bytes">;

/** When a job that is refused asks again, where the probe will be free at `freeAt`. */
export function askAgainAt(line: RefusedLine, asker: Asker, freeAt: number): number {
  return isLighterExpected(line, asker, freeAt) ? freeAt + PROBE_GRACE_MS : freeAt;
}

/**
 * Until when a job leaves a probe to a lighter one; null where it takes it itself.
 *
 * @param freeSince when the first job found it free
 */
export function leftUntil(line: RefusedLine, asker: Asker, freeSince: number, now: number): number | null {
  const until = freeSince + PROBE_GRACE_MS;
  // Of questions one is as good as another.
  if (asker.bytes === 0 || now >= until) return null;
  return isLighterExpected(line, asker, freeSince) ? until : null;
}

/** Whether a lighter job was told to ask at about that time. One whose time is long past went away. */
function isLighterExpected(line: RefusedLine, asker: Asker, at: number): boolean {
  for (const refused of line.values()) {
    if (Math.abs(refused.askAgainAt - at) <= PROBE_GRACE_MS && isLighter(refused, asker)) return true;
  }
  return false;
}

/** Of as many bytes, the job that was made first: of any two exactly one is lighter. */
function isLighter(one: Asker, other: Asker): boolean {
  return one.bytes < other.bytes || (one.bytes === other.bytes && one.job < other.job);
}
