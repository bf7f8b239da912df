import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GUIDE_TOLERANCE_MS, judgeDurations } from "./durations.ts";

const length = fc.double({ min: 0, max: 1e8, noNaN: true });
const opinion = fc.option(length, { nil: null });
const opinions = fc.record({ declaredMs: opinion, packetsMs: opinion, decodedMs: opinion });

describe("opinions on a recording's length", () => {
  it("believes the decoder before the packets and the packets before the header", () => {
    fc.assert(
      fc.property(opinions, (given) => {
        const { believedMs } = judgeDurations(given);
        expect(believedMs).toBe(given.decodedMs ?? given.packetsMs ?? given.declaredMs);
      }),
    );
  });

  it("agrees exactly when no two opinions differ by more than the tolerance that was set", () => {
    fc.assert(
      fc.property(opinions, length, (given, toleranceMs) => {
        const all = Object.values(given).filter((ms) => ms !== null);
        const differs = all.some((one) => all.some((other) => Math.abs(one - other) > toleranceMs));
        expect(judgeDurations(given, toleranceMs).agree).toBe(!differs);
      }),
    );
  });

  it("never finds a discrepancy with a wider tolerance that a narrower one passed over", () => {
    fc.assert(
      fc.property(opinions, length, length, (given, one, other) => {
        const narrow = judgeDurations(given, Math.min(one, other));
        const wide = judgeDurations(given, Math.max(one, other));
        expect(narrow.agree && !wide.agree).toBe(false);
      }),
    );
  });

  it("has a spread exactly where there are two opinions or three", () => {
    fc.assert(
      fc.property(opinions, (given) => {
        const count = Object.values(given).filter((ms) => ms !== null).length;
        const { spreadMs } = judgeDurations(given);
        expect(spreadMs !== null).toBe(count >= 2);
        expect(spreadMs ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("lets an encoder's filling up pass by default and an hour instead of eleven seconds not", () => {
    expect(judgeDurations({ declaredMs: 11_088, packetsMs: null, decodedMs: 11_000 }).agree).toBe(true);
    expect(judgeDurations({ declaredMs: 3_600_000, packetsMs: 11_000, decodedMs: 11_008 }).agree).toBe(false);
  });

  it("widens by 2 % of the length for long recordings", () => {
    const hour = 3_600_000;
    expect(judgeDurations({ declaredMs: hour * 1.019, packetsMs: null, decodedMs: hour }).agree).toBe(true);
    expect(judgeDurations({ declaredMs: hour * 1.021, packetsMs: null, decodedMs: hour }).agree).toBe(false);
  });

  it("finds 88 ms to be a discrepancy by the vendor's guide", () => {
    const given = { declaredMs: 11_088, packetsMs: null, decodedMs: 11_000 };
    expect(judgeDurations(given, GUIDE_TOLERANCE_MS).agree).toBe(false);
  });

  it("says whose word is believed and what the others say", () => {
    const { why } = judgeDurations({ declaredMs: 40_438, packetsMs: 12_095, decodedMs: null, declaredBy: "bit-rate" });
    expect(why).toContain("count of packets 12.10 s");
    expect(why).toContain("first frame's bit rate 40.44 s");
  });

  it("has no opinion where nobody has one", () => {
    const { believed, why } = judgeDurations({ declaredMs: null, packetsMs: null, decodedMs: null });
    expect(believed).toBeNull();
    expect(why).toBe("Nobody can tell how long it is.");
  });
});
