import type { JournalEntry, JournalRecord } from "../../domain/journal.ts";
import type { Stage } from "../../domain/stage.ts";
import { callSpan, faultAttributes, ownSpan } from "./call-span.ts";
import { type Attributes, NAMES, said } from "./names.ts";
import { enclosing, type SpanData, type SpanEvent } from "./span-data.ts";
import { type Stretch, stretchesOf } from "./stretches.ts";
import { Visit } from "./visit.ts";

/** What the spans of a job say of it that its journal does not. */
export interface TracedJob {
  readonly id: string;
  readonly kind: string;
  /** Wall time, ms. */
  readonly createdAt: number;
  /** Its chain, with the model that each link is asked for; null for the usual one. */
  readonly links: readonly { readonly provider: string; readonly model: string | null }[];
  /** The provider's ids of its runs by the number of the submission: what has one is waited for. */
  readonly runs: ReadonlyMap<number, string>;
}

/** One stretch of a job as spans. */
export interface Trace extends Stretch {
  readonly root: SpanData;
}

type Fault = Extract<JournalEntry, { type: "fault" }>;

/**
 * A job's journal as spans: one for each stretch of it, below that one for each stay at a stage, and below those one for
 * each attempt. What took no time, or nobody knows how long, is an event. A stretch that is not over is left out.
 */
export function tracesOf(job: TracedJob, journal: readonly JournalRecord[]): readonly Trace[] {
  const course = new Course(job);
  return stretchesOf(journal).map((stretch) => ({ ...stretch, root: course.stretch(stretch) }));
}

/** Goes through a journal, entry by entry. What a stretch ends in the middle of goes on in the next one. */
class Course {
  readonly #job: TracedJob;
  #link = 0;
  #visit: Visit | null = null;
  /** The newest that was heard of. */
  #submission = 1;
  /** The stage that was passed last, and when: what comes after it began then. */
  #passedAt: number | null = null;
  /** Attempts that failed in a row, by what they were attempts of. */
  readonly #failures = new Map<string, number>();
  #stages: SpanData[] = [];
  #events: SpanEvent[] = [];
  #about: Attributes = {};

  constructor(job: TracedJob) {
    this.#job = job;
  }

