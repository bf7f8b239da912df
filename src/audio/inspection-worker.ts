import { Worker } from "node:worker_threads";
import type { AudioReport } from "../domain/audio-report.ts";
import { AudioError } from "../domain/errors.ts";
import type { InspectionLimits } from "../domain/inspector.ts";
import type { Clock } from "../domain/runtime.ts";
import { lengthInWords } from "./amounts.ts";
import type { FromThread, ThrownInThread, ToThread } from "./inspection-messages.ts";

/** Until the structure is known, ms: it is read in bounded steps, so whatever takes longer hangs. */
const STRUCTURE_LIMIT_MS = 30_000;
/** The thread's own limits come first; this much later it is ended, ms. */
const GRACE_MS = 2_000;
/** Memory for what lives long, and for what does not: a structure takes some MB, the sound none to speak of. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 } as const;

const BROKE_DOWN = "the inspection broke down";

export interface ThreadMeans {
  /** The script that serves inspections. */
  readonly script: URL;
  /** Handed to it. */
  readonly workerData: unknown;
  readonly clock: Clock;
  /** Ends a process group that a thread can no longer end. */
  readonly kill: (group: number) => void;
}

/** What came of it: a report, what was thrown, or that the thread ended, with what was known until then. */
export type Found =
  | { readonly kind: "report"; readonly report: AudioReport }
  | { readonly kind: "error"; readonly error: Error }
  | { readonly kind: "ended"; readonly why: string; readonly known: AudioReport | null };

interface Task {
  known: AudioReport | null;
  limitMs: number;
  /** By the clock's monotonic time; the thread is ended some grace later. */
  deadline: number;
  readonly settle: (found: Found) => void;
}

/** One thread. It inspects one recording at a time, and is of no use any more once it is `ended`. */
export class InspectionThread {
  readonly #means: ThreadMeans;
  readonly #worker: Worker;
  /** Process groups that it started and that are not over. */
  readonly #groups = new Set<number>();
  #task: Task | null = null;
  #ended = false;

  constructor(means: ThreadMeans) {
    this.#means = means;
    this.#worker = new Worker(means.script, {
      workerData: means.workerData,
      resourceLimits: RESOURCE_LIMITS,
      // It needs none of our environment, which holds keys, nor of the flags that Node was started with.
      env: {},
      execArgv: [],
    });
    this.#worker.on("message", (message: FromThread) => this.#hear(message));
    this.#worker.on("error", (error: Error & { readonly code?: string }) => {
      const why = error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "it needs more memory than an inspection may take" : "";
      this.end(why || `${BROKE_DOWN}: ${error.message}`);
    });
    this.#worker.on("exit", () => this.end(BROKE_DOWN));
    process.on("exit", this.#killPrograms);
    this.#worker.unref();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Never rejects. An abort of the signal ends the work soon; the caller need not wait for it. */
  async inspect(path: string, name: string, { signal, ...limits }: InspectionLimits): Promise<Found> {
    const { clock } = this.#means;
    if (this.#ended) return { kind: "ended", why: BROKE_DOWN, known: null };
    const over = new AbortController();
    const abort = (): void => {
      this.#tell({ kind: "abort" });
      const end = clock.monotonic() + GRACE_MS;
      void this.#endAfter(() => end - clock.monotonic(), over.signal);
    };
    this.#worker.ref();
    try {
      return await new Promise<Found>((settle) => {
        const limitMs = limits.timeoutMs ?? STRUCTURE_LIMIT_MS;
        const task: Task = { known: null, limitMs, deadline: clock.monotonic() + limitMs, settle };
        this.#task = task;
        this.#tell({ kind: "inspect", path, name, limits });
        void this.#endAfter(() => task.deadline + GRACE_MS - clock.monotonic(), over.signal);
        if (signal?.aborted) abort();
        else signal?.addEventListener("abort", abort, { once: true });
      });
    } finally {
      over.abort();
      signal?.removeEventListener("abort", abort);
      this.#task = null;
      this.#worker.unref();
    }
  }

  /** Ends the thread and all that it started. `why`: for whoever waits for a recording. */
  end(why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#killPrograms();
    process.off("exit", this.#killPrograms);
    void this.#worker.terminate();
    this.#task?.settle({ kind: "ended", why, known: this.#task.known });
  }

  readonly #killPrograms = (): void => {
    for (const group of this.#groups) this.#means.kill(group);
    this.#groups.clear();
  };

  /** `left`: how long it may still take, ms; asked again at each end, since the limit is another once the length is known. */
  async #endAfter(left: () => number, over: AbortSignal): Promise<void> {
    const task = this.#task;
    try {
      for (let ms = left(); ms > 0; ms = left()) await this.#means.clock.sleep(ms, over);
    } catch {
      return;
    }
    if (task !== null && this.#task === task) this.end(`it took longer than ${lengthInWords(task.limitMs)}`);
  }

  #tell(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromThread): void {
    const task = this.#task;
    switch (message.kind) {
      case "process":
        if (message.alive) this.#groups.add(message.group);
        else this.#groups.delete(message.group);
        // A thread that is gone starts nothing more, but word of what it had started may come late.
        if (this.#ended) this.#killPrograms();
        break;
      case "structure":
        if (task === null) break;
        task.known = message.report;
        task.deadline += message.limitMs - task.limitMs;
        task.limitMs = message.limitMs;
        break;
      case "report":
        task?.settle(message);
        break;
      case "error":
        task?.settle({ kind: "error", error: rebuilt(message.error) });
        break;
      default:
        message satisfies never;
    }
  }
}

function rebuilt({ code, message, remedy }: ThrownInThread): Error {
  return code === null ? new Error(message) : new AudioError(code, message, remedy);
}
