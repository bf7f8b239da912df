import { isOver, type JobState } from "../domain/job.ts";
import type { JournalRecord } from "../domain/journal.ts";
import { STAGES, type Stage, stageAfter } from "../domain/stage.ts";
import type { Verdict } from "../domain/verdict.ts";

/** A job as the display knows it. */
interface Item {
  readonly name: string;
  readonly bytes: number;
  state: "waiting" | "active" | "held" | "completed" | "failed" | "canceled";
  stage: Stage;
  attempt: number;
  sent: number;
  /** Wall time of the next try, ms; null while one is under way. */
  nextAt: number | null;
  lastFault: string | null;
}

/** A row under the bar. */
export interface ActiveRow {
  readonly name: string;
  readonly stage: Stage;
  readonly attempt: number;
  /** 0 to 1 of the upload; null in any other stage. */
  readonly share: number | null;
  readonly nextInMs: number | null;
  readonly lastFault: string | null;
}

/** One picture of the whole, ready to be drawn. */
export interface Frame {
  readonly all: number;
  readonly completed: number;
  readonly failed: number;
  readonly held: number;
  readonly sentBytes: number;
  readonly allBytes: number;
  readonly retries: number;
  /** Null as long as there is nothing to tell it from. */
  readonly leftMs: number | null;
  /** Those in trouble first, then in the order in which they began. */
  readonly active: readonly ActiveRow[];
}

/** An estimate from less than this is a guess. */
const SHORTEST_EXPERIENCE_MS = 2_000;

/**
 * Follows jobs by their journal. A job is `waiting` until a worker claims it, then `active`; a verdict to park makes it
 * `held` until it is woken or claimed again; `completed`, `failed` and `canceled` are ends.
 */
export class Progress {
  readonly #items = new Map<string, Item>();
  readonly #active = new Set<Item>();
  readonly #startedAt: number;
  #doneBefore = 0;
  #retries = 0;
  #toCome = 0;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** Makes a job known. One that is over already counts as done and teaches nothing about speed. */
  add(id: string, job: { readonly name: string; readonly bytes: number; readonly state: JobState }): void {
    if (this.#items.has(id)) return;
    const { name, bytes, state } = job;
    if (isOver(state)) this.#doneBefore += weight(bytes);
    const fresh = { stage: "prepare", attempt: 1, sent: 0, nextAt: null, lastFault: null } as const;
    this.#items.set(id, { name, bytes, state: "waiting", ...fresh });
    this.settle(id, state);
  }

  /** How many jobs will be made known yet: they count, and until then nobody can say how long it takes. */
  expect(toCome: number): void {
    this.#toCome = toCome;
  }

  nameOf(id: string): string | null {
    return this.#items.get(id)?.name ?? null;
  }

  sent(id: string, bytes: number): void {
    const item = this.#items.get(id);
    if (item === undefined) return;
    item.sent = Math.min(bytes, item.bytes || bytes);
    this.#work(item, "upload");
  }

  observe({ job, entry }: JournalRecord): void {
    const item = this.#items.get(job);
    if (item === undefined) return;
    switch (entry.type) {
      case "claimed":
        this.#work(item, entry.stage);
        return;
      case "attempt":
        // It went well, so the row tells of what comes next, and no more of what went wrong before.
        if (entry.stage === "upload") item.sent = item.bytes;
        this.#work(item, stageAfter(entry.stage, STAGES));
        item.lastFault = null;
        return;
      case "intent":
        this.#work(item, "submit");
        item.attempt = entry.attempt;
        return;
      case "polls":
        this.#work(item, "wait");
        item.lastFault = null;
        return;
      case "transcribed":
        this.#work(item, "deliver");
        item.attempt = 1;
        return;
      case "fault":
        this.#work(item, entry.stage);
        item.attempt = entry.attempt;
        item.lastFault = entry.fault.code;
        this.#carryOn(item, entry.verdict, entry.at);
        return;
      case "woken":
        this.#to(item, "waiting");
        return;
      case "completed":
      case "failed":
      case "canceled":
        this.#to(item, entry.type);
        return;
      case "accepted":
      case "looked-up":
      case "delivered":
        return;
      default:
        entry satisfies never;
    }
  }

  /** Where a job really stands, for what was not seen happening. */
  settle(id: string, state: JobState): void {
    const item = this.#items.get(id);
    if (item === undefined) return;
    if (state.status === "parked") this.#to(item, "held");
    else if (state.status !== "open") this.#to(item, state.status);
  }

  frame(now: number): Frame {
    const count = { completed: 0, failed: 0, canceled: 0, held: 0, waiting: 0, active: 0 };
    let sentBytes = 0;
    let allBytes = 0;
    let done = 0;
    let all = 0;
    for (const item of this.#items.values()) {
      count[item.state] += 1;
      const over = item.state === "completed" || item.state === "failed" || item.state === "canceled";
      sentBytes += item.state === "completed" ? item.bytes : item.sent;
      allBytes += item.bytes;
      // What is held does not go on within this run, so it belongs to neither side of the estimate.
      if (item.state !== "held") all += weight(item.bytes);
      if (over) done += weight(item.bytes);
    }
    return {
      all: this.#items.size + this.#toCome,
      completed: count.completed,
      failed: count.failed + count.canceled,
      held: count.held,
      sentBytes,
      allBytes,
      retries: this.#retries,
      leftMs: this.#toCome > 0 ? null : this.#left(now - this.#startedAt, done - this.#doneBefore, all - done),
      active: [...this.#active].map((item) => row(item, now)).sort(troubleFirst),
    };
  }

  #left(elapsed: number, done: number, rest: number): number | null {
    if (rest === 0) return 0;
    return done <= 0 || elapsed < SHORTEST_EXPERIENCE_MS ? null : (elapsed * rest) / done;
  }

  #work(item: Item, stage: Stage): void {
    this.#to(item, "active");
    if (stage !== item.stage) item.attempt = 1;
    item.stage = stage;
    item.nextAt = null;
  }

  /** The row tells of the try to come, not of the one that failed. */
  #carryOn(item: Item, verdict: Verdict, at: number): void {
    switch (verdict.action) {
      case "retry":
      case "refresh":
        item.attempt += 1;
        break;
      case "rewind":
        item.stage = verdict.to;
        item.attempt = 1;
        break;
      case "reconcile":
      case "repair":
      case "fetch":
      case "reroute":
      case "failover":
        break;
      case "park":
        this.#to(item, "held");
        return;
      case "fail":
        return;
      default:
        verdict satisfies never;
    }
    this.#retries += 1;
    if (item.stage === "upload") item.sent = 0;
    if ("delayMs" in verdict) item.nextAt = at + verdict.delayMs;
  }

  #to(item: Item, state: Item["state"]): void {
    item.state = state;
    if (state === "active") this.#active.add(item);
    else this.#active.delete(item);
  }
}

/** Ten files of 1 kB take longer than one of 10 kB: a job counts as some bytes even when it has next to none. */
function weight(bytes: number): number {
  return bytes + 250_000;
}

function row(item: Item, now: number): ActiveRow {
  return {
    name: item.name,
    stage: item.stage,
    attempt: item.attempt,
    share: item.stage === "upload" && item.bytes > 0 ? item.sent / item.bytes : null,
    nextInMs: item.nextAt === null || item.nextAt <= now ? null : item.nextAt - now,
    lastFault: item.lastFault,
  };
}

function troubleFirst(a: ActiveRow, b: ActiveRow): number {
  return Number(b.lastFault !== null) - Number(a.lastFault !== null);
}
