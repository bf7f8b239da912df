import type { Clock, Dice, Ids, Runtime } from "../domain/runtime.ts";
import { seededDice, sortableIds } from "../engine/live-runtime.ts";

/** Where virtual time begins: a date that no code can mistake for zero. */
const START_MS = Date.UTC(2026, 0, 5, 9);

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
  gone: boolean;
}

/**
 * Time that passes only when everybody sleeps. `run` lets all that is ready run, then moves the clock to the next
 * sleeper and wakes it; those of the same instant wake in the order in which they lay down, so the same seed gives the
 * same run.
 */
export class VirtualRuntime implements Runtime {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly ids: Ids;
  readonly #heap: Sleeper[] = [];
  #elapsed = 0;
  #order = 0;

  constructor(seed: number) {
    this.dice = seededDice(seed);
    const idDice = seededDice(seed ^ 0x5eed);
    const random = (): string =>
      Math.floor(idDice.next() * 2 ** 32)
        .toString(16)
        .padStart(8, "0");
    this.clock = {
      now: () => START_MS + this.#elapsed,
      monotonic: () => this.#elapsed,
      sleep: (ms, signal) => this.#sleep(Math.max(0, ms), signal),
      settled: () => this.#sleep(0),
    };
    this.ids = sortableIds(this.clock.now, random);
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
      const sleeper = this.#next();
      if (sleeper === null) throw new Error("everything waits and nothing will ever wake it: a deadlock");
      this.#elapsed = Math.max(this.#elapsed, sleeper.at);
      sleeper.wake();
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
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      const sleeper: Sleeper = { at: this.#elapsed + ms, order: this.#order++, wake, gone: false };
      signal?.addEventListener("abort", onAbort, { once: true });
      push(this.#heap, sleeper);
    });
  }

  #next(): Sleeper | null {
    for (;;) {
      const first = pop(this.#heap);
      if (first === null || !first.gone) return first;
    }
  }
}

function earlier(a: Sleeper | undefined, b: Sleeper | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap(heap: Sleeper[], a: number, b: number): void {
  const [first, second] = [heap[a], heap[b]];
  if (first === undefined || second === undefined) return;
  heap[a] = second;
  heap[b] = first;
}

function push(heap: Sleeper[], sleeper: Sleeper): void {
  let at = heap.push(sleeper) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!earlier(heap[at], heap[parent])) return;
    swap(heap, at, parent);
    at = parent;
  }
}

function pop(heap: Sleeper[]): Sleeper | null {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined) return null;
  if (heap.length === 0) return first;
  heap[0] = last;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const least = earlier(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!earlier(heap[least], heap[at])) return first;
    swap(heap, at, least);
    at = least;
  }
}
