import type { Stage } from "../../domain/stage.ts";
import { type Attributes, NAMES, said } from "./names.ts";
import { enclosing, type SpanData, type SpanEvent } from "./span-data.ts";

/** A job's stay at a stage, for one submission at one link of its chain. */
export class Visit {
  readonly stage: Stage;
  readonly submission: number;
  readonly #from: number;
  readonly #where: Attributes;
  readonly #attempts: SpanData[] = [];
  readonly #events: SpanEvent[] = [];
  /** The newest fault's code, which the stay ends by where nothing better comes. */
  #fault: string | null = null;

  /** @param from wall time, ms */
  constructor(stage: Stage, submission: number, from: number, where: Attributes) {
    this.stage = stage;
    this.submission = submission;
    this.#from = from;
    this.#where = { ...where, [NAMES.stage]: stage, [NAMES.submission]: submission };
  }

  add(attempt: SpanData): void {
    this.#attempts.push({ ...attempt, attributes: { ...this.#where, ...attempt.attributes } });
    this.#fault = attempt.error;
  }

  tell(event: SpanEvent): void {
    this.#events.push(event);
  }

  /** The newest attempt was not as good as it looked. False where there was none, or it failed already. */
  spoil(attributes: Attributes, error: string): boolean {
    const last = this.#attempts.at(-1);
    if (last === undefined || last.error !== null) return false;
    this.#attempts.splice(-1, 1, { ...last, attributes: { ...last.attributes, ...attributes }, error });
    this.#fault = error;
    return true;
  }

  /** @param passed the stage was passed; otherwise the job left it as it was */
  closed(at: number, passed: boolean): SpanData {
    const error = passed ? null : this.#fault;
    return enclosing({
      name: this.stage,
      isCall: false,
      startMs: this.#from,
      endMs: at,
      attributes: said({ ...this.#where, [NAMES.errorType]: error }),
      error,
      events: this.#events,
      children: this.#attempts,
    });
  }

  /** When the last of it happened, ms of wall time; its beginning where nothing did. */
  get lastAt(): number {
    return Math.max(this.#attempts.at(-1)?.endMs ?? this.#from, this.#events.at(-1)?.at ?? this.#from);
  }
}
