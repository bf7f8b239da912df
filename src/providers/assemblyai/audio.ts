import type { AudioRules } from "../../domain/audio-rules.ts";

const HOUR_MS = 60 * 60 * 1000;

/** It decodes on its side, films included. The limit of bytes is that of uploads; by an address it fetches 5 GB. */
export const ASSEMBLYAI_AUDIO: AudioRules = {
  formats: null,
  maxBytes: 2_200_000_000,
  minMs: 160,
  maxMs: 10 * HOUR_MS,
  sampleRates: null,
  maxChannels: null,
  perChannel: true,
  targets: ["flac", "wav", "opus"],
  source: "AssemblyAI docs, Supported file formats, File size and duration limits; seen 2026-11",
};
