import type { AssessedWord } from "./assessment.ts";

/** A word of the script as the engine found it. */
export type Aligned =
  | {
      readonly ok: true;
      /** Of the sentences that were given, counted from 0. */
      readonly sentence: number;
      readonly words: readonly AssessedWord[];
      readonly durationMs: number;
      /** Words of the script that the dictionary lacks and that were left out or spelled out, as they stand there. */
      readonly unknownWords: readonly string[];
    }
  | { readonly ok: false; readonly code: AlignmentTrouble; readonly message: string };

/**
 * `MISSING`: a program or the model is not here. `NOT_AUDIO`: nothing decodes. `NO_SPEECH`: nobody speaks. `NO_MATCH`: none
 * of the sentences was said. `SCRIPT`: no word of the script can be looked for. `TOO_LONG`, `TIME_LIMIT`, `ABORTED`, and
 * `EXIT` for everything else.
 */
export type AlignmentTrouble =
  | "MISSING"
  | "NOT_AUDIO"
  | "NO_SPEECH"
  | "NO_MATCH"
  | "SCRIPT"
  | "TOO_LONG"
  | "TIME_LIMIT"
  | "ABORTED"
  | "EXIT";

/** Finds the words of a script in a recording, by a program on this machine. */
export interface Aligner {
  readonly name: string;
  /** What is missing on this machine, such as `ffmpeg`; empty when it can work. */
  missing(): Promise<readonly string[]>;
  /** `path` is a file of any format that ffmpeg reads; one sentence or several, of which one is looked for. */
  align(
    path: string,
    sentences: readonly string[],
    limits: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Aligned>;
}