  stretch({ number, records, outcome }: Stretch): SpanData {
    const last = records.at(-1)?.entry;
    const lastAt = last?.at ?? this.#job.createdAt;
    const firstAt = number === 0 ? this.#job.createdAt : (records[0]?.entry.at ?? lastAt);
    [this.#stages, this.#events, this.#about] = [[], [], {}];
    for (const { entry } of records) this.#entry(entry);
    this.#close(lastAt, outcome === "completed");
    this.#passedAt = null;
    const error = last?.type === "failed" || last?.type === "fault" ? last.fault.code : null;
    return enclosing({
      name: this.#job.kind,
      isCall: false,
      startMs: firstAt,
      endMs: lastAt,
      attributes: said({
        [NAMES.operation]: this.#job.kind,
        ...this.#where,
        [NAMES.job]: this.#job.id,
        [NAMES.outcome]: outcome,
        [NAMES.errorType]: error,
        ...this.#about,
      }),
      error,
      events: this.#events,
      children: this.#stages,
    });
  }

  #entry(entry: JournalEntry): void {
    switch (entry.type) {
      case "accepted":
        this.#about = said({ ...this.#about, [NAMES.audioBytes]: entry.bytes });
        break;
      case "prepared":
        this.#prepared(entry);
        break;
      case "intent":
        this.#at("submit", entry.submission, entry.at);
        break;
      case "attempt": {
        const { stage, submission, attempt, exchange, certainty } = entry;
        const attributes = { [NAMES.attempt]: attempt, [NAMES.certainty]: certainty };
        const call = callSpan(exchange, this.#resends(stage, submission), attributes);
        this.#at(stage, submission, call.startMs).add(call);
        this.#pass(call.endMs);
        break;
      }
      case "fault":
        this.#fault(entry);
        break;
      case "looked-up": {
        const stage = entry.insteadOf === undefined ? "submit" : "wait";
        const attributes = { [NAMES.found]: entry.found !== null };
        this.#failures.delete(this.#key("wait", entry.submission));
        this.#at(stage, entry.submission, entry.at).tell({ name: "looked-up", at: entry.at, attributes });
        if (entry.found !== null && stage === "submit") this.#pass(entry.at);
        break;
      }
      case "polls": {
        const { submission, at, until, count, throttled } = entry;
        const polls = said({ [NAMES.polls]: count, [NAMES.throttled]: throttled ? true : null });
        this.#failures.delete(this.#key("wait", submission));
        this.#at("wait", submission, at).add(ownSpan("polls", at, Math.max(at, until), polls));
        break;
      }
      case "transcribed":
        this.#transcribed(entry);
        break;
      case "delivered": {
        const event = { name: "delivered", at: entry.at, attributes: { [NAMES.bytes]: entry.bytes } };
        this.#at("deliver", this.#submission, entry.at).tell(event);
        break;
      }
      case "went-on":
        this.#close(this.#visit?.lastAt ?? entry.at, false);
        this.#link += 1;
        this.#passedAt = null;
        this.#event("went-on", entry.at, {
          [NAMES.from]: entry.from.provider,
          [NAMES.to]: entry.to.provider,
          [NAMES.errorType]: entry.from.code,
        });
        break;
      case "extra-run":
        this.#event("extra-run", entry.at, { [NAMES.removed]: entry.removed });
        break;
      case "held-up":
        this.#event("held-up", entry.at, { [NAMES.stage]: entry.stage, [NAMES.rule]: entry.rule });
        break;
      case "woken":
        // Why is told in somebody's own words.
        this.#event("woken", entry.at, {});
        break;
      case "claimed":
      case "completed":
      case "failed":
      case "canceled":
        break;
      default:
        entry satisfies never;
    }
  }

  #prepared({ at, elapsedMs, report, sent }: Extract<JournalEntry, { type: "prepared" }>): void {
    const startMs = at - Math.max(0, elapsedMs);
    const attributes = { [NAMES.audioVerdict]: report.verdict };
    this.#at("prepare", this.#submission, startMs).add(ownSpan("inspect", startMs, at, attributes));
    const { believedMs } = report.durations;
    if (believedMs !== null) this.#about = { ...this.#about, [NAMES.audioLength]: believedMs / 1_000 };
    if (sent.length > 0) this.#pass(at);
  }

  #fault(entry: Fault): void {
    const { stage, submission, attempt, fault, exchange, at } = entry;
    const attributes = { ...faultAttributes(entry), [NAMES.attempt]: attempt };
    const startMs = exchange?.at ?? at;
    const visit = this.#at(stage, submission, startMs);
    // What was refused after a look into it is one attempt and not two.
    if (exchange === null && stage === "prepare" && visit.spoil(attributes, fault.code)) return;
    const resends = this.#resends(stage, submission);
    const span = exchange === null ? ownSpan(stage, at, at, attributes) : callSpan(exchange, resends, attributes);
    visit.add({ ...span, error: fault.code });
    if (exchange !== null) this.#failures.set(this.#key(stage, submission), resends + 1);
  }

  #transcribed({ at, submission, words, durationMs, doubts }: Extract<JournalEntry, { type: "transcribed" }>): void {
    const length = durationMs === null ? null : durationMs / 1_000;
    const known = { [NAMES.words]: words, [NAMES.audioLength]: length, [NAMES.doubts]: doubts };
    this.#about = { ...this.#about, ...said(known) };
    if (!this.#job.runs.has(submission)) return;
    this.#at("wait", submission, at);
    this.#pass(at);
  }

  /** The stay at a stage that goes on, or another. */
  #at(stage: Stage, submission: number, startMs: number): Visit {
    const current = this.#visit;
    if (current?.stage === stage && current.submission === submission) return current;
    if (current !== null) this.#close(current.lastAt, false);
    const follows = stage === "wait" || stage === "deliver";
    const from = follows ? Math.min(this.#passedAt ?? startMs, startMs) : startMs;
    const run = said({ [NAMES.run]: stage === "wait" ? this.#job.runs.get(submission) : null });
    this.#submission = submission;
    const visit = new Visit(stage, submission, from, { ...this.#where, ...run });
    this.#visit = visit;
    return visit;
  }

  #pass(at: number): void {
    this.#close(at, true);
    this.#passedAt = at;
    this.#failures.clear();
  }

  #close(at: number, passed: boolean): void {
    if (this.#visit !== null) this.#stages.push(this.#visit.closed(at, passed));
    this.#visit = null;
  }

  #event(name: string, at: number, attributes: Attributes): void {
    this.#events.push({ name, at, attributes });
  }

  get #where(): Attributes {
    const link = this.#job.links[this.#link] ?? this.#job.links.at(-1);
    return said({ [NAMES.provider]: link?.provider, [NAMES.model]: link?.model });
  }

  #key(stage: Stage, submission: number): string {
    return `${this.#link} ${stage} ${submission}`;
  }

  #resends(stage: Stage, submission: number): number {
    return this.#failures.get(this.#key(stage, submission)) ?? 0;
  }
}
