import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BreakerPolicy, BreakerState } from "../domain/breaker.ts";
import { accountPresets, defaultAccountPolicy } from "./account-policy.ts";
import { admitted, closedBreaker, givenBack, heard, type Outcome } from "./breaker.ts";

/** The default without failures in a row: the rate alone. */
const BY_RATE: BreakerPolicy = { ...defaultAccountPolicy.breaker, consecutive: null };

const POLICY = BY_RATE;
const NOW = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;

const always = (value: number) => ({ next: () => value });
const LOWEST = always(0);
const HIGHEST = always(1 - Number.EPSILON);

/** The breaker after outcomes of one job, `apartMs` between them, the first of them at `from`. */
function heardAll(
  outcomes: readonly Outcome[],
  policy = POLICY,
  from = NOW,
  apartMs = 0,
  state = closedBreaker,
): BreakerState {
  return outcomes.reduce(
    (at, outcome, index) => heard(at, policy, outcome, from + index * apartMs, "job", LOWEST),
    state,
  );
}

const many = (count: number, outcome: Outcome): Outcome[] => Array.from({ length: count }, () => outcome);

/** Opened at NOW, for the first time, until 30 s later. */
const OPEN = heardAll(["decisive"]);
/** Its time is over and `prober` has the probe, until two minutes later. */
const PROBING = admitted(OPEN, POLICY, NOW + 30_000, "prober").state;

/** Opens and closes so many times, a minute apart, and opens once more; how long for. */
function openTimes(times: number, policy = POLICY, dice = LOWEST): number[] {
  const lasts: number[] = [];
  let [now, state] = [NOW, closedBreaker];
  for (let time = 0; time < times; time += 1) {
    state = heard(state, policy, "decisive", now, "job", dice);
    if (state.kind !== "open") throw new Error(`it is ${state.kind}`);
    lasts.push(state.until - now);
    now = state.until;
    state = heard(admitted(state, policy, now, "job").state, policy, "good", now, "job", dice);
    now += MINUTE;
  }
  return lasts;
}

describe("closed breaker", () => {
  it("opens at the rate, once there are enough outcomes to say so", () => {
    expect(heardAll(many(19, "bad")).kind).toBe("closed");
    expect(heardAll(many(20, "bad"))).toEqual({
      kind: "open",
      until: NOW + 30_000,
      opened: 1,
      reason: "20 of 20 calls failed within 300 s",
    });
    expect(heardAll([...many(10, "good"), ...many(9, "bad")]).kind).toBe("closed");
    expect(heardAll([...many(10, "good"), ...many(10, "bad")]).kind).toBe("open");
  });

  it("never opens on a success, even one that makes the outcomes enough", () => {
    expect(heardAll([...many(19, "bad"), "good"]).kind).toBe("closed");
  });

  it("forgets what is older than its window, by a twentieth of it at a time", () => {
    const tenBad = heardAll(many(10, "bad"));
    expect(heardAll(many(10, "bad"), POLICY, NOW + 5 * MINUTE - 1, 0, tenBad).kind).toBe("open");
    expect(heardAll(many(10, "bad"), POLICY, NOW + 5 * MINUTE, 0, tenBad).kind).toBe("closed");
  });

  it("opens at once by one decisive reply, and by so many failures in a row where that is asked for", () => {
    expect(OPEN).toMatchObject({ kind: "open", reason: "one reply says that further calls would fail as well" });
    const { breaker } = accountPresets.article;
    expect(heardAll(many(4, "bad"), breaker).kind).toBe("closed");
    expect(heardAll([...many(4, "bad"), "good", ...many(4, "bad")], breaker).kind).toBe("closed");
    expect(heardAll(many(5, "bad"), breaker)).toMatchObject({ kind: "open", reason: "5 calls in a row failed" });
  });

  it("lets everything pass unchanged", () => {
    expect(admitted(closedBreaker, POLICY, NOW, "job")).toEqual({ go: true, state: closedBreaker, probe: false });
  });

  it("counts on over a clock that is set back, as if no time had passed", () => {
    const tenBad = heardAll(many(10, "bad"));
    const back = heardAll(many(9, "bad"), POLICY, NOW - 365 * 24 * 60 * MINUTE, 0, tenBad);
    expect(heard(back, POLICY, "bad", NOW - 365 * 24 * 60 * MINUTE, "job", LOWEST).kind).toBe("open");
    expect(heard(back, POLICY, "bad", NOW, "job", LOWEST).kind).toBe("closed");
  });
});

