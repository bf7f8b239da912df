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
  /** The provider's id of the run; null for a program on this machine. */
  readonly remoteId: string | null;
  readonly text: string;
  readonly words: readonly Word[];
  readonly language: string | null;
  readonly confidence: number | null;
  readonly durationMs: number | null;
  /** True for a recogniser that gives a rough idea only; doors say so wherever they show the text. */
  readonly rough: boolean;
  /**
   * The provider's whole reply as parsed JSON, without our own secrets: of `assemblyai` the object that
   * `GET /v2/transcript/{id}` answers with; null of `local` and of a twin.
   */
  readonly raw: unknown;
}

export const FORMATS = ["txt", "srt", "vtt", "json", "tsv"] as const;
export type Format = (typeof FORMATS)[number];
