import type { JobState } from "../domain/job.ts";
import type { JournalEntry } from "../domain/journal.ts";
import { STAGES, type Stage, stageAfter } from "../domain/stage.ts";
import type { Verdict } from "../domain/verdict.ts";

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

export type Standing = "waiting" | "active" | "held" | "completed" | "failed" | "canceled";

/**
 * Follows one job by its journal. It is `waiting` until a worker claims it, then `active`; a verdict to park makes it
 * `held` until it is woken or claimed again; `completed`, `failed` and `canceled` are ends.
 */
export class JobProgress {
  readonly name: string;
  readonly bytes: number;
  #standing: Standing = "waiting";
  #stage: Stage = "prepare";
  #attempt = 1;
  #sent = 0;
  #retries = 0;
  /** Wall time of the next try, ms; null while one is under way. */
  #nextAt: number | null = null;
  #lastFault: string | null = null;

  constructor({ name, bytes }: { readonly name: string; readonly bytes: number }) {
    this.name = name;
    this.bytes = bytes;
  }

  get standing(): Standing {
    return this.#standing;
  }

  get retries(): number {
    return this.#retries;
  }

  /** Bytes that the provider has; all of them once the job is completed, however they came there. */
  get sent(): number {
    return this.#standing === "completed" ? this.bytes : this.#sent;
  }

  isOver(): boolean {
    return this.#standing === "completed" || this.#standing === "failed" || this.#standing === "canceled";
  }

  /** Bytes of a running upload. */
  send(bytes: number): void {
    this.#sent = Math.min(bytes, this.bytes || bytes);
    this.#work("upload");
  }

  observe(entry: JournalEntry): void {
    switch (entry.type) {
      case "claimed":
        this.#work(entry.stage);
        return;
      case "attempt":
        // It went well, so the row tells of what comes next, and no more of what went wrong before.
        if (entry.stage === "upload") this.#sent = this.bytes;
        this.#work(stageAfter(entry.stage, STAGES));
        this.#lastFault = null;
        return;
      case "intent":
        this.#work("submit");
        this.#attempt = entry.attempt;
        return;
      case "prepared":
        this.#work("upload");
        return;
      case "polls":
        this.#work("wait");
        this.#lastFault = null;
        return;
      case "transcribed":
        this.#work("deliver");
        this.#attempt = 1;
        return;
      case "fault":
        this.#work(entry.stage);
        this.#attempt = entry.attempt;
        this.#lastFault = entry.fault.code;
        this.#carryOn(entry.verdict, entry.at);
        return;
      case "woken":
        this.#standing = "waiting";
        return;
      case "completed":
      case "failed":
      case "canceled":
        this.#standing = entry.type;
        return;
      case "held-up":
      case "went-on":
        this.#standing = "waiting";
        return;
      case "accepted":
      case "extra-run":
      case "looked-up":
      case "delivered":
        return;
      default:
        entry satisfies never;
    }
  }

  /** Where the job really stands, for what was not seen happening. */
  settle(state: JobState): void {
    if (state.status === "parked") this.#standing = "held";
    else if (state.status !== "open") this.#standing = state.status;
  }

  /** @param now wall time, ms */
  row(now: number): ActiveRow {
    return {
      name: this.name,
      stage: this.#stage,
      attempt: this.#attempt,
      share: this.#stage === "upload" && this.bytes > 0 ? this.#sent / this.bytes : null,
      nextInMs: this.#nextAt === null || this.#nextAt <= now ? null : this.#nextAt - now,
      lastFault: this.#lastFault,
    };
  }

  #work(stage: Stage): void {
    this.#standing = "active";
    if (stage !== this.#stage) this.#attempt = 1;
    this.#stage = stage;
    this.#nextAt = null;
  }

  /** The row tells of the try to come, not of the one that failed. */
  #carryOn(verdict: Verdict, at: number): void {
    switch (verdict.action) {
      case "retry":
      case "refresh":
        this.#attempt += 1;
        break;
      case "rewind":
        this.#stage = verdict.to;
        this.#attempt = 1;
        break;
      case "reconcile":
      case "repair":
      case "fetch":
      case "reroute":
      case "failover":
        break;
      case "park":
        this.#standing = "held";
        return;
      case "fail":
        return;
      default:
        verdict satisfies never;
    }
    this.#retries += 1;
    if (this.#stage === "upload") this.#sent = 0;
    if ("delayMs" in verdict) this.#nextAt = at + verdict.delayMs;
  }
}
