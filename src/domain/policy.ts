import type { FaultClass } from "./fault.ts";
import type { PrepareMode } from "./repair.ts";
import type { Stage } from "./stage.ts";

/** How the computed delay is spread: cap first, then jitter. */
export type Jitter =
  /** Anywhere from 0 to the delay. */
  | "full"
  /** Half fixed, half drawn. */
  | "equal"
  | "none"
  /** The delay plus up to `share` of it. */
  | { readonly share: number };

export interface Backoff {
  readonly baseMs: number;
  readonly factor: number;
  readonly capMs: number;
  readonly jitter: Jitter;
}

/** Time limit of one attempt: `baseMs`, plus time for the bytes to send and for the audio to be worked through. */
export interface TimeLimit {
  readonly baseMs: number;
  /** Slowest upload that is still waited for; null when the bytes do not count. */
  readonly bytesPerSecond: number | null;
  /** Milliseconds added for each second of audio. */
  readonly perAudioSecondMs: number;
  /** Longest silence on the wire, ms. */
  readonly idleMs: number;
}

export interface StagePatience {
  /** Tries in all, the first included. For `wait` it is not used: polls never use up attempts. */
  readonly attempts: number;
  readonly backoff: Backoff;
  readonly limit: TimeLimit;
}

/** Declared patience. Plain data: it is stored with the job, so a resume decides as the start did. */
export interface Policy {
  readonly name: string;
  readonly stages: Readonly<Record<Stage, StagePatience>>;
  /** What is done about a recording before any of it is sent. */
  readonly prepare: {
    readonly mode: PrepareMode;
    /** Whether it may be made smaller although something is lost by it, as with Opus. */
    readonly lossy: boolean;
    /** Two opinions on its length that differ by no more agree, ms; null for the larger of 350 ms and 2 %. */
    readonly toleranceMs: number | null;
  };
  /** From acceptance to the end, ms. */
  readonly deadlineMs: number;
  readonly submissions: {
    /** Runs at the provider in all, after server errors. */
    readonly max: number;
    readonly backoff: Backoff;
  };
  /** An upload older than this is not used again, ms. */
  readonly uploadLifetimeMs: number;
  readonly reconcile: {
    /** Look-ups that must come back empty before a submit may be repeated. */
    readonly emptyLookups: number;
    /** And the time since the intent that must have passed, ms: a list may show new items late. */
    readonly graceMs: number;
    /** Between two look-ups, ms. */
    readonly everyMs: number;
    /**
     * What is done about an uncertain submit where the provider cannot be asked: the job is held for somebody to decide,
     * or it is sent again, which may be paid twice.
     */
    readonly onUncertain: "hold" | "resubmit";
    /** Longest recording that is sent again like that, seconds; never one of unknown length. Null where it is `hold`. */
    readonly resubmitUpToSeconds: number | null;
  };
  readonly polling: {
    /** Shortest interval, ms. */
    readonly floorMs: number;
    readonly ceilingMs: number;
    /** First interval as a share of the audio's length. */
    readonly shareOfAudio: number;
    /** Each interval is this much longer than the one before. */
    readonly growth: number;
  };
  /**
   * How long a job is held when the provider or the network is in trouble and the stage's attempts are used up, ms: then
   * it goes on by itself with all its attempts, until the deadline. Null fails it instead.
   */
  readonly outageHoldMs: number | null;
  /** When a job goes on at the next link of its chain. Nothing of it counts for a job that has only one. */
  readonly failover: {
    /** Faults that another provider may not have. What is wrong with the recording is left out by default. */
    readonly on: readonly FaultClass[];
    /** How long a link may be in trouble before those go on that have not been sent yet, ms. Its own attempts may end before that. */
    readonly afterMs: number;
  };
  /** Transcripts that hold no word, or far less than the recording has sound. */
  readonly thin: {
    /** `accept` only notes it. `retry` asks once more. `failover` asks the next link, and once more where there is none. */
    readonly action: "accept" | "retry" | "failover";
    /** Words reach over less than this share of the recording's sound, 0 to 1: too little. */
    readonly coverage: number;
    /** Shorter recordings are taken as they come, ms. */
    readonly fromMs: number;
  };
  /** Runs that take far longer than such runs do, and are not held back by the provider's own limits. */
  readonly stuck: {
    /** So many times as long as expected. */
    readonly times: number;
    /** And at least so long, ms. */
    readonly atLeastMs: number;
    /** `tell` writes it down and goes on waiting. `resubmit` runs it once more, within the money budget. `failover` asks the next link. */
    readonly action: "tell" | "resubmit" | "failover";
  };
  /** Tries for a fault that nobody knows. */
  readonly unknownAttempts: number;
}
