import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { liveRuntime, seededDice, sortableIds } from "./live-runtime.ts";

const { clock, ids } = liveRuntime();

afterEach(() => {
  vi.useRealTimers();
});

describe("sleep", () => {
  it("never ends early by the clock that measures elapsed time", async () => {
    const short = [0.2, 1, 1.4, 2, 3.7];
    await Promise.all(
      short.map(async (ms) => {
        const start = clock.monotonic();
        await clock.sleep(ms);
        expect(clock.monotonic() - start).toBeGreaterThanOrEqual(ms);
      }),
    );
  });

  it("of nothing or less returns", async () => {
    await clock.sleep(0);
    await clock.sleep(-5);
  });

  it("lasts longer than one timer can", async () => {
    vi.useFakeTimers();
    const days = 60 * 86_400_000;
    let woke = false;
    const asleep = clock.sleep(days).then(() => {
      woke = true;
    });
    await vi.advanceTimersByTimeAsync(days - 1);
    expect(woke).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await asleep;
    expect(woke).toBe(true);
  });

  it("rejects with the signal's reason as soon as it aborts, and leaves no timer behind", async () => {
    vi.useFakeTimers();
    const gone = new AbortController();
    const asleep = clock.sleep(86_400_000, gone.signal);
    gone.abort("enough");
    await expect(asleep).rejects.toBe("enough");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not begin under a signal that has aborted already", async () => {
    vi.useFakeTimers();
    await expect(clock.sleep(5, AbortSignal.abort("too late"))).rejects.toBe("too late");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("takes its listener off a signal that outlives it", async () => {
    const { signal } = new AbortController();
    const taken = vi.spyOn(signal, "removeEventListener");
    await clock.sleep(1, signal);
    expect(taken).toHaveBeenCalled();
  });
});

describe("the clock", () => {
  it("tells wall time, and elapsed time that never goes back", () => {
    const before = Date.now();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    const first = clock.monotonic();
    expect(clock.monotonic()).toBeGreaterThanOrEqual(first);
  });

  it("settles after what is ready has run", async () => {
    let ran = false;
    void Promise.resolve()
      .then(() => undefined)
      .then(() => {
        ran = true;
      });
    await clock.settled();
    expect(ran).toBe(true);
  });
});

describe("ids", () => {
  it("name their kind", () => {
    expect(ids.next("job")).toMatch(/^job_[0-9a-z]+$/);
  });

  it("are unique and in the order of their making, whatever the clock and the dice do", () => {
    const ticks = fc.array(fc.integer({ min: -50_000, max: 50_000 }), { minLength: 2, maxLength: 300 });
    const start = fc.integer({ min: 0, max: 10 ** 13 });
    fc.assert(
      fc.property(start, ticks, fc.integer(), (from, steps, seed) => {
        let now = from;
        const dice = seededDice(seed);
        const made = sortableIds(
          () => now,
          () =>
            Math.floor(dice.next() * 2 ** 32)
              .toString(16)
              .padStart(8, "0"),
        );
        const all = steps.map((step) => {
          now = Math.max(0, now + step);
          return made.next("job");
        });
        expect(new Set(all).size).toBe(all.length);
        expect([...all].sort()).toEqual(all);
      }),
    );
  });

  it("stay in order through more of them than fit in one millisecond's count", () => {
    const made = sortableIds(
      () => 1_000,
      () => "00000000",
    );
    let last = made.next("job");
    for (let more = 0; more < 36 ** 4 + 10; more += 1) {
      const next = made.next("job");
      if (next <= last) throw new Error(`${next} is not after ${last}`);
      last = next;
    }
  });
});

describe("seeded dice", () => {
  it("roll the same for the same seed, from 0 to below 1, evenly enough to spread delays", () => {
    const rolls = (seed: number) => {
      const dice = seededDice(seed);
      return Array.from({ length: 2_000 }, () => dice.next());
    };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const all = rolls(seed);
        expect(all).toEqual(rolls(seed));
        expect(all.every((roll) => roll >= 0 && roll < 1)).toBe(true);
        const mean = all.reduce((sum, roll) => sum + roll, 0) / all.length;
        expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
      }),
      { numRuns: 30 },
    );
  });
});
