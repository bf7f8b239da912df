import type { AudioReport } from "../domain/audio-report.ts";
import type { InspectionLimits } from "../domain/inspector.ts";

/** What an inspection thread is told. */
export type ToThread =
  | {
      readonly kind: "inspect";
      readonly path: string;
      readonly name: string;
      readonly limits: Omit<InspectionLimits, "signal">;
    }
  | { readonly kind: "abort" };

/** What it tells: it has one recording in hand at a time. */
export type FromThread =
  /** What is known once the structure is, and how long the whole may take, ms: the report when nothing more comes. */
  | { readonly kind: "structure"; readonly report: AudioReport; readonly limitMs: number }
  | { readonly kind: "report"; readonly report: AudioReport }
  | { readonly kind: "error"; readonly error: ThrownInThread }
  /** A process group that it started, or that is over. */
  | { readonly kind: "process"; readonly group: number; readonly alive: boolean };

/** An error of ours as it crosses between threads, where classes are lost; `code` is null for any other. */
export interface ThrownInThread {
  readonly code: string | null;
  readonly message: string;
  readonly remedy: string;
}
