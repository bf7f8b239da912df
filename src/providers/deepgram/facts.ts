import type { ProviderFacts } from "../../domain/provider.ts";
import { DEEPGRAM_AUDIO } from "./audio.ts";

/** One call does it all; it fetches a recording by its address. The log of requests shows that one ran, not its words. */
export const DEEPGRAM_FACTS: ProviderFacts = {
  kinds: ["transcription"],
  stages: ["submit"],
  submitCharges: true,
  uploadLifetimeMs: null,
  takesUrls: true,
  support:
    "if it goes on, write to Deepgram's support with the request_id of the reply, the exact message and the time it happened",
  rough: false,
  audio: DEEPGRAM_AUDIO,
};
