import type { FaultClass } from "./fault.ts";
import type { JobStatus } from "./job.ts";
import type { Stage } from "./stage.ts";

/** Which part of the past is meant. Absent bounds leave it open. */
export interface PatternQuery {
  /** Wall time, ms: what was before it is left out. */
  readonly since?: number;
  /** Wall time, ms: what was then or later is left out. */
  readonly until?: number;
  /** Jobs of one run only. */
  readonly run?: string;
  /** Has sums told apart by the value of this tag. */
  readonly tag?: string;
}

/** What a sum is told apart by. Jobs stand where they are, or were at their end; faults where they were met. */
export interface PatternPlace {
  /** Wall time, ms, of the beginning of the hour (UTC); null of jobs that are not over. */
  readonly hour: number | null;
  readonly provider: string;
  readonly account: string;
  /** The hash of the policy that the jobs were accepted under. */
  readonly policy: string;
  /** The tag's value; null where none was asked for, and for jobs without it. */
  readonly tag: string | null;
}

/** Jobs that ended in the same hour, or that are not over, and met as many faults. */
export interface JobSum extends PatternPlace {
  readonly status: JobStatus;
  /** That each of them met. */
  readonly faults: number;
  readonly jobs: number;
  /** Times that they came through each stage. */
  readonly passes: Readonly<Record<Stage, number>>;
  /** Transcripts that were taken although they hold too little. */
  readonly thin: number;
  /** Wall times, ms, at which the first and the last of them was accepted. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Faults of one kind that were met in the same hour. */
export interface FaultSum extends Omit<PatternPlace, "hour"> {
  readonly hour: number;
  readonly stage: Stage;
  readonly code: string;
  readonly class: FaultClass;
  /** The provider at which their jobs went on because of them; null where they stayed. */
  readonly wentTo: string | null;
  readonly faults: number;
  /** From the beginning of what failed until their jobs went on, or until now, ms in all. */
  readonly lostMs: number;
  /** Of those whose jobs have not gone on yet. */
  readonly waiting: number;
  /** Runs that may be charged and gave no transcript that was kept. */
  readonly runsAgain: number;
  /** Their audio, ms, as far as its length is known. */
  readonly againMs: number;
}

/** Times that the jobs above came through a stage at a later attempt than the first. */
export interface LateSum extends PatternPlace {
  readonly stage: Stage;
  /** From 2 on. */
  readonly attempt: number;
  readonly passes: number;
}

export interface PatternSums {
  /** Jobs that ended in that time; and those accepted before its end that are not over. */
  readonly jobs: readonly JobSum[];
  /** Faults that were met in that time. */
  readonly faults: readonly FaultSum[];
  readonly late: readonly LateSum[];
  /** The names of the policies, by their hashes. */
  readonly policies: Readonly<Record<string, string>>;
  /** Jobs that ended in that time, by whole hours, and were forgotten since: nothing above knows of them. */
  readonly forgotten: number;
}

/** How much patience was needed, kept up in the commits in which it was, so that it is there at once. */
export interface PatternStore {
  /** In no order. */
  patterns(query: PatternQuery): Promise<PatternSums>;
}
