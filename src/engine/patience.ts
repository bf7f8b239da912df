import type { Clock } from "../domain/runtime.ts";

/** Longest in all. */
const WHOLE_MS = 60 * 60_000;

/**
 * Aborts `stop` when nothing has moved for `idleMs`, when it has taken over an hour, and when the caller's signal does.
 */
export class Patience {
  readonly stop = new AbortController();
  readonly #clock: Clock;
  readonly #over = new AbortController();
  readonly #onAbort: () => void;
  readonly #signal: AbortSignal | undefined;
  #movedAt: number;

  constructor(clock: Clock, idleMs: number, signal: AbortSignal | undefined) {
    this.#clock = clock;
    this.#movedAt = clock.monotonic();
    this.#signal = signal;
    this.#onAbort = () => this.stop.abort(signal?.reason);
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    void this.#watch(idleMs, this.#movedAt + WHOLE_MS);
  }

  /** To be told of everything that moves. */
  moved(): void {
    this.#movedAt = this.#clock.monotonic();
  }

  /** There is nothing left to watch. */
  end(): void {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#over.abort();
  }

  async #watch(idleMs: number, end: number): Promise<void> {
    try {
      for (;;) {
        const now = this.#clock.monotonic();
        const left = Math.min(this.#movedAt + idleMs, end) - now;
        if (left <= 0) return this.stop.abort(new Error(now >= end ? "it took over an hour" : "nothing came any more"));
        await this.#clock.sleep(left, this.#over.signal);
      }
    } catch {
      // The download is over.
    }
  }
}
