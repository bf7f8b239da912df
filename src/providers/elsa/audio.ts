import type { AudioRules } from "../../domain/audio-rules.ts";

/**
 * Its introduction names more formats, its error message only these: what both name cannot be wrong. No document tells a
 * length; the longest that somebody else lists is the premium plan's for unscripted speech, and the other plans take less.
 */
export const ELSA_AUDIO: AudioRules = {
  formats: [
    { container: "flac", codecs: null },
    { container: "wav", codecs: ["pcm_s16le"] },
    { container: "ogg", codecs: ["opus"] },
  ],
  maxBytes: null,
  minMs: null,
  maxMs: 150_000,
  sampleRates: [16_000],
  maxChannels: 1,
  perChannel: false,
  targets: ["flac", "wav", "opus"],
  source: "ELSA API documentation, intro and InvalidAudioFormat; lengths by api-evangelist/elsa; seen 2026-11",
};
