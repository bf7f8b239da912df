import type { ProviderFacts } from "../../domain/provider.ts";
import { DEEPGRAM_AUDIO } from "./audio.ts";
import { QUERY, REDELIVERIES } from "./wire.ts";

/**
 * One call does it all, or its result comes to a callback; it fetches a recording by its address. The log of requests
 * shows that one ran, not its words, so nothing can be looked up.
 */
export const DEEPGRAM_FACTS: ProviderFacts = {
  kinds: ["transcription"],
  stages: ["submit", "wait"],
  answersAtOnce: true,
  submitCharges: true,
  uploadLifetimeMs: null,
  takesUrls: true,
  // Its other address promises no region.
  regions: ["eu"],
  modelOptions: [QUERY.model],
  redeliversForMs: REDELIVERIES.times * REDELIVERIES.everyMs,
  support:
    "if it goes on, write to Deepgram's support with the request_id of the reply, the exact message and the time it happened",
  rough: false,
  audio: DEEPGRAM_AUDIO,
};
