import type { BreakerPolicy, BreakerState, OutcomeBucket } from "../domain/breaker.ts";
import type { Fault, FaultClass } from "../domain/fault.ts";
import type { Dice } from "../domain/runtime.ts";
import { grown } from "./backoff.ts";

/*
 * Closed: outcomes are counted in a sliding window. A bad one that brings the share of bad ones to the policy's rate, or
 *   is one too many in a row, opens it; so does one decisive reply. A good one never does.
 * Open: nothing passes before `until`, and what comes back from calls that were on their way by then is not counted.
 * Half-open: the first job that asks gets the probe under a lease, the others wait for it. Only the probe is listened to:
 *   a good outcome closes, any other opens again for longer. A lease that ends unheard goes to the next job that asks.
 *
 * Times are wall times, and clocks jump. Set forward, a breaker forgets, or probes, early. Set back, the window goes on
 * as if no time had passed, and neither the open time nor a lease is ever longer from now than the policy's longest.
 */

/** Parts of the window. Calls take seconds to minutes, so a twentieth of it, 15 s of five minutes, is fine enough. */
const BUCKETS = 20;

/** Share by which an open time may be longer by chance, so that the breakers of many stages do not probe as one. */
const SPREAD = 0.25;

/** What a breaker says of a call; `state` is the same object where nothing changed. */
export type Admission =
  | {
      readonly go: true;
      readonly state: BreakerState;
      /** This call decides for all: `heard` must be told of it, with its job's name, whatever comes of it. */
      readonly probe: boolean;
    }
  | {
      readonly go: false;
      /** Wall time at which to ask again, ms. */
      readonly until: number;
      readonly reason: string;
      readonly state: BreakerState;
    };

/** What came of a call. One `decisive` reply, such as a refused key, says of all that is to come that it will be bad. */
export type Outcome = "good" | "bad" | "decisive";

/** Trouble of the service or of the way to it. Whatever else it answers, it answers. */
const TROUBLE: readonly FaultClass[] = ["network", "timeout", "server", "protocol"];

/** Whether a fault says of the service that it does not work, rather than of one job or one account. */
export function isTrouble(fault: Pick<Fault, "class">): boolean {
  return TROUBLE.includes(fault.class);
}

/** What came of a call, by its fault; null for a success. A server that says when to come back has said it of all calls. */
export function outcomeOf(fault: Pick<Fault, "class" | "notBefore"> | null): Outcome {
  if (fault === null || !isTrouble(fault)) return "good";
  return fault.notBefore !== null && fault.class === "server" ? "decisive" : "bad";
}

/** A breaker that has heard nothing yet. */
export const closedBreaker: BreakerState = { kind: "closed", buckets: [], badInRow: 0, opened: 0 };

/**
 * Whether a job's call may be made at `now`, wall time in ms. A job that holds the probe's lease may ask again and renews
 * it: it has one call at a time, so its former one is over.
 */
export function admitted(state: BreakerState, policy: BreakerPolicy, now: number, job: string): Admission {
  const pass: Admission = { go: true, state, probe: false };
  if (policy.mode === "off" || state.kind === "closed") return pass;
  const observing = policy.mode === "observe";
  const { opened, reason } = state;
  if (state.kind === "open") {
    const until = Math.min(state.until, now + longestOpenMs(policy));
    if (now < until) {
      const open = until === state.until ? state : { ...state, until };
      return observing ? { ...pass, state: open } : { go: false, until, reason, state: open };
    }
  } else if (state.probe !== null && state.probe.job !== job) {
    const until = Math.min(state.probe.until, now + policy.probeLeaseMs);
    if (now < until) {
      const probed = until === state.probe.until ? state : { ...state, probe: { ...state.probe, until } };
      if (observing) return { ...pass, state: probed };
      return { go: false, until, reason: `${reason}; one call is finding out whether that is over`, state: probed };
    }
  }
  const probe = { job, until: now + policy.probeLeaseMs };
  return { go: true, state: { kind: "half-open", opened, reason, probe }, probe: true };
}

