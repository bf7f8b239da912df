import type { AudioRules } from "../../domain/audio-rules.ts";

/** It decodes on its side, more than a hundred formats. */
export const DEEPGRAM_AUDIO: AudioRules = {
  formats: null,
  maxBytes: 2_000_000_000,
  minMs: null,
  maxMs: null,
  sampleRates: null,
  maxChannels: null,
  perChannel: true,
  targets: ["flac", "wav", "opus"],
  source: "Deepgram docs, Supported audio formats, Pre-recorded audio: limits; seen 2026-11",
};
