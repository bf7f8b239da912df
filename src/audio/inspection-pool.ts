import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { AudioFinding, AudioReport } from "../domain/audio-report.ts";
import type { InspectionLimits, Inspector } from "../domain/inspector.ts";
import { judgeDurations } from "./durations.ts";
import { type Found, InspectionThread, type ThreadMeans } from "./inspection-worker.ts";
import { verdictOf } from "./verdict.ts";

export interface PoolOptions extends ThreadMeans {
  /** Recordings that are looked into at once, each with a thread and a decoder of its own. */
  readonly threads: number;
}

/**
 * Inspections in threads that are kept for the next one. Recordings beyond their number wait in the order in which they
 * came. A thread that takes too long or too much memory is ended with all that it started, and another takes its place:
 * the report then says what was found until then.
 */
export class InspectionPool implements Inspector {
  readonly #options: PoolOptions;
  readonly #idle: InspectionThread[] = [];
  readonly #all = new Set<InspectionThread>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  async inspect(path: string, limits: InspectionLimits = {}, name: string = basename(path)): Promise<AudioReport> {
    const { signal } = limits;
    await this.#turn(signal);
    const work = this.#inspect(path, name, limits);
    const found = await (signal === undefined ? work : orAborted(work, signal));
    switch (found.kind) {
      case "report":
        return found.report;
      case "error":
        throw found.error;
      case "ended":
        return endedReport(path, name, found);
      default:
        return found satisfies never;
    }
  }

  /** Ends all threads at once; what they have in hand is reported as far as it is known. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const thread of this.#all) thread.end("the inspector was closed");
    for (const next of this.#waiting.splice(0)) next();
  }

  async #inspect(path: string, name: string, limits: InspectionLimits): Promise<Found> {
    if (this.#closed) {
      this.#next();
      return { kind: "ended", why: "the inspector was closed", known: null };
    }
    const thread = this.#idle.pop() ?? this.#newThread();
    try {
      return await thread.inspect(path, name, limits);
    } finally {
      if (thread.ended) this.#all.delete(thread);
      else this.#idle.push(thread);
      this.#next();
    }
  }

  #newThread(): InspectionThread {
    const thread = new InspectionThread(this.#options);
    this.#all.add(thread);
    return thread;
  }

  /** Resolves once there is a free thread, which is then taken. */
  async #turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#busy < this.#options.threads) {
      this.#busy += 1;
      return;
    }
    let mine: () => void = () => {};
    const turn = new Promise<void>((resolve) => {
      mine = resolve;
      this.#waiting.push(resolve);
    });
    if (signal === undefined) return turn;
    try {
      await orAborted(turn, signal);
    } catch (error) {
      const place = this.#waiting.indexOf(mine);
      // Its turn may have come in the same moment: somebody else's now.
      if (place < 0) this.#next();
      else this.#waiting.splice(place, 1);
      throw error;
    }
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }
}

/** The promise's outcome, or the signal's reason as soon as it aborts. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** What is said of a recording whose inspection had to be ended. */
async function endedReport(
  path: string,
  file: string,
  { why, known }: Extract<Found, { kind: "ended" }>,
): Promise<AudioReport> {
  if (known !== null) return { ...known, notChecked: `levels not checked: ${why}` };
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const message = `Nobody could tell what it is: ${why}.`;
  const findings: AudioFinding[] = [{ code: "unrecognized", weight: "warn", message }];
  return {
    file,
    bytes,
    verdict: verdictOf(findings),
    findings,
    format: null,
    durations: judgeDurations({ declaredMs: null, packetsMs: null, decodedMs: null }),
    levels: null,
    channels: null,
    notChecked: `not checked: ${why}`,
  };
}
