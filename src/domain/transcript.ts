import type { Assessment } from "./assessment.ts";
import type { Route } from "./link.ts";

export interface Word {
  readonly text: string;
  /** Milliseconds from the start of the recording. */
  readonly startMs: number;
  readonly endMs: number;
  /** 0 to 1; null where the provider gives none. */
  readonly confidence: number | null;
  readonly speaker: string | null;
  readonly channel: string | null;
}

/** The provider-neutral result. */
export interface Transcript {
  readonly provider: string;
  /** The provider's id of the run; null for a program on this machine, and for a recording that was sent in pieces. */
  readonly remoteId: string | null;
  readonly text: string;
  readonly words: readonly Word[];
  readonly language: string | null;
  readonly confidence: number | null;
  readonly durationMs: number | null;
  /** True for a recogniser that gives a rough idea only; doors say so wherever they show the text. */
  readonly rough: boolean;
  /** Who answered and why not those before, where several may be asked; absent where there is only one. */
  readonly route?: Route;
  /** What is odd about it, as catalogue codes: `tenuto/empty-transcript`, `tenuto/cut-transcript`. Absent for nothing. */
  readonly doubts?: readonly string[];
  /** How it was said, where that was asked for. */
  readonly assessment?: Assessment;
  /**
   * The provider's whole reply as parsed JSON, without our own secrets: of `assemblyai` the object that
   * `GET /v2/transcript/{id}` answers with; null of `local` and of a twin. Of a
   * recording that was sent in pieces, the list of their replies.
   */
  readonly raw: unknown;
}

export const FORMATS = ["txt", "srt", "vtt", "json", "tsv"] as const;
export type Format = (typeof FORMATS)[number];

/** What a job's file may hold: a transcript, or the page of an assessment. */
export type FileFormat = Format | "html";
