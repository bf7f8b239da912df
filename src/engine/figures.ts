import type { FaultClass } from "../domain/fault.ts";
import type { Stage } from "../domain/stage.ts";

/** What figures can be told apart by, beside stages, faults and policies, which they always are. */
export type StatsGrouping = "provider" | "account" | "hour" | "tag";

/** How often things went well, and what it took. Shares are from 0 to 1, and null where there is nothing to share. */
export interface Figures {
  readonly completed: number;
  readonly failed: number;
  readonly canceled: number;
  /** Open or held now. */
  readonly unfinished: number;
  /** Of those that completed or failed, the share that completed. */
  readonly doneShare: number | null;
  /** Completed without meeting any fault. */
  readonly atFirst: number;
  /** Their share of those that completed or failed. */
  readonly firstShare: number | null;
  /** Completed although they met a fault. */
  readonly recovered: number;
  /** Attempts of those that completed or failed, each: one, and one more for each fault. */
  readonly attemptsPerJob: number | null;
  readonly faults: number;
  /** Faults whose jobs have not gone on yet. */
  readonly waiting: number;
  /** From the beginning of what failed until its job went on, or until now, ms in all jobs together. */
  readonly lostMs: number;
  /** Runs that may be charged and gave no transcript that was kept. */
  readonly runsAgain: number;
  /** Their audio, ms, as far as its length is known. */
  readonly againMs: number;
  /** Times that a job went on at another link of its chain. */
  readonly failovers: number;
  /** Transcripts that were taken although they hold too little. */
  readonly thin: number;
}

export interface StageFigures {
  readonly stage: Stage;
  /** Times that jobs came through it. */
  readonly passes: number;
  readonly atFirst: number;
  readonly firstShare: number | null;
  /** At which attempt they came through it, from 1, without those at which none did. */
  readonly attempts: readonly Attempts[];
  readonly faults: number;
  readonly lostMs: number;
  readonly runsAgain: number;
  readonly againMs: number;
}

/** How many came through at this attempt. */
export interface Attempts {
  readonly attempt: number;
  readonly count: number;
}

export interface FaultFigures {
  readonly code: string;
  readonly class: FaultClass;
  readonly stages: readonly Stage[];
  readonly faults: number;
  /** Of all faults. */
  readonly share: number;
  readonly lostMs: number;
  readonly runsAgain: number;
  readonly againMs: number;
  readonly failovers: number;
}

/** Faults of one hour. */
export interface HourFigures {
  /** Wall time of its beginning, ms; hours are those of UTC. */
  readonly hour: number;
  readonly faults: Readonly<Partial<Record<Stage, number>>>;
}

export interface PolicyFigures extends Figures {
  /** SHA-256 of all that it says, hex. */
  readonly hash: string;
  readonly name: string;
  /** Wall times, ms, at which the first and the last of its jobs was accepted; null where only faults of it are known. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

export interface GroupFigures extends Figures {
  /** The provider, account or tag's value; of hours the beginning, wall time in ms. Null: not over, or without the tag. */
  readonly group: string | number | null;
}

/** How much patience was needed. */
export interface Stats {
  readonly all: Figures;
  /** At which attempt jobs were completed: one that met n-1 faults at its attempt n. Without those at which none was. */
  readonly attempts: readonly Attempts[];
  /** In their order; those of which nothing is known are left out. */
  readonly stages: readonly StageFigures[];
  /** The most frequent first. */
  readonly faults: readonly FaultFigures[];
  /** In order; without hours that had none. */
  readonly hours: readonly HourFigures[];
  /** In the order in which they came into use: what a change did stands beside what was before. */
  readonly policies: readonly PolicyFigures[];
  /** What was asked for; null for nothing. */
  readonly groups: readonly GroupFigures[] | null;
  /** Jobs of that time that were forgotten since (pruned or deleted): no figure counts them. */
  readonly forgotten: number;
}
