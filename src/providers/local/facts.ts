import type { ProviderFacts } from "../../domain/provider.ts";
import { LOCAL_AUDIO } from "./audio.ts";

/** One call does it all, and costs nothing. */
export const LOCAL_FACTS: ProviderFacts = {
  kinds: ["transcription", "assessment"],
  stages: ["submit"],
  needsScript: true,
  // Five minutes of reading: what can be aligned with the memory of an ordinary machine.
  longestScript: 1_000,
  languages: ["en"],
  tellsSpeakers: false,
  submitCharges: false,
  uploadLifetimeMs: null,
  support: null,
  rough: true,
  audio: LOCAL_AUDIO,
};
