import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultAccountPolicy } from "./account-policy.ts";
import { fullRate, type RateState, taken } from "./rate.ts";

const { rate: RATE } = defaultAccountPolicy;
const NOW = Date.UTC(2026, 10, 20, 12);

interface Sent {
  readonly at: number;
  readonly cost: number;
}

/** The most that was sent in any span of the window's length. */
function busiest(sent: readonly Sent[], windowMs: number): number {
  const inOrder = sent.toSorted((a, b) => a.at - b.at);
  return inOrder.reduce((most, { at }, first) => {
    const within = inOrder.slice(first).filter((other) => other.at < at + windowMs);
    return Math.max(
      most,
      within.reduce((sum, { cost }) => sum + cost, 0),
    );
  }, 0);
}

/** As many as go at once, each a new request at `now`. */
function burstAt(state: RateState, now: number): { readonly state: RateState; readonly went: number } {
  let went = 0;
  for (let at = state; ; went += 1) {
    const next = taken(at, RATE, now, 1);
    if (next.waitMs > 0) return { state: at, went };
    at = next.state;
  }
}

const rates = fc.record({ requests: fc.integer({ min: 1, max: 300 }), windowMs: fc.integer({ min: 1, max: 5_000 }) });
/** A caller that waits in its place, or drops the state and comes back another time. */
const askings = fc.array(
  fc.record({
    gapMs: fc.oneof(fc.constant(0), fc.nat(20), fc.nat(3_000)),
    cost: fc.constantFrom(1, 1, 1, 2, 50, 300),
    stays: fc.boolean(),
  }),
  { maxLength: 400 },
);

describe("request rate of an account", () => {
  it("lets a burst pass and spreads the rest", () => {
    expect(burstAt(fullRate, NOW).went).toBe(2_000);
    const rest = burstAt(burstAt(fullRate, NOW).state, NOW + 1_000).went;
    expect(rest).toBe(26);
  });

  it("comes close to the requests of its window when all of them are asked for", () => {
    const sent: Sent[] = [];
    let state = fullRate;
    for (let asked = 0; asked < 10_500; asked += 1) {
      const next = taken(state, RATE, NOW, 1);
      state = next.state;
      sent.push({ at: NOW + next.waitMs, cost: 1 });
    }
    const within = sent.filter(({ at }) => at < NOW + RATE.windowMs).length;
    expect(within).toBeLessThanOrEqual(10_000);
    expect(within).toBeGreaterThan(9_990);
  });

  it("gives a place in time to whoever waits, and none to whoever does not", () => {
    const { state } = burstAt(fullRate, NOW);
    const first = taken(state, RATE, NOW, 1);
    expect(first.waitMs).toBe(38);
    expect(taken(state, RATE, NOW, 1).waitMs).toBe(38);
    expect(taken(first.state, RATE, NOW, 1).waitMs).toBe(75);
    expect(taken(state, RATE, NOW + 38, 1).waitMs).toBe(0);
  });

  it("never lets more than its requests pass in any window, whatever is asked and when", () => {
    fc.assert(
      fc.property(rates, askings, (rate, asked) => {
        let [now, state] = [NOW, fullRate];
        const sent: Sent[] = [];
        for (const { gapMs, cost, stays } of asked) {
          now += gapMs;
          const next = taken(state, rate, now, cost);
          expect(Number.isSafeInteger(next.waitMs)).toBe(true);
          if (next.waitMs > 0 && !stays) continue;
          state = next.state;
          sent.push({ at: now + next.waitMs, cost: Math.min(cost, rate.requests) });
        }
        expect(busiest(sent, rate.windowMs)).toBeLessThanOrEqual(rate.requests);
      }),
    );
  });

  it("keeps to that while the clock is set back again and again, counted in true time", () => {
    const jumps = fc.array(
      fc.record({ gapMs: fc.nat(100), backMs: fc.constantFrom(0, 0, 0, 10, 4_000, 6_000, 10 ** 9) }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(rates, jumps, (rate, happenings) => {
        let [elapsed, behind, state] = [0, 0, fullRate];
        const sent: Sent[] = [];
        for (const { gapMs, backMs } of happenings) {
          elapsed += gapMs;
          behind += backMs;
          const next = taken(state, rate, NOW + elapsed - behind, 1);
          if (next.waitMs > 0) continue;
          state = next.state;
          sent.push({ at: elapsed, cost: 1 });
        }
        expect(busiest(sent, rate.windowMs)).toBeLessThanOrEqual(rate.requests);
      }),
    );
  });

  it("is not stopped by a clock that was a year ahead", () => {
    const ahead = burstAt(fullRate, NOW + 365 * 86_400_000).state;
    expect(taken(ahead, RATE, NOW, 1).waitMs).toBeLessThanOrEqual(38);
  });

  it("takes a turn that was overtaken for what it is, and gives it nothing that is gone", () => {
    const { state } = burstAt(fullRate, NOW);
    for (const late of [1, 1_000, 5_000]) expect(taken(state, RATE, NOW - late, 1).waitMs).toBe(38 + late);
  });
});
