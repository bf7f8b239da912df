import type { AudioRules } from "../../domain/audio-rules.ts";

/**
 * Of a model that nobody says more of. A recording is whole in memory while the model has it, once for each job under
 * way; and this is just below the smallest limit that is common among the services behind such models, OpenAI's and
 * Groq's 25 MB for a request. What is larger is made smaller, or goes in parts. Formats are left to the model.
 */
export const MODEL_AUDIO: AudioRules = {
  formats: null,
  maxBytes: 24 * 2 ** 20,
  minMs: null,
  maxMs: null,
  sampleRates: null,
  maxChannels: null,
  perChannel: false,
  targets: ["flac", "wav", "opus"],
  source: "our choice, below OpenAI's limit; 2026-11",
};
