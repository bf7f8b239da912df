import { isOver, type Job } from "../domain/job.ts";
import type { JournalEntry, JournalRecord } from "../domain/journal.ts";
import { bytes, counted, duration } from "./quantities.ts";

/** In the order in which they are drawn. */
export const LANES = ["queued", "prepare", "upload", "submit", "look-up", "wait", "deliver", "held"] as const;
export type LaneName = (typeof LANES)[number];

/** `work`: a call of ours was under way. `wait`: it was the provider's turn. `pause`: a back-off. */
export type SpanKind = "work" | "wait" | "pause" | "held" | "fault";

/** A stretch of a job's life; wall time, ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly kind: SpanKind;
}

export interface Lane {
  readonly name: LaneName;
  readonly spans: readonly Span[];
  readonly note: string;
}

export interface Life {
  readonly start: number;
  /** The end, or as far as the journal tells. */
  readonly end: number;
  readonly lanes: readonly Lane[];
}

/** Sorts a job's life into lanes, in the order of its stages; lanes in which nothing happened are left out. */
export function lifeOf(job: Job, journal: readonly JournalRecord[]): Life {
  const tracer = new Tracer(job);
  for (const { entry } of journal) tracer.trace(entry);
  return tracer.life();
}

/** Reads a journal from front to back, remembering what has begun and not ended. */
class Tracer {
  readonly #job: Job;
  readonly #spans = new Map<LaneName, Span[]>();
  readonly #tries = new Map<LaneName, number>();
  #latest: number;
  #queuedSince: number | null;
  #heldSince: number | null = null;
  #waitingSince: number | null = null;
  #polls = 0;

  constructor(job: Job) {
    this.#job = job;
    this.#latest = job.createdAt;
    this.#queuedSince = job.createdAt;
  }

  trace(entry: JournalEntry): void {
    this.#latest = Math.max(this.#latest, entry.at);
    switch (entry.type) {
      case "claimed":
        this.#begin(entry.at);
        return;
      case "attempt":
        this.#exchange(entry.stage, entry.exchange);
        if (entry.stage === "submit") this.#waitingSince = entry.exchange.at + entry.exchange.elapsedMs;
        return;
      case "fault":
        this.#fault(entry);
        return;
      case "prepared":
        this.#begin(entry.at - entry.elapsedMs);
        this.#try("prepare");
        this.#add("prepare", entry.at - entry.elapsedMs, entry.at, "work");
        return;
      case "looked-up":
        this.#begin(entry.at);
        this.#try("look-up");
        this.#add("look-up", entry.at, entry.at, "work");
        if (entry.found !== null) this.#waitingSince = entry.at;
        return;
      case "polls":
        this.#begin(entry.at);
        this.#polls += entry.count;
        this.#waitingSince ??= entry.at;
        this.#latest = Math.max(this.#latest, entry.until);
        return;
      case "transcribed":
        this.#endWait(entry.at);
        return;
      case "delivered":
        this.#try("deliver");
        this.#add("deliver", entry.at, entry.at, "work");
        return;
      case "woken":
        this.#endHold(entry.at);
        this.#queuedSince = entry.at;
        return;
      case "completed":
      case "failed":
      case "canceled":
        this.#endAll(entry.at);
        return;
      case "intent":
        this.#begin(entry.at);
        return;
      case "accepted":
      case "extra-run":
      case "held-up":
      case "went-on":
        return;
      default:
        entry satisfies never;
    }
  }

  life(): Life {
    const { state, createdAt } = this.#job;
    const end = isOver(state) && "endedAt" in state ? Math.max(state.endedAt, this.#latest) : this.#latest;
    this.#endAll(end);
    const lanes = LANES.flatMap((name) => {
      const spans = this.#spans.get(name);
      return spans === undefined ? [] : [{ name, spans, note: this.#note(name, spans) }];
    });
    return { start: createdAt, end, lanes };
  }

  #fault(entry: Extract<JournalEntry, { type: "fault" }>): void {
    const { stage, exchange, verdict, at } = entry;
    if (exchange !== null) this.#exchange(stage, exchange);
    this.#begin(exchange?.at ?? at);
    const moment = exchange === null ? at : exchange.at + exchange.elapsedMs;
    this.#add(stage, moment, moment, "fault");
    switch (verdict.action) {
      case "retry":
      case "refresh":
        this.#add(stage, at, at + verdict.delayMs, "pause");
        return;
      case "rewind":
        this.#endWait(at);
        this.#add(verdict.to, at, at + verdict.delayMs, "pause");
        return;
      case "reconcile":
        this.#add("look-up", at, at + verdict.delayMs, "pause");
        return;
      case "park":
        this.#endWait(at);
        this.#heldSince = at;
        return;
      case "repair":
      case "fetch":
      case "reroute":
      case "failover":
      case "fail":
        this.#endWait(at);
        return;
      default:
        verdict satisfies never;
    }
  }

  #exchange(stage: LaneName, { at, elapsedMs }: { readonly at: number; readonly elapsedMs: number }): void {
    this.#begin(at);
    // A poll is no work of ours: the wait that it looks into is drawn, and the polls are counted.
    if (stage === "wait") {
      this.#polls += 1;
      this.#waitingSince ??= at;
      this.#latest = Math.max(this.#latest, at + elapsedMs);
      return;
    }
    this.#try(stage);
    this.#add(stage, at, at + elapsedMs, "work");
  }

  #add(lane: LaneName, from: number, to: number, kind: SpanKind): void {
    const spans = this.#spans.get(lane) ?? [];
    spans.push({ from, to, kind });
    this.#spans.set(lane, spans);
    this.#latest = Math.max(this.#latest, to);
  }

  #try(lane: LaneName): void {
    this.#tries.set(lane, (this.#tries.get(lane) ?? 0) + 1);
  }

  /** The first sign of work ends the queueing: a claim alone is not worth a commit, so it need not be in the journal. */
  #begin(at: number): void {
    this.#endQueue(at);
    this.#endHold(at);
  }

  #endQueue(at: number): void {
    if (this.#queuedSince !== null) this.#add("queued", this.#queuedSince, at, "wait");
    this.#queuedSince = null;
  }

  #endHold(at: number): void {
    if (this.#heldSince !== null) this.#add("held", this.#heldSince, at, "held");
    this.#heldSince = null;
  }

  #endWait(at: number): void {
    // A synchronous API never lets anybody wait, so there is no lane for what lies between its reply and our commit.
    if (this.#waitingSince !== null && this.#polls > 0) this.#add("wait", this.#waitingSince, at, "wait");
    this.#waitingSince = null;
  }

  #endAll(at: number): void {
    this.#endQueue(at);
    this.#endHold(at);
    this.#endWait(at);
  }

  #note(lane: LaneName, spans: readonly Span[]): string {
    const tries = this.#tries.get(lane) ?? 0;
    switch (lane) {
      case "queued":
      case "held":
        return duration(spans.reduce((sum, { from, to }) => sum + (to - from), 0));
      case "prepare":
      case "submit":
        return tries === 0 ? "" : counted(tries, "attempt");
      case "upload":
        return `${bytes(this.#job.request.audio.bytes)}, ${counted(tries, "attempt")}`;
      case "look-up":
        return counted(tries, "time");
      case "wait":
        return counted(this.#polls, "poll");
      case "deliver":
        return tries === 0 ? "" : counted(tries, "file");
      default:
        return lane satisfies never;
    }
  }
}
