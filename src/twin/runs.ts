import type { Hearing } from "./speech.ts";

/**
 * The provider's runs and its queue.
 *
 * A run begins `queued` while as many as the limit allows are being worked on, else `processing` at once. The queue is
 * first come, first served. Work ends when its time is over and, for a run that is to complete, once the text of its
 * recording is known; then the run is `completed` or `error`, for good. Nothing happens by itself: `advance` does what
 * was due by then, in the order in which it was due.
 */
export interface Run {
  readonly id: string;
  /** Its place among all runs, counted from 1. */
  readonly number: number;
  readonly audioUrl: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Content of the recording; null when the address is no upload of this twin. */
  readonly sha256: string | null;
  readonly createdAt: number;
  /** Wall time from which the list shows it. */
  readonly listedAt: number;
  /** How long all tries at it take together, ms. */
  readonly workMs: number;
  /** The error text that it will end with; null for a run that is to complete. */
  doom: string | null;
  status: "queued" | "processing" | "completed" | "error";
  throttled: boolean | null;
  /** Wall time at which the work is done; null while queued. */
  doneAt: number | null;
  /** Wall time at which it was over; null before. */
  endedAt: number | null;
}

/** What a recording turned out to be, and since when that is known. */
export interface Known {
  readonly hearing: Hearing;
  readonly at: number;
}

export interface RunsOptions {
  readonly concurrency: number;
  /** Undefined while the text of the recording is not known. */
  readonly known: (sha256: string) => Known | undefined;
  /** Asked when work begins: why the recording cannot be had any more; null when it can. */
  readonly unreachable: (run: Run, now: number) => string | null;
  /** The error text for a recording that made no sense to the recogniser. */
  readonly noAudio: string;
}

export interface Runs {
  add(run: Run, now: number): void;
  get(id: string): Run | undefined;
  /** Oldest first. */
  readonly all: readonly Run[];
  advance(now: number): void;
}

export function runsOf(options: RunsOptions): Runs {
  const all: Run[] = [];
  const byId = new Map<string, Run>();
  const queue: Run[] = [];
  const working = new Set<Run>();

  function begin(run: Run, at: number): void {
    const gone = run.doom === null ? options.unreachable(run, at) : null;
    run.doom ??= gone;
    run.status = "processing";
    run.doneAt = at + run.workMs;
    if (run.throttled === true) run.throttled = false;
    working.add(run);
  }

  /** When a run that is worked on is over; infinite while its text is awaited. */
  function overAt(run: Run): number {
    const doneAt = run.doneAt ?? Number.POSITIVE_INFINITY;
    if (run.doom !== null || run.sha256 === null) return doneAt;
    return Math.max(doneAt, options.known(run.sha256)?.at ?? Number.POSITIVE_INFINITY);
  }

  function end(run: Run, at: number): void {
    working.delete(run);
    const hearing = run.sha256 === null ? null : (options.known(run.sha256)?.hearing ?? null);
    if (run.doom === null && hearing?.ok === false) run.doom = options.noAudio;
    run.status = run.doom === null ? "completed" : "error";
    run.endedAt = at;
  }

  return {
    all,
    get: (id) => byId.get(id),
    add(run, now) {
      all.push(run);
      byId.set(run.id, run);
      if (working.size < options.concurrency) return begin(run, now);
      run.throttled = true;
      queue.push(run);
    },
    advance(now) {
      for (;;) {
        let first: Run | null = null;
        let at = Number.POSITIVE_INFINITY;
        for (const run of working) {
          const over = overAt(run);
          if (over < at) [first, at] = [run, over];
        }
        if (first === null || at > now) return;
        end(first, at);
        const next = queue.shift();
        if (next !== undefined) begin(next, at);
      }
    },
  };
}
