import type { ResponseFormat } from "../wire.ts";

/** How a model is asked where its caller does not say: in which form, and whether for the times of words. */
export interface Asking {
  readonly format: ResponseFormat;
  readonly words: boolean;
}

/**
 * The models that are documented to tell times: OpenAI's, and Groq's. Those of other servers are called as their operators
 * like, and some refuse any form but this: whoever knows better says so in the provider options.
 */
const TELL_TIMES: readonly string[] = [
  "whisper-1",
  "whisper-large-v3",
  "whisper-large-v3-turbo",
  "distil-whisper-large-v3-en",
];

const PLAIN: Asking = { format: "json", words: false };

export function askingFor(model: string): Asking {
  return TELL_TIMES.includes(model) ? { format: "verbose_json", words: true } : PLAIN;
}
