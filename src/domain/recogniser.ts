import type { Word } from "./transcript.ts";

export type Recognised =
  | { readonly ok: true; readonly text: string; readonly words: readonly Word[]; readonly durationMs: number | null }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Speech to text by a program on this machine. English, rough. */
export interface Recogniser {
  readonly name: string;
  /** What is missing on this machine, such as `ffmpeg`; empty when it can work. */
  missing(): Promise<readonly string[]>;
  /** `path` is a file of any format that ffmpeg reads. */
  recognise(path: string, limits: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<Recognised>;
}
