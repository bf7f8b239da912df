import type { ProviderFacts } from "../../domain/provider.ts";

/** One call does it all; it fetches a recording by its address (`audio_path`). No run can be looked up afterwards. */
export const ELSA_FACTS: ProviderFacts = {
  stages: ["submit"],
  submitCharges: true,
  uploadLifetimeMs: null,
  takesUrls: true,
  support:
    "if it goes on, write to ELSA's support with the exact message, the time it happened and a sample of the audio",
  rough: false,
};
