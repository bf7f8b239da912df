import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pushedBack, type Slots, slotsOf, wentWell } from "./slots.ts";

const POLICY = { decrease: 0.7, settleMs: 30_000 };
const NOW = 1_000_000;
const slots = (changes: Partial<Slots> = {}): Slots => ({ cap: 200, learned: null, pushedAt: null, ...changes });

describe("slots of an account", () => {
  it("are all of them until the provider pushes back, then a share", () => {
    expect(slotsOf(slots())).toBe(200);
    expect(pushedBack(slots(), POLICY, NOW)).toEqual(slots({ learned: 140, pushedAt: NOW }));
  });

  it("shrink once for all the calls that were on their way together", () => {
    const once = pushedBack(slots(), POLICY, NOW);
    expect(pushedBack(once, POLICY, NOW + 29_999)).toBe(once);
    expect(slotsOf(pushedBack(once, POLICY, NOW + 30_000))).toBe(98);
  });

  it("grow by one while half of them are in use, after the push-back has settled", () => {
    const pushed = slots({ learned: 10, pushedAt: NOW });
    expect(wentWell(pushed, POLICY, 10, NOW + 29_999)).toBe(pushed);
    expect(wentWell(pushed, POLICY, 4, NOW + 30_000)).toBe(pushed);
    expect(slotsOf(wentWell(pushed, POLICY, 5, NOW + 30_000))).toBe(11);
  });

  it("forget that there was a limit once they are all back", () => {
    expect(wentWell(slots({ learned: 199 }), POLICY, 150, NOW)).toEqual(slots());
  });

  it("come back from a trial of one with its first success", () => {
    expect(slotsOf(wentWell(slots({ learned: 1 }), POLICY, 1, NOW))).toBe(2);
  });

  it("are no more than a cap that was lowered meanwhile", () => {
    expect(slotsOf(slots({ cap: 5, learned: 140 }))).toBe(5);
    expect(pushedBack(slots({ cap: 5, learned: 140 }), POLICY, NOW).learned).toBe(3);
  });

  it("do not wait for a clock that was set back", () => {
    const pushed = slots({ learned: 10, pushedAt: NOW });
    expect(slotsOf(pushedBack(pushed, POLICY, NOW - 1_000))).toBe(10);
    expect(slotsOf(pushedBack(pushed, POLICY, NOW - 30_000))).toBe(7);
  });

  it("stay from one to the cap whatever happens, and grow by one, to five times those in use at most", () => {
    const steps = fc.array(
      fc.record({ well: fc.boolean(), used: fc.double({ min: 0, max: 1, noNaN: true }), ms: fc.nat(60_000) }),
    );
    const policies = fc.record({ decrease: fc.double({ min: 0.01, max: 1, noNaN: true }), settleMs: fc.nat(60_000) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), policies, steps, (cap, policy, happenings) => {
        let now = NOW;
        let at = slots({ cap });
        for (const { well, used, ms } of happenings) {
          now += ms;
          const before = slotsOf(at);
          const inUse = Math.round(used * before);
          at = well ? wentWell(at, policy, inUse, now) : pushedBack(at, policy, now);
          const after = slotsOf(at);
          expect(after).toBeGreaterThanOrEqual(1);
          expect(after).toBeLessThanOrEqual(well ? Math.min(cap, before + 1) : before);
          if (after > before) expect(after).toBeLessThanOrEqual(5 * inUse);
        }
      }),
    );
  });
});
