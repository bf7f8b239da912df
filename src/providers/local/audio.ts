import type { AudioRules } from "../../domain/audio-rules.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** ffmpeg on this machine converts whatever it reads, and mixes the channels into one. */
export const LOCAL_AUDIO: AudioRules = {
  formats: null,
  maxBytes: null,
  minMs: null,
  maxMs: DAY_MS,
  sampleRates: null,
  maxChannels: null,
  perChannel: false,
  targets: ["flac", "wav"],
  source: "src/programs/pocketsphinx.ts; 2026-11",
};