/**
 * The breaker after a job's call has ended, at `now` in wall time ms. The probe's outcome counts after the end of its
 * lease too, unless another job has taken it over.
 */
export function heard(
  state: BreakerState,
  policy: BreakerPolicy,
  outcome: Outcome,
  now: number,
  job: string,
  dice: Dice,
): BreakerState {
  if (policy.mode === "off") return state;
  switch (state.kind) {
    case "closed":
      return counted(state, policy, outcome, now, dice);
    case "open":
      return state;
    case "half-open":
      if (state.probe?.job !== job) return state;
      if (outcome !== "good") return open(policy, state.opened + 1, state.reason, now, dice);
      return { kind: "closed", buckets: [{ from: now, good: 1, bad: 0 }], badInRow: 0, opened: state.opened };
    default:
      return state satisfies never;
  }
}

/** The breaker after a job's call was admitted and is not made after all: a probe's lease goes to the next that asks. */
export function givenBack(state: BreakerState, job: string): BreakerState {
  return state.kind === "half-open" && state.probe?.job === job ? { ...state, probe: null } : state;
}

type Closed = Extract<BreakerState, { kind: "closed" }>;

function counted(state: Closed, policy: BreakerPolicy, outcome: Outcome, now: number, dice: Dice): BreakerState {
  const kept = within(state.buckets, policy.windowMs, now);
  // It closed with an outcome, so a bucket that is past tells of a whole window in which it did not open.
  const opened = kept.length < state.buckets.length ? 0 : state.opened;
  const good = outcome === "good";
  const buckets = added(kept, Math.ceil(policy.windowMs / BUCKETS), good, now);
  const closed: Closed = { kind: "closed", buckets, badInRow: good ? 0 : state.badInRow + 1, opened };
  const reason = good ? null : reasonToOpen(closed, policy, outcome === "decisive");
  return reason === null ? closed : open(policy, opened + 1, reason, now, dice);
}

/** The buckets that are young enough. Where the clock was set back all are as far back, as if no time had passed. */
function within(buckets: readonly OutcomeBucket[], windowMs: number, now: number): readonly OutcomeBucket[] {
  const ahead = Math.max(0, (buckets.at(-1)?.from ?? now) - now);
  const since = ahead === 0 ? buckets : buckets.map((bucket) => ({ ...bucket, from: bucket.from - ahead }));
  return since.filter(({ from }) => from > now - windowMs);
}

function added(buckets: readonly OutcomeBucket[], widthMs: number, good: boolean, now: number) {
  const last = buckets.at(-1);
  const fresh = last === undefined || now - last.from >= widthMs;
  const { from, ...sums } = fresh ? { from: now, good: 0, bad: 0 } : last;
  const bucket = good ? { from, ...sums, good: sums.good + 1 } : { from, ...sums, bad: sums.bad + 1 };
  return [...(fresh ? buckets : buckets.slice(0, -1)), bucket];
}

function reasonToOpen({ buckets, badInRow }: Closed, policy: BreakerPolicy, decisive: boolean): string | null {
  if (decisive) return "one reply says that further calls would fail as well";
  if (policy.consecutive !== null && badInRow >= policy.consecutive) return `${badInRow} calls in a row failed`;
  const bad = buckets.reduce((sum, bucket) => sum + bucket.bad, 0);
  const all = buckets.reduce((sum, bucket) => sum + bucket.good, bad);
  if (all < policy.minimum || bad < policy.failureRate * all) return null;
  return `${bad} of ${all} calls failed within ${Math.round(policy.windowMs / 1_000)} s`;
}

function open(policy: BreakerPolicy, opened: number, reason: string, now: number, dice: Dice): BreakerState {
  const openMs = grown(policy.openMs, 2, opened - 1, policy.maxOpenMs);
  return { kind: "open", until: now + Math.round(openMs * (1 + SPREAD * dice.next())), opened, reason };
}

function longestOpenMs({ maxOpenMs }: BreakerPolicy): number {
  return Math.round(maxOpenMs * (1 + SPREAD));
}
