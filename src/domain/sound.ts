import type { AudioContainer } from "./audio-report.ts";
import type { ProgramLimits } from "./programs.ts";

/** What a decoder really gives, whatever the header says. */
export interface SoundFormat {
  /** Samples a second, Hz. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** Listens to a recording as it is decoded, once through, from the beginning. */
export interface SoundSink {
  /** Called once, before the first samples; never for a recording of which nothing decodes. */
  begin(format: SoundFormat): void;
  /** Samples of 16 bits, channels interleaved, whole frames; valid during the call only. */
  take(samples: Int16Array): void;
}

/** How a decoding ended. */
export type Decoded =
  /** `complaints`: what the decoder said of damage, the last lines of it, at most 16 KiB. */
  | { readonly kind: "decoded"; readonly complaints: readonly string[] }
  /** Nothing or not all of it could be decoded, and the decoder gave up. */
  | { readonly kind: "failed"; readonly complaints: readonly string[] }
  | { readonly kind: "missing"; readonly program: string }
  /** Before its end, by a limit or by this machine; the recording need not be to blame. `words`: why, for people. */
  | { readonly kind: "stopped"; readonly why: "time" | "other"; readonly words: string };

export interface SoundSource {
  readonly path: string;
  readonly container: AudioContainer;
  /** By ffmpeg's names; null when nobody could tell. */
  readonly codec: string | null;
}

/** Decodes the first audio track of a recording. Never throws for what is in the file. */
export interface Decoder {
  decode(source: SoundSource, limits: Omit<ProgramLimits, "outputBytes">, sink: SoundSink): Promise<Decoded>;
}
