import type { AudioContainer } from "./audio-report.ts";

/** What a provider takes, as data: the same recording may be fine for one and not for another. */
export interface AudioRules {
  /** Containers that it takes, with the codecs in them where not all; null when it takes whatever ffmpeg reads. */
  readonly formats: readonly { readonly container: AudioContainer; readonly codecs: readonly string[] | null }[] | null;
  /** Largest recording, bytes; null when nobody says. */
  readonly maxBytes: number | null;
  /** Shortest and longest recording, ms; null when nobody says. */
  readonly minMs: number | null;
  readonly maxMs: number | null;
  /** Samples a second, Hz, that it takes; null for any. */
  readonly sampleRates: readonly number[] | null;
  /** Most channels that it takes; null for any. */
  readonly maxChannels: number | null;
  /** Whether it can give one transcript a channel. */
  readonly perChannel: boolean;
  /** What a recording is converted into for it, the one that keeps most first. */
  readonly targets: readonly RepairTarget[];
  /** Where these figures come from, and the month of it. */
  readonly source: string;
}

/** What conversions write: 16 kHz, 16 bits where it is lossless. */
export type RepairTarget = "flac" | "wav" | "opus";
