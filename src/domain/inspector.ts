import type { AudioReport } from "./audio-report.ts";
import type { RepairPlan } from "./repair.ts";

export interface InspectionLimits {
  /** Longest inspection, ms. Default: 30 s and a tenth of the recording's length, at most 10 min. */
  readonly timeoutMs?: number;
  /** Structure only: nothing is decoded, so levels and channels are not known. Default false. */
  readonly quick?: boolean;
  /** Difference between two opinions on the length that is no discrepancy, ms. Default: the larger of 350 ms and 2 %. */
  readonly toleranceMs?: number;
  readonly signal?: AbortSignal;
}

/** Looks into recordings under limits of time, memory and output. Never throws for what is in the file. */
export interface Inspector {
  /** `name` is what the recording is called, for people and for the check of its ending; the path's name by default. */
  inspect(path: string, limits?: InspectionLimits, name?: string): Promise<AudioReport>;
  /** Lets go of what inspections share. */
  close(): Promise<void>;
}

/** One file that mending wrote. */
export interface MendedFile {
  readonly path: string;
  readonly bytes: number;
  readonly durationMs: number;
  /** Where it begins in the recording, ms. */
  readonly fromMs: number;
}

export type Mended =
  | { readonly ok: true; readonly files: readonly MendedFile[] }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Carries repair plans out. The original is never touched. */
export interface Mender {
  /** Writes what the plan says into `folder`, which the caller removes. Never throws for what ffmpeg did. */
  mend(
    path: string,
    plan: RepairPlan,
    folder: string,
    limits: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Mended>;
}
