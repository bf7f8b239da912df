import type { ProviderFacts } from "../../domain/provider.ts";
import { OPENAI_AUDIO } from "./audio.ts";
import { FORM } from "./wire.ts";

/** Any server of `/v1/audio/transcriptions`: one call does it all, and no run can be looked up afterwards. */
export const OPENAI_FACTS: ProviderFacts = {
  kinds: ["transcription"],
  stages: ["submit"],
  submitCharges: true,
  uploadLifetimeMs: null,
  support:
    "if it goes on, ask whoever runs the server; OpenAI's and Groq's support want the x-request-id of the reply, the exact message and the time it happened",
  rough: false,
  // One of OpenAI's models does; who asks for it by its own options has its labels.
  tellsSpeakers: false,
  modelOptions: [FORM.model],
  audio: OPENAI_AUDIO,
};
