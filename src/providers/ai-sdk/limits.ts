import type { Clock } from "../../domain/runtime.ts";
import { endedHere, type Trouble } from "./trouble.ts";

export interface CallEnds {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/**
 * The work's end, or that its time is over or its caller gone. Work that pays no heed to its signal is left to itself:
 * whatever it ends with later is nobody's. Throws what the work throws.
 */
export async function underLimits<T>(
  { clock, signal, timeoutMs }: CallEnds,
  work: (signal: AbortSignal) => PromiseLike<T>,
): Promise<{ readonly said: T } | Trouble> {
  const stop = new AbortController();
  let onAbort = (): void => undefined;
  const gone = new Promise<Trouble>((resolve) => {
    onAbort = () => resolve(endedHere("ABORTED", "stopped while the model was at work"));
    signal.addEventListener("abort", onAbort, { once: true });
  });
  const late = new Promise<Trouble>((resolve) => {
    const end = () => resolve(endedHere("TENUTO_TIMEOUT", `the model took longer than ${timeoutMs} ms`));
    clock.sleep(timeoutMs, stop.signal).then(end, () => undefined);
  });
  const working = (async () => ({ said: await work(stop.signal) }))();
  try {
    return await Promise.race([working, gone, late]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    working.catch(() => undefined);
    stop.abort(new Error("nobody waits for the model any more"));
  }
}
