import type { Policy } from "../domain/policy.ts";
import type { Dice } from "../domain/runtime.ts";
import { grown } from "./backoff.ts";

/** Jobs accepted together are not asked after together. */
const JITTER = 0.1;

export interface PollingSoFar {
  /** Length of the recording, ms; null when it is not known: the first interval is then the floor. */
  readonly audioMs: number | null;
  /** Polls of this run made so far. */
  readonly polls: number;
  readonly dice: Dice;
}

/**
 * Milliseconds until the next poll; a whole number. Starts from the recording's length, grows with every poll to the
 * ceiling, and is spread by a tenth either way, but never below the floor.
 */
export function nextPollDelay(polling: Policy["polling"], { audioMs, polls, dice }: PollingSoFar): number {
  const first = Math.max(polling.floorMs, (audioMs ?? 0) * polling.shareOfAudio);
  const interval = grown(first, polling.growth, polls, polling.ceilingMs);
  const spread = 1 - JITTER + 2 * JITTER * dice.next();
  return Math.max(polling.floorMs, Math.round(interval * spread));
}

/** Milliseconds after which the first poll comes at the latest, however short the recording is. */
export function longestFirstPoll({ floorMs }: Policy["polling"]): number {
  return Math.round(floorMs * (1 + JITTER));
}