describe("open breaker", () => {
  it("lets nothing pass until its time is over, and then one", () => {
    expect(admitted(OPEN, POLICY, NOW + 29_999, "job")).toEqual({
      go: false,
      until: NOW + 30_000,
      reason: "one reply says that further calls would fail as well",
      state: OPEN,
    });
    expect(admitted(OPEN, POLICY, NOW + 30_000, "job")).toMatchObject({ go: true, probe: true });
  });

  it("does not count what was on its way before it opened", () => {
    for (const outcome of ["good", "bad", "decisive"] as const) {
      expect(heard(OPEN, POLICY, outcome, NOW + 1, "late", LOWEST)).toBe(OPEN);
      expect(heard(PROBING, POLICY, outcome, NOW + 30_001, "late", LOWEST)).toBe(PROBING);
    }
  });

  it("stays so for longer each time, to ten minutes, and a quarter more by chance", () => {
    expect(openTimes(7)).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
    expect(openTimes(7, POLICY, HIGHEST).at(-1)).toBe(750_000);
    expect(openTimes(3, accountPresets.article.breaker)).toEqual([MINUTE, MINUTE, MINUTE]);
  });

  it("begins anew after a whole window in which it did not open", () => {
    const closedAgain = heard(PROBING, POLICY, "good", NOW + MINUTE, "prober", LOWEST);
    const soon = NOW + MINUTE + 5 * MINUTE - 1;
    expect(heardAll(["decisive"], POLICY, soon, 0, closedAgain)).toMatchObject({ opened: 2, until: soon + 60_000 });
    expect(heardAll(["decisive"], POLICY, soon + 1, 0, closedAgain)).toMatchObject({ opened: 1, until: soon + 30_001 });
  });

  it("is open no longer than its longest time from now when the clock was set back", () => {
    const back = NOW - 365 * 24 * 60 * MINUTE;
    const first = admitted(OPEN, POLICY, back, "job");
    expect(first).toMatchObject({ go: false, until: back + 750_000 });
    expect(admitted(first.state, POLICY, back + 750_000, "job").go).toBe(true);
  });
});

describe("half-open breaker", () => {
  it("makes all others wait for the probe, which may ask again", () => {
    const other = admitted(PROBING, POLICY, NOW + 31_000, "other");
    expect(other).toMatchObject({ go: false, until: NOW + 150_000, state: PROBING });
    const again = admitted(PROBING, POLICY, NOW + 31_000, "prober");
    expect(again).toMatchObject({ go: true, probe: true, state: { probe: { until: NOW + 151_000 } } });
  });

  it("gives the probe to another when its lease is over, or was given back", () => {
    expect(admitted(PROBING, POLICY, NOW + 150_000, "other")).toMatchObject({ go: true, probe: true });
    expect(givenBack(PROBING, "other")).toBe(PROBING);
    expect(admitted(givenBack(PROBING, "prober"), POLICY, NOW + 31_000, "other")).toMatchObject({
      go: true,
      probe: true,
    });
  });

  it("closes when the probe goes well, after its lease too, and opens for longer when it does not", () => {
    const late = NOW + 10 * MINUTE;
    expect(heard(PROBING, POLICY, "good", late, "prober", LOWEST).kind).toBe("closed");
    expect(heard(PROBING, POLICY, "bad", late, "prober", LOWEST)).toMatchObject({ kind: "open", until: late + MINUTE });
    const taken = admitted(PROBING, POLICY, late, "other").state;
    expect(heard(taken, POLICY, "good", late, "prober", LOWEST)).toBe(taken);
  });

  it("starts to count anew when it closes", () => {
    const nineteenBad = heardAll(many(19, "bad"));
    const closedAgain = heard(PROBING, POLICY, "good", NOW + MINUTE, "prober", LOWEST);
    expect(heardAll(["bad"], POLICY, NOW + MINUTE, 0, nineteenBad).kind).toBe("open");
    expect(heardAll(["bad"], POLICY, NOW + MINUTE, 0, closedAgain).kind).toBe("closed");
  });

  it("shortens a lease that a clock set back would prolong", () => {
    const back = NOW - 24 * 60 * MINUTE;
    expect(admitted(PROBING, POLICY, back, "other")).toMatchObject({ go: false, until: back + 120_000 });
  });
});

describe("breaker in another mode", () => {
  const OBSERVING: BreakerPolicy = { ...POLICY, mode: "observe" };

  it("observe opens and closes as it would, and lets all pass", () => {
    expect(heardAll(many(20, "bad"), OBSERVING)).toEqual(heardAll(many(20, "bad")));
    expect(admitted(OPEN, OBSERVING, NOW, "job")).toEqual({ go: true, state: OPEN, probe: false });
    expect(admitted(OPEN, OBSERVING, NOW + 30_000, "prober")).toEqual({ go: true, state: PROBING, probe: true });
    expect(admitted(PROBING, OBSERVING, NOW + 30_000, "other")).toEqual({ go: true, state: PROBING, probe: false });
  });

  it("off does nothing", () => {
    const off: BreakerPolicy = { ...POLICY, mode: "off" };
    expect(heardAll(many(100, "decisive"), off)).toBe(closedBreaker);
    expect(admitted(OPEN, off, NOW, "job")).toEqual({ go: true, state: OPEN, probe: false });
  });
});

