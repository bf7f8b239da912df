import type { SoundSource } from "./sound.ts";

/** A stretch of a recording, ms. */
export interface Stretch {
  readonly fromMs: number;
  readonly ms: number;
}

export type Excerpt =
  | { readonly ok: true; readonly bytes: number; readonly durationMs: number }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Cuts a part out of a recording. The recording itself is never touched. */
export interface Excerpter {
  /** Writes it to `path` as FLAC, with the recording's own rate and channels. Never throws for what the program did. */
  cut(
    source: SoundSource,
    stretch: Stretch,
    path: string,
    limits: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Excerpt>;
}
