import type { JournalEntry } from "../../domain/journal.ts";
import type { Stage } from "../../domain/stage.ts";
import type { MetricName, Point } from "./metrics.ts";
import { type Attributes, NAMES } from "./names.ts";

/** The stages that something is sent in. */
const SENDING: readonly Stage[] = ["upload", "submit"];

type EntryOf<T extends JournalEntry["type"]> = Extract<JournalEntry, { type: T }>;

/** What is measured of one job, entry by entry of its journal. All that it remembers, the journal tells again. */
export class Measuring {
  /** Where the job is now. */
  #provider = "unknown";
  #acceptedAt: number | null = null;
  #isBegun = false;
  /** Faults of each stage since it was last passed: it is passed at the attempt after them. */
  readonly #faults = new Map<Stage, number>();
  /** Stages that this recording, or this piece of it, was sent in before. */
  readonly #sentIn = new Set<Stage>();
  /** When the newest submit was begun, ms of wall time. */
  #submitAt: number | null = null;
  /** A submit was written down and nothing came back yet. */
  #intends = false;
  #isUncertain = false;
  #delivers = false;

  /**
   * What the next entry adds.
   *
   * @param wasWaitedFor whether the run of a submission has an id to be asked after
   */
  points(entry: JournalEntry, wasWaitedFor: (submission: number) => boolean): readonly Point[] {
    return [...this.#beginning(entry), ...this.#of(entry, wasWaitedFor)];
  }

  #of(entry: JournalEntry, wasWaitedFor: (submission: number) => boolean): readonly Point[] {
    switch (entry.type) {
      case "accepted":
        this.#provider = entry.provider;
        this.#acceptedAt = entry.at;
        return [];
      case "prepared":
        return entry.sent.length === 0 ? [] : this.#passed("prepare", entry.elapsedMs);
      case "attempt":
        return this.#attempt(entry);
      case "fault":
        return this.#fault(entry);
      case "intent": {
        const known = this.#resolved("sent-again");
        this.#intends = true;
        this.#submitAt = entry.at;
        return known;
      }
      case "looked-up":
        return this.#lookedUp(entry);
      case "polls":
        return [this.#point("tenuto.attempts", entry.count, this.#attributes("wait", "success"))];
      case "went-on":
        return this.#wentOn(entry);
      case "transcribed":
        return this.#transcribed(entry, wasWaitedFor(entry.submission));
      case "delivered":
        this.#delivers = true;
        return [];
      case "completed":
      case "failed":
      case "canceled":
        return this.#ended(entry);
      case "claimed":
      case "held-up":
      case "extra-run":
      case "woken":
        return [];
      default:
        return entry satisfies never;
    }
  }

  /** How long it waited before anything was done for it. */
  #beginning(entry: JournalEntry): readonly Point[] {
    const at = beginningOf(entry);
    if (this.#isBegun || at === null) return [];
    this.#isBegun = true;
    return this.#acceptedAt === null ? [] : [this.#point("tenuto.queue.duration", seconds(at - this.#acceptedAt))];
  }

  #attempt({ stage, exchange }: EntryOf<"attempt">): readonly Point[] {
    const sent = this.#sent(stage, exchange.sentBytes);
    if (stage !== "submit") return [...this.#passed(stage, exchange.elapsedMs), ...sent];
    this.#submitAt = exchange.at;
    this.#intends = false;
    this.#isUncertain = false;
    return [...this.#passed(stage, exchange.elapsedMs), ...sent];
  }

  #fault({ stage, fault, verdict, exchange }: EntryOf<"fault">): readonly Point[] {
    this.#faults.set(stage, (this.#faults.get(stage) ?? 0) + 1);
    if (stage === "submit") {
      if (fault.certainty === "unknown") this.#isUncertain ||= this.#intends;
      else this.#intends &&= this.#isUncertain;
    }
    const failed = { [NAMES.faultClass]: fault.class };
    const tried = this.#tried(stage, "fault", exchange?.elapsedMs ?? null, failed);
    const sent = exchange === null ? [] : this.#sent(stage, exchange.sentBytes);
    if (verdict.action !== "park") return [...tried, ...sent];
    return [...tried, ...sent, this.#point("tenuto.holds", 1, { ...failed, [NAMES.stage]: stage })];
  }

  #lookedUp({ found, insteadOf }: EntryOf<"looked-up">): readonly Point[] {
    if (insteadOf !== undefined) return [];
    // A process that died after the intent left no fault behind.
    this.#isUncertain ||= this.#intends;
    if (found === null) return [];
    this.#intends = false;
    return [...this.#resolved("found"), ...this.#succeeded("submit")];
  }

  #wentOn({ from, to }: EntryOf<"went-on">): readonly Point[] {
    const left = this.#resolved("given-up");
    this.#intends = false;
    this.#faults.clear();
    // Some take the recording in an upload, others in the submit itself.
    if (this.#sentIn.size > 0) for (const stage of SENDING) this.#sentIn.add(stage);
    this.#provider = to.provider;
    const attributes = {
      [NAMES.from]: from.provider,
      [NAMES.to]: to.provider,
      [NAMES.faultClass]: from.class,
    };
    return [...left, { metric: "tenuto.failovers", value: 1, attributes }];
  }

  #transcribed({ at, durationMs, doubts = [] }: EntryOf<"transcribed">, waited: boolean): readonly Point[] {
    const since = this.#submitAt;
    this.#sentIn.clear();
    this.#submitAt = null;
    const factor =
      durationMs === null || durationMs <= 0 || since === null ? null : Math.max(0, at - since) / durationMs;
    return [
      ...(waited ? this.#passed("wait", null) : []),
      ...(durationMs === null ? [] : [this.#point("tenuto.audio", seconds(durationMs))]),
      ...(factor === null ? [] : [this.#point("tenuto.realtime_factor", factor)]),
      ...doubts.map((code) => this.#point("tenuto.thin_transcripts", 1, { [NAMES.doubt]: code })),
    ];
  }

  #ended({ type, at }: EntryOf<"completed" | "failed" | "canceled">): readonly Point[] {
    const delivered = type === "completed" && this.#delivers ? this.#passed("deliver", null) : [];
    const left = this.#resolved("given-up");
    this.#intends = false;
    this.#delivers = false;
    this.#faults.clear();
    const outcome = { [NAMES.outcome]: type };
    const lasted =
      this.#acceptedAt === null ? [] : [this.#point("tenuto.job.duration", seconds(at - this.#acceptedAt), outcome)];
    return [...delivered, ...left, this.#point("tenuto.jobs", 1, outcome), ...lasted];
  }

  #resolved(resolution: "found" | "sent-again" | "given-up"): readonly Point[] {
    if (!this.#isUncertain) return [];
    this.#isUncertain = false;
    return [this.#point("tenuto.uncertain_submits", 1, { [NAMES.resolution]: resolution })];
  }

  #passed(stage: Stage, elapsedMs: number | null): readonly Point[] {
    return [...this.#tried(stage, "success", elapsedMs, {}), ...this.#succeeded(stage)];
  }

  #succeeded(stage: Stage): readonly Point[] {
    const attempt = (this.#faults.get(stage) ?? 0) + 1;
    this.#faults.delete(stage);
    return [this.#point("tenuto.success.attempt", attempt, { [NAMES.stage]: stage })];
  }

  #tried(stage: Stage, outcome: string, elapsedMs: number | null, more: Attributes): readonly Point[] {
    const attributes = { ...this.#attributes(stage, outcome), ...more };
    const counted = this.#point("tenuto.attempts", 1, attributes);
    if (elapsedMs === null) return [counted];
    return [counted, this.#point("tenuto.attempt.duration", seconds(elapsedMs), attributes)];
  }

  /** What is sent again is what patience costs the network. Polls send next to nothing. */
  #sent(stage: Stage, bytes: number): readonly Point[] {
    if (!SENDING.includes(stage)) return [];
    const kind = this.#sentIn.has(stage) ? "repeat" : "first";
    this.#sentIn.add(stage);
    if (bytes <= 0) return [];
    return [this.#point("tenuto.sent", bytes, { [NAMES.stage]: stage, [NAMES.kind]: kind })];
  }

  #attributes(stage: Stage, outcome: string): Attributes {
    return { [NAMES.stage]: stage, [NAMES.outcome]: outcome };
  }

  #point(metric: MetricName, value: number, attributes: Attributes = {}): Point {
    return { metric, value, attributes: { [NAMES.provider]: this.#provider, ...attributes } };
  }
}

/** When what an entry tells of was begun, ms of wall time; null for an entry that tells of nothing that is done for a job. */
function beginningOf(entry: JournalEntry): number | null {
  switch (entry.type) {
    case "prepared":
      return entry.at - entry.elapsedMs;
    case "intent":
      return entry.at;
    case "attempt":
    case "fault":
      return entry.exchange?.at ?? null;
    default:
      return null;
  }
}

/** Clocks are set back now and then: no time is less than none. */
function seconds(ms: number): number {
  return Math.max(0, ms) / 1_000;
}
