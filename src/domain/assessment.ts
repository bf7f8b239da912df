/** One sound of a word. */
export interface AssessedPhone {
  /** ARPAbet without stress, such as `AH`, or what the provider writes. */
  readonly phone: string;
  /** Milliseconds from the start of the recording; null where the provider gives none. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** 0 to 100; null where there is none. */
  readonly score: number | null;
  /** What was heard in its place; null when it was said as it should be, or nobody can tell. */
  readonly heard: string | null;
}

export interface AssessedWord {
  readonly word: string;
  /** Milliseconds from the start of the recording; null for a word that was not said. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  /** 0 to 100; null where there is none. */
  readonly score: number | null;
  /** False for a word of the script that was not said. */
  readonly said: boolean;
  readonly phones: readonly AssessedPhone[];
}

/** How fluently somebody spoke; each is null where nobody measured it. */
export interface Fluency {
  readonly wordsPerMinute: number | null;
  /** Pauses between words of 200 ms and more. */
  readonly pauses: number | null;
  readonly pausedMs: number | null;
  readonly longestPauseMs: number | null;
  /** Before the first word, ms. */
  readonly initialSilenceMs: number | null;
}

/** Named scores of a provider, 0 to 100, such as `pronunciation`, `intonation`, `grammar`. */
export type Scores = Readonly<Record<string, number>>;

/** How somebody spoke: the provider-neutral result of an assessment. */
export interface Assessment {
  /** The sentence that was to be said: of several the one that was; null for free speech. */
  readonly script: string | null;
  /** The provider's overall score, 0 to 100; null where it gives none. */
  readonly score: number | null;
  readonly scores: Scores;
  readonly words: readonly AssessedWord[];
  readonly fluency: Fluency;
  /**
   * What scores may be compared with: those of the same provider, or only those within this one recording, as the ones
   * of the engine on this machine.
   */
  readonly comparable: "provider" | "recording";
  /** Levels in words, such as `cefr: B2`. */
  readonly levels: Readonly<Record<string, string>>;
  /** What is worth knowing about it, for people, such as words that the dictionary lacks. */
  readonly remarks: readonly string[];
}
