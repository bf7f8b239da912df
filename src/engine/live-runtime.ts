import { randomBytes } from "node:crypto";
import type { Clock, Dice, Ids, Runtime } from "../domain/runtime.ts";

/** `setTimeout` fires at once beyond this many ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** The machine's clock: the one place that touches timers. */
const liveClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    const end = performance.now() + ms;
    // A timer may fire a little early; a hint must never be undercut, so what is left is slept as well.
    for (let left = ms; left > 0; left = end - performance.now()) {
      await timer(Math.min(Math.ceil(left), LONGEST_TIMER_MS), signal);
    }
  },
  settled: () => new Promise((resolve) => setImmediate(resolve)),
};

/** A small seeded generator (mulberry32): good enough to spread delays and to choose faults, never for secrets. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** What four characters of base 36 can count. */
const MOST_IN_ONE_MS = 36 ** 4 - 1;

/**
 * Ids from `now` (wall time, ms) and something random. They sort by time of making, also within one millisecond of one
 * process and while the clock goes back.
 */
export function sortableIds(now: () => number, random: () => string): Ids {
  let lastTime = 0;
  let count = 0;
  return {
    next(prefix) {
      const time = Math.max(now(), count === MOST_IN_ONE_MS ? lastTime + 1 : lastTime);
      count = time === lastTime ? count + 1 : 0;
      lastTime = time;
      const stamp = time.toString(36).padStart(9, "0");
      return `${prefix}_${stamp}${count.toString(36).padStart(4, "0")}${random()}`;
    },
  };
}

/** The machine's clock, dice nobody can repeat, and ids that no other process makes. */
export function liveRuntime(): Runtime {
  return {
    clock: liveClock,
    dice: { next: () => Math.random() },
    ids: sortableIds(liveClock.now, () => randomBytes(4).toString("hex")),
  };
}
