import type { ProviderFacts } from "../../domain/provider.ts";
import { ASSEMBLYAI_AUDIO } from "./audio.ts";

/** A run is asked for in stages, costs money, and can be found again in the list. */
export const ASSEMBLYAI_FACTS: ProviderFacts = {
  kinds: ["transcription"],
  stages: ["upload", "submit", "wait"],
  submitCharges: true,
  takesUrls: true,
  regions: ["us", "eu"],
  modelOptions: ["speech_models", "speech_model"],
  // Deletion of uploads starts after 24 hours; the documents name one to three days.
  uploadLifetimeMs: 24 * 60 * 60 * 1000,
  support:
    "if it goes on, write to support@assemblyai.com with the transcript id, the exact message, the time it happened and a sample of the audio",
  rough: false,
  audio: ASSEMBLYAI_AUDIO,
};
