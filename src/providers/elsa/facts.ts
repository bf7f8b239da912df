import type { ProviderFacts } from "../../domain/provider.ts";
import { ELSA_AUDIO } from "./audio.ts";

/**
 * One call does it all, and what takes longer is waited for; it fetches a recording by its address (`audio_path`). No run
 * can be looked up afterwards.
 */
export const ELSA_FACTS: ProviderFacts = {
  kinds: ["assessment", "transcription"],
  stages: ["submit", "wait"],
  answersAtOnce: true,
  submitCharges: true,
  uploadLifetimeMs: null,
  takesUrls: true,
  support:
    "if it goes on, write to ELSA's support with the exact message, the time it happened and a sample of the audio",
  rough: false,
  audio: ELSA_AUDIO,
};
