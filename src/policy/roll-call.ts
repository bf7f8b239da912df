import type { Policy } from "../domain/policy.ts";

/*
 * Many jobs of an account wait for their runs. One list of the runs that are worked on tells of up to a page of them, so
 * that only those are asked after which are over.
 */

/** How many runs ended lately, and in what time: both fade with it. */
export interface Tempo {
  readonly ended: number;
  readonly elapsedMs: number;
}

/** Nothing was seen yet. */
export const noTempo: Tempo = { ended: 0, elapsedMs: 0 };

/** What is older than so many shortest intervals between two polls counts for a third. */
const FADES_AFTER_FLOORS = 5;

/** Adds what one list came to. */
export function afterList({ ended, elapsedMs }: Tempo, endedSince: number, tookMs: number, floorMs: number): Tempo {
  const kept = Math.exp(-tookMs / (FADES_AFTER_FLOORS * floorMs));
  return { ended: ended * kept + endedSince, elapsedMs: elapsedMs * kept + tookMs };
}

/** As long as nothing was seen a run is taken to end after so many shortest intervals, and that counts as a part of all. */
const USUAL_FLOORS = 10;
const USUAL_SHARE = 0.05;

/** Those who are called over have to be asked after all the same: with fewer on a page there is nothing to save. */
const FEWEST_A_PAGE = 4;

/** Between two lists lie no fewer and no more shortest intervals between two polls. */
const FEWEST_FLOORS = 1 / 4;
const MOST_FLOORS = 3;

/**
 * A request is worth that one run is found so many shortest intervals sooner. Where many wait each request is one of
 * thousands that the account may make; where few do, none is short of them.
 */
const LEAST_WORTH_FLOORS = 1 / 12;
const MOST_WORTH_FLOORS = 2;
const MANY = 1_000;

/** How much sooner one run must be found by a request to be worth it, ms, where so many jobs wait. */
export function requestWorthMs(floorMs: number, waiting: number): number {
  const share = (MOST_WORTH_FLOORS * waiting) / MANY;
  return floorMs * Math.min(MOST_WORTH_FLOORS, Math.max(LEAST_WORTH_FLOORS, share));
}

export interface Crowd {
  /** Jobs that wait for a run. */
  readonly waiting: number;
  /** Pages of the list, as far as it is known, at least 1. */
  readonly pages: number;
  readonly tempo: Tempo;
}

/**
 * Milliseconds from one list to the next, a whole number; null where it is cheaper to ask after each job alone. Lists come
 * the closer the more runs end: lateness and requests are then in balance. Alone each is taken to be asked after every
 * geometric mean of the shortest and the longest interval, since polls begin at the one and grow to the other; lists never
 * cost more than that.
 */
export function rollEveryMs(
  { floorMs, ceilingMs }: Pick<Policy["polling"], "floorMs" | "ceilingMs">,
  { waiting, pages, tempo }: Crowd,
): number | null {
  const cheaperFrom = (pages * Math.sqrt(floorMs * ceilingMs)) / waiting;
  if (cheaperFrom > floorMs || waiting < FEWEST_A_PAGE * pages) return null;
  const ended = tempo.ended + USUAL_SHARE * waiting;
  const perMs = ended / (tempo.elapsedMs + USUAL_SHARE * USUAL_FLOORS * floorMs);
  const balanced = Math.sqrt((2 * requestWorthMs(floorMs, waiting) * pages) / perMs);
  return Math.ceil(Math.max(FEWEST_FLOORS * floorMs, cheaperFrom, Math.min(MOST_FLOORS * floorMs, balanced)));
}

/** A list older than so many intervals, or shortest intervals between two polls, tells nothing any more. */
const FRESH_INTERVALS = 3;

/** Whether what the newest complete list said still counts; times in ms of one clock. */
export function isFresh(
  listedAt: number,
  everyMs: number,
  { floorMs }: Pick<Policy["polling"], "floorMs">,
  now: number,
) {
  return now - listedAt <= FRESH_INTERVALS * Math.max(everyMs, floorMs);
}

/** While so many wait to be asked after whom a list called over, the next would only make their line longer. */
export const ENOUGH_CALLED = 3;

/** What came of the jobs that a list called over. */
export interface Trust {
  /** They were over. */
  readonly right: number;
  /** They were not. */
  readonly wrong: number;
}

/** Fewer prove nothing. */
const ENOUGH_WRONG = 10;

/** What is older than so many outcomes counts half. */
const REMEMBERED = 100;

/** Counts one more outcome. */
export function outcomeOf({ right, wrong }: Trust, wasRight: boolean): Trust {
  const share = right + wrong >= REMEMBERED ? 0.5 : 1;
  return { right: right * share + (wasRight ? 1 : 0), wrong: wrong * share + (wasRight ? 0 : 1) };
}

/** A list that is wrong more often than right costs polls: it is not called any more for a while. */
export function isTrusted({ right, wrong }: Trust): boolean {
  return wrong < ENOUGH_WRONG || wrong <= right;
}
