import type { Policy } from "../domain/policy.ts";
import type { Dice } from "../domain/runtime.ts";
import { grown } from "./backoff.ts";
import { type Expectation, momentOf, shareOver } from "./pace.ts";

/** Jobs accepted together are not asked after together. */
const JITTER = 0.1;

export interface PollingSoFar {
  /** Length of the recording, ms; null when it is not known: the first interval is then the floor. */
  readonly audioMs: number | null;
  /** Polls of this run made so far. */
  readonly polls: number;
  readonly dice: Dice;
  /** What such runs take, as was learned from those before, and since when this one goes on, ms. Absent where nobody knows. */
  readonly learned?: { readonly expectation: Expectation; readonly elapsedMs: number };
}

/**
 * Milliseconds until the next poll; a whole number. Where it was learned how long such runs take it comes when waiting
 * longer would find them later, on the average, than a request is worth. Else it starts from the recording's length, grows
 * with every poll to the ceiling, and is spread by a tenth either way. Never below the floor, and what was learned never
 * takes it beyond the ceiling.
 */
export function nextPollDelay(polling: Policy["polling"], { audioMs, polls, dice, learned }: PollingSoFar): number {
  if (learned !== undefined) return learnedDelay(polling, learned, dice);
  const first = Math.max(polling.floorMs, (audioMs ?? 0) * polling.shareOfAudio);
  const interval = grown(first, polling.growth, polls, polling.ceilingMs);
  const spread = 1 - JITTER + 2 * JITTER * dice.next();
  return Math.max(polling.floorMs, Math.round(interval * spread));
}

function learnedDelay(
  { floorMs, ceilingMs }: Policy["polling"],
  { expectation, elapsedMs }: NonNullable<PollingSoFar["learned"]>,
  dice: Dice,
): number {
  // The worth is what is drawn: close to the moment when it is likely to be over, the times lie close together as well.
  const draw = dice.next();
  const worthMs = floorMs * POLL_WORTH_FLOORS * (0.5 + draw);
  let tooSoon = floorMs;
  let lateEnough = Math.max(floorMs, ceilingMs * (1 - JITTER * draw));
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (tooSoon + lateEnough) / 2;
    // Those that are over by then ended half of it before, on the average.
    const lateMs = shareOver(expectation, elapsedMs, elapsedMs + middle) * (middle / 2);
    if (lateMs < worthMs) tooSoon = middle;
    else lateEnough = middle;
  }
  return Math.round(lateEnough);
}

/** A poll of one job is worth that its run is found so many shortest intervals sooner. */
const POLL_WORTH_FLOORS = 1 / 3;

/** Closer than a thousandth of the ceiling nobody needs to know when to ask. */
const HALVINGS = 12;

/**
 * Where somebody else tells that a run is over, polls are a safety net, first after so many times the ceiling, and twice as
 * long after each. A webhook comes once and may be lost; a run in the provider's queue may begin and end between two lists;
 * a list that showed the run once may go on showing it.
 */
const NET_CEILINGS = { webhook: 2, queue: 6, list: 10 } as const;
const MOST_CEILINGS = 10;

/** By then nearly all runs are over, so that whoever did not tell of it most likely never will. */
const NEARLY_ALL = 0.99;

/** Who else tells that a run is over: a webhook, or a list, of a run that it has shown or of one that is queued. */
export interface Teller extends Pick<PollingSoFar, "polls" | "learned"> {
  readonly by: keyof typeof NET_CEILINGS;
}

/** Milliseconds after which a run is asked after although somebody else is to tell that it is over. Never below the floor. */
export function safetyNetMs({ floorMs, ceilingMs }: Policy["polling"], { by, polls, learned }: Teller): number {
  const declared = grown(ceilingMs * NET_CEILINGS[by], 2, polls, ceilingMs * MOST_CEILINGS);
  if (learned === undefined) return declared;
  const { expectation, elapsedMs } = learned;
  const late = Math.round(momentOf(expectation, elapsedMs, NEARLY_ALL) - elapsedMs);
  return Math.max(floorMs, Math.min(ceilingMs * MOST_CEILINGS, late));
}

/** Milliseconds after which the first poll comes at the latest, however short the recording is. */
export function longestFirstPoll({ floorMs }: Policy["polling"]): number {
  return Math.round(floorMs * (1 + JITTER));
}
