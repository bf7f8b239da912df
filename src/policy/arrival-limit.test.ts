import fc from "fast-check";
import { expect, test } from "vitest";
import { arrivalLimitMs } from "./arrival-limit.ts";
import { defaultPolicy } from "./policy.ts";
import { synchronousLimit, timeLimitMs } from "./time-limit.ts";

const work = fc.record({ bytes: fc.nat(2_000_000_000), audioMs: fc.option(fc.nat(36_000_000)) });

test("a result has all of its redeliveries to come after the time that a direct answer would have had", () => {
  fc.assert(
    fc.property(work, fc.nat(3_600_000), (what, redeliversForMs) => {
      const direct = timeLimitMs(synchronousLimit(defaultPolicy.stages.submit.limit, what), what);
      expect(arrivalLimitMs(defaultPolicy, { redeliversForMs }, what)).toBe(direct + redeliversForMs);
      expect(arrivalLimitMs(defaultPolicy, {}, what)).toBe(direct);
    }),
  );
});
