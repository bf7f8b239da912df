import type { AccountPolicy } from "../domain/account-policy.ts";

/*
 * A bucket of `burst` places that fills by one every `interval`. In any window there go the burst and one request an
 * interval, so the interval is chosen for the two together to be the policy's `requests`. A larger bucket would have to
 * fill the more slowly: the burst is what is saved up in idle times, and lost to all others.
 */

/**
 * A fifth: 2,000 of 10,000 requests, which a batch of some hundred recordings is made of. What follows has 27 a second, and
 * the 200 slots of AssemblyAI's paid accounts, each asked after every ten seconds, take 20.
 */
const BURST_SHARE = 0.2;

/** How much older than the newest a time may be that a turn brings, ms: turns overtake one another. */
const OVERTAKEN_MS = 5_000;

/** What is left of a rate; in microseconds, so that 33.3 requests a second come out exactly. */
export interface RateState {
  /** When the bucket will be full again. */
  readonly fullAtUs: number;
  /** The newest time seen. */
  readonly seenUs: number;
}

/** A bucket from which nothing was taken. */
export const fullRate: RateState = { fullAtUs: 0, seenUs: 0 };

/**
 * Takes `cost` requests from the rate. `waitMs` is 0 when they may be made now, else the whole milliseconds until then.
 * Whoever keeps the state has a place at that time; whoever does not want to wait so long drops it and asks again later.
 *
 * Never are there more than `requests` in any span of `windowMs`, by the clock of `now` (ms, wall or monotonic). A clock
 * set back goes on as if no time had passed; one set forward gives the burst anew.
 *
 * @param cost from 1 to the policy's `requests`; more counts as all of them
 */
export function taken(
  state: RateState,
  { requests, windowMs }: AccountPolicy["rate"],
  now: number,
  cost: number,
): { readonly state: RateState; readonly waitMs: number } {
  const burst = Math.max(1, Math.floor(requests * BURST_SHARE));
  const intervalUs = Math.ceil((windowMs * 1_000) / (requests - burst + 1));
  const nowUs = Math.floor(now * 1_000);
  const { fullAtUs, seenUs } = at(state, nowUs);
  const places = Math.min(cost, requests);
  const freeUs = fullAtUs - (burst - places) * intervalUs;
  const waitMs = Math.max(0, Math.ceil((freeUs - nowUs) / 1_000));
  const takenUs = Math.max(fullAtUs, nowUs + waitMs * 1_000);
  return { state: { fullAtUs: takenUs + places * intervalUs, seenUs }, waitMs };
}

function at({ fullAtUs, seenUs }: RateState, nowUs: number): RateState {
  const backUs = seenUs - nowUs;
  if (backUs <= 0) return { fullAtUs, seenUs: nowUs };
  return backUs <= OVERTAKEN_MS * 1_000 ? { fullAtUs, seenUs } : { fullAtUs: fullAtUs - backUs, seenUs: nowUs };
}
