import type { Clock } from "../domain/runtime.ts";

/** Wakes whoever sleeps beside it. A ring that nobody slept through is heard by the next sleeper. */
export class Doorbell {
  #rung = false;
  #wake: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Sleeps for `ms`, or until it rings. Rejects with the signal's reason as soon as it aborts. */
  async sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<"slept" | "rung"> {
    signal.throwIfAborted();
    if (this.#answered()) return "rung";
    const up = new AbortController();
    const onAbort = (): void => up.abort(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#wake = () => up.abort(RUNG);
    try {
      await clock.sleep(ms, up.signal);
      return "slept";
    } catch (reason) {
      if (reason !== RUNG) throw reason;
      this.#answered();
      return "rung";
    } finally {
      this.#wake = null;
      signal.removeEventListener("abort", onAbort);
    }
  }

  #answered(): boolean {
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}

/** Tells a ring from an abort. Made once: an abort without a reason makes an error with a stack. */
const RUNG = new Error("rung");
