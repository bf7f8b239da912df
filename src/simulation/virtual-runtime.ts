import type { Clock, Dice, Ids, Runtime } from "../domain/runtime.ts";
import { seededDice, sortableIds } from "../engine/live-runtime.ts";
import { Sleepers } from "./sleepers.ts";

/** Where virtual time begins: a date that no code can mistake for zero. */
const START_MS = Date.UTC(2026, 0, 5, 9);

/**
 * Time that passes only when everybody sleeps. `run` lets all that is ready run, then moves the clock to the next
 * instant at which anybody wakes, and wakes those in the order in which they lay down: the same seed gives the same run.
 */
export class VirtualRuntime implements Runtime {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly ids: Ids;
  /** The time of everybody else, such as the provider: our own clock may jump, theirs does not follow. */
  readonly worldClock: Clock;
  readonly #sleepers = new Sleepers();
  #elapsed = 0;
  /** How far our wall clock is ahead of the world's, ms. */
  #ahead = 0;
  #order = 0;
  /** Work in real time that virtual time must wait for. */
  #outside = 0;

  constructor(seed: number) {
    this.dice = seededDice(seed);
    const idDice = seededDice(seed ^ 0x5eed);
    const random = (): string =>
      Math.floor(idDice.next() * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
    const common = {
      monotonic: () => this.#elapsed,
      sleep: (ms: number, signal?: AbortSignal) => this.#sleep(Math.max(0, ms), signal),
      settled: () => this.#sleep(0),
    };
    this.clock = { ...common, now: () => START_MS + this.#elapsed + this.#ahead };
    this.worldClock = { ...common, now: () => START_MS + this.#elapsed };
    this.ids = sortableIds(this.clock.now, random);
  }

  /** Our wall clock jumps by `ms`, back when that is negative. Time elapsed does not. */
  jump(ms: number): void {
    this.#ahead += ms;
  }

  /** Virtual time stands still until real work, such as opening a file, has ended. */
  async standStill<T>(work: Promise<T>): Promise<T> {
    this.#outside += 1;
    try {
      return await work;
    } finally {
      this.#outside -= 1;
    }
  }

  /** Drives time until `work` ends. Throws when it can never end because nobody sleeps any more. */
  async run<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    work.then(end, end);
    for (;;) {
      // biome-ignore lint/style/noRestrictedGlobals: what is ready must run before virtual time may move
      await new Promise((resolve) => setImmediate(resolve));
      if (ended) return work;
      if (this.#outside > 0) continue;
      const next = this.#sleepers.takeNext();
      const [first] = next;
      if (first === undefined) throw new Error("everything waits and nothing will ever wake it: a deadlock");
      this.#elapsed = Math.max(this.#elapsed, first.at);
      for (const sleeper of next) if (!sleeper.gone) sleeper.wake();
    }
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        sleeper.gone = true;
        reject(signal?.reason);
      };
      const wake = (): void => {
        sleeper.gone = true;
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      const sleeper = { at: this.#elapsed + ms, order: this.#order++, wake, gone: false };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }
}