describe("breaker under any happenings", () => {
  const policies: fc.Arbitrary<BreakerPolicy> = fc
    .record({
      windowMs: fc.integer({ min: 1, max: 1_000 }),
      minimum: fc.integer({ min: 1, max: 6 }),
      failureRate: fc.double({ min: 0.01, max: 1, noNaN: true }),
      consecutive: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
      openMs: fc.integer({ min: 1, max: 100 }),
      more: fc.nat(400),
      probeLeaseMs: fc.integer({ min: 1, max: 100 }),
    })
    .map(({ more, ...rest }) => ({ ...rest, maxOpenMs: rest.openMs + more, mode: "enforce" }));
  const happening = (gaps: fc.Arbitrary<number>) =>
    fc.record({
      gapMs: gaps,
      job: fc.constantFrom("a", "b", "c"),
      /** What its call comes back with; null for a call that is made now. */
      heardOf: fc.constantFrom<Outcome | null>("good", "good", "bad", "bad", "decisive", null, null, null, null),
      draw: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
  const onward = fc.array(happening(fc.nat(60)), { maxLength: 200 });
  const jumping = fc.array(
    happening(fc.oneof(fc.nat(60), fc.integer({ min: -2_000, max: 2_000 }), fc.constantFrom(-1e11, 1e11))),
    {
      maxLength: 200,
    },
  );
  const longest = ({ maxOpenMs }: BreakerPolicy) => Math.round(maxOpenMs * 1.25);

  it("never has two probes at once, and lets nothing pass while it is open", () => {
    fc.assert(
      fc.property(policies, onward, (policy, happenings) => {
        let [now, state] = [NOW, closedBreaker];
        let probe: { job: string; until: number } | null = null;
        for (const { gapMs, job, heardOf, draw } of happenings) {
          now += gapMs;
          if (heardOf !== null) {
            state = heard(state, policy, heardOf, now, job, always(draw));
            if (probe?.job === job) probe = null;
            continue;
          }
          const before = state;
          const answer = admitted(before, policy, now, job);
          state = answer.state;
          expect(answer.go && before.kind === "open" && now < before.until).toBe(false);
          if (!answer.go) expect(answer.until).toBeGreaterThan(now);
          else if (before.kind !== "closed") {
            expect(answer.probe).toBe(true);
            expect(probe !== null && probe.job !== job && now < probe.until).toBe(false);
            probe = { job, until: now + policy.probeLeaseMs };
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("closes by nothing but a probe's success, opens by nothing but a failure, for a time within its bounds", () => {
    fc.assert(
      fc.property(policies, jumping, (policy, happenings) => {
        let [now, state] = [NOW, closedBreaker];
        for (const { gapMs, job, heardOf, draw } of happenings) {
          now += gapMs;
          const before: BreakerState = state;
          state =
            heardOf === null
              ? admitted(before, policy, now, job).state
              : heard(before, policy, heardOf, now, job, always(draw));
          if (state.kind === before.kind) continue;
          if (state.kind === "closed") {
            expect(before).toMatchObject({ kind: "half-open", probe: { job } });
            expect(heardOf).toBe("good");
          }
          if (state.kind === "open") {
            expect(["bad", "decisive"]).toContain(heardOf);
            expect(state.until - now).toBeGreaterThanOrEqual(policy.openMs);
            expect(state.until - now).toBeLessThanOrEqual(longest(policy));
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("keeps its window in twenty parts at most, however finely calls come and however it divides", () => {
    const gaps = fc.array(fc.nat(3), { minLength: 200, maxLength: 200, size: "max" });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), gaps, (windowMs, apart) => {
        let [now, state] = [NOW, closedBreaker];
        for (const gapMs of apart) {
          now += gapMs;
          state = heard(state, { ...POLICY, windowMs }, "good", now, "job", LOWEST);
          if (state.kind === "closed") expect(state.buckets.length).toBeLessThanOrEqual(20);
        }
      }),
    );
  });

  it("lets a job pass within its longest open time and one lease, wherever the clock has been set", () => {
    fc.assert(
      fc.property(policies, jumping, (policy, happenings) => {
        let [now, state] = [NOW, closedBreaker];
        for (const { gapMs, job, heardOf, draw } of happenings) {
          now += gapMs;
          if (heardOf === null) state = admitted(state, policy, now, job).state;
          else state = heard(state, policy, heardOf, now, job, always(draw));
        }
        const first = admitted(state, policy, now, "patient");
        if (first.go) return;
        expect(first.until - now).toBeLessThanOrEqual(Math.max(longest(policy), policy.probeLeaseMs));
        expect(admitted(first.state, policy, first.until, "patient").go).toBe(true);
      }),
    );
  });
});
