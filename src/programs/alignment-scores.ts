/**
 * Scores from how much worse a sound fits than the best sound there is, in nats for each 10 ms. They compare within one
 * recording: the microphone and the room move them as much as the speaker.
 */

/** What words and sounds that are said well have, measured over the clips in test/audio; half the score is left at `half`. */
const WORD = { usual: 1.5, trust: 40, half: 2.9, slope: 0.5 } as const;
const PHONE = { usual: 3.5, trust: 4, half: 6.5, slope: 1.3 } as const;

/** @param nats how much worse all of its frames fit, 0 or more; @param frames of 10 ms */
export function wordScore(nats: number, frames: number): number {
  return scoreOf(nats, frames, WORD);
}

/** As {@link wordScore}, for one sound. */
export function phoneScore(nats: number, frames: number): number {
  return scoreOf(nats, frames, PHONE);
}

/** Few frames say little: `trust` frames of the usual are added, or a short word would seem worse than a long wrong one. */
function scoreOf(nats: number, frames: number, scale: typeof WORD | typeof PHONE): number {
  const mean = (nats + scale.usual * scale.trust) / (frames + scale.trust);
  return Math.round(1000 / (1 + Math.exp((mean - scale.half) / scale.slope))) / 10;
}
