import type { Webhook } from "../domain/provider-server.ts";
import type { Hearing } from "./speech.ts";

/**
 * The provider's runs and its queue.
 *
 * A run begins `queued` while as many as the limit allows are being worked on, else `processing` at once. The queue is
 * first come, first served. A recording that is somewhere else is fetched when work on it begins. Work ends when its
 * time is over and, for a run that is to complete, once the text of its recording is known; then the run is `completed`
 * or `error`, for good. Nothing happens by itself: `advance` does what was due by then, in the order in which it was due.
 */
export interface Run {
  readonly id: string;
  /** Its place among all runs, counted from 1. */
  readonly number: number;
  readonly audioUrl: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly webhook: Webhook | null;
  readonly redactsAudio: boolean;
  /** Content of the recording; null before it was fetched, and for one that cannot be had. */
  sha256: string | null;
  bytes: number;
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
  /** True while its recording is being fetched. */
  fetching: boolean;
  deleted: boolean;
  webhookStatus: number | null;
}

/** Where the recording of a run is when work on it begins; `gone` with the error text that the run ends with. */
export type Supply =
  | { readonly kind: "here" }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "gone"; readonly error: string };

/** What came of fetching a recording. */
export type Supplied =
  | { readonly kind: "here"; readonly sha256: string; readonly bytes: number }
  | { readonly kind: "gone"; readonly error: string };

/** What a recording turned out to be, and since when that is known. */
export interface Known {
  readonly hearing: Hearing;
  readonly at: number;
}

export interface RunsOptions {
  readonly concurrency: number;
  /** Undefined while the text of the recording is not known. */
  readonly known: (sha256: string) => Known | undefined;
  /** Asked when work begins. */
  readonly supply: (run: Run, now: number) => Supply;
  /** The error text for a recording that made no sense to the recogniser. */
  readonly noAudio: string;
  readonly onEnd: (run: Run, at: number) => void;
}

export interface Runs {
  add(run: Run, now: number): void;
  get(id: string): Run | undefined;
  /** Oldest first. */
  readonly all: readonly Run[];
  /** Where in `all` the first stands that is not over; all before it are. */
  readonly firstGoing: number;
  /** The most runs that were not over at one moment. */
  readonly mostAtOnce: number;
  advance(now: number): void;
  /** Runs whose recording is to be fetched, each named once. */
  toFetch(): readonly Run[];
  fetched(id: string, supplied: Supplied, now: number): void;
  /** When the next run ends that somebody wants to be told of, or one before it; null when there is none. */
  nextEnd(): number | null;
}

export function runsOf(options: RunsOptions): Runs {
  const all: Run[] = [];
  const byId = new Map<string, Run>();
  const queue: Run[] = [];
  const working = new Set<Run>();
  let unfetched: Run[] = [];
  /** Runs under way whose end somebody wants to be told of. */
  let awaited = 0;
  let underWay = 0;
  let mostAtOnce = 0;
  let firstGoing = 0;
  /** Nothing ends before it; long past while that is not known. */
  let quietUntil = Number.NEGATIVE_INFINITY;

  function begin(run: Run, at: number): void {
    const supply = run.doom === null ? options.supply(run, at) : null;
    if (supply?.kind === "gone") run.doom = supply.error;
    if (supply?.kind === "elsewhere") {
      run.fetching = true;
      unfetched.push(run);
    }
    run.status = "processing";
    run.doneAt = at + run.workMs;
    if (run.throttled === true) run.throttled = false;
    working.add(run);
    quietUntil = Number.NEGATIVE_INFINITY;
  }

  /** When a run that is worked on is over; infinite while its recording or its text is awaited. */
  function overAt(run: Run): number {
    if (run.fetching) return Number.POSITIVE_INFINITY;
    const doneAt = run.doneAt ?? Number.POSITIVE_INFINITY;
    if (run.doom !== null || run.sha256 === null) return doneAt;
    return Math.max(doneAt, options.known(run.sha256)?.at ?? Number.POSITIVE_INFINITY);
  }

  function end(run: Run, at: number): void {
    working.delete(run);
    underWay -= 1;
    const hearing = run.sha256 === null ? null : (options.known(run.sha256)?.hearing ?? null);
    if (run.doom === null && hearing?.ok === false) run.doom = options.noAudio;
    run.status = run.doom === null ? "completed" : "error";
    run.endedAt = at;
    if (run.webhook !== null) awaited -= 1;
    options.onEnd(run, at);
  }

  return {
    all,
    get firstGoing() {
      while (firstGoing < all.length && all[firstGoing]?.endedAt !== null) firstGoing += 1;
      return firstGoing;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    get: (id) => byId.get(id),
    add(run, now) {
      all.push(run);
      byId.set(run.id, run);
      underWay += 1;
      mostAtOnce = Math.max(mostAtOnce, underWay);
      if (run.webhook !== null) awaited += 1;
      if (working.size < options.concurrency) return begin(run, now);
      run.throttled = true;
      queue.push(run);
    },
    advance(now) {
      if (now < quietUntil) return;
      for (;;) {
        let first: Run | null = null;
        let at = Number.POSITIVE_INFINITY;
        let isKnown = true;
        for (const run of working) {
          const over = overAt(run);
          // Whoever listens or fetches may end it at any time.
          if (over === Number.POSITIVE_INFINITY) isKnown = false;
          if (over >= at) continue;
          first = run;
          at = over;
        }
        quietUntil = isKnown ? at : Number.NEGATIVE_INFINITY;
        if (first === null || at > now) return;
        end(first, at);
        const next = queue.shift();
        if (next !== undefined) begin(next, at);
      }
    },
    toFetch() {
      const asked = unfetched;
      unfetched = [];
      return asked;
    },
    fetched(id, supplied, now) {
      const run = byId.get(id);
      if (run === undefined || !run.fetching) return;
      run.fetching = false;
      run.doneAt = Math.max(run.doneAt ?? now, now);
      if (supplied.kind === "gone") run.doom = supplied.error;
      else [run.sha256, run.bytes] = [supplied.sha256, supplied.bytes];
    },
    nextEnd() {
      if (awaited === 0) return null;
      const next = Math.min(...[...working].map(overAt));
      return Number.isFinite(next) ? next : null;
    },
  };
}
