import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inOrder } from "./in-order.ts";

const never = new AbortController().signal;

describe("working in order", () => {
  it("tells of each thing once and in order, whichever is done first, and works on no more at once than it may", async () => {
    const length = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), length, async (ticks, atOnce) => {
        const told: number[] = [];
        let working = 0;
        let most = 0;
        const work = async (wait: number, index: number) => {
          working += 1;
          most = Math.max(most, working);
          for (let tick = 0; tick < wait; tick += 1) await Promise.resolve();
          working -= 1;
          return { index };
        };
        const count = await inOrder(ticks, atOnce, never, work, ({ index }) => told.push(index));
        expect(told).toEqual(ticks.map((_, index) => index));
        expect(count).toBe(ticks.length);
        expect(most).toBeLessThanOrEqual(atOnce);
      }),
    );
  });

  it("throws what the work throws, but not once it was stopped", async () => {
    const fails = async () => {
      throw new Error("broken");
    };
    await expect(inOrder([1], 1, never, fails, () => undefined)).rejects.toThrow("broken");
    const stop = new AbortController();
    const stopsAndFails = async () => {
      stop.abort();
      throw new Error("broken off");
    };
    expect(await inOrder([1, 2], 1, stop.signal, stopsAndFails, () => undefined)).toBe(0);
  });
});
