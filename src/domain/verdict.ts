import type { Stage } from "./stage.ts";

interface Reasoned {
  /** For people: why this and not something else. */
  readonly reason: string;
  /** The rule that decided, such as `hint`, `policy/upload`, `assemblyai/server-error`. */
  readonly rule: string;
}

interface Delayed extends Reasoned {
  /** Milliseconds from the decision. */
  readonly delayMs: number;
}

/** What to do about a fault. */
export type Verdict =
  | ({ readonly action: "retry" } & Delayed)
  /** Go back to an earlier stage: submit again with the same upload, or upload again. */
  | ({ readonly action: "rewind"; readonly to: Stage } & Delayed)
  /** Ask the provider whether it has it before anything is repeated. */
  | ({ readonly action: "reconcile" } & Delayed)
  | ({ readonly action: "repair" } & Reasoned)
  | ({ readonly action: "fetch" } & Reasoned)
  | ({ readonly action: "refresh" } & Delayed)
  | ({ readonly action: "reroute"; readonly to: "async" | "split" } & Reasoned)
  | ({ readonly action: "failover" } & Reasoned)
  /** Hold the job: it uses up no attempts and goes on when the reason is gone. */
  | ({
      readonly action: "park";
      /** Milliseconds until it goes on by itself; null when somebody must act. */
      readonly delayMs: number | null;
    } & Reasoned)
  | ({ readonly action: "fail" } & Reasoned);

export type VerdictAction = Verdict["action"];
