import type { CatalogueEntry } from "../domain/catalogue-entry.ts";

const model = {
  provider: null,
  seen: "program",
  scope: "job",
  sample: null,
  source: "@ai-sdk/provider and @ai-sdk/provider-utils, their errors",
  dated: "2026-11",
} as const;

/**
 * How models of another library fail that are asked in a provider's place, where no reply of a server says so. One call
 * of such a model may be many requests, which nobody here sees: what came of them is known only where the error tells.
 */
export const MODELS: readonly CatalogueEntry[] = [
  {
    ...model,
    code: "model/failed",
    codes: ["MODEL_FAILED"],
    description:
      "The model ended with an error of its own, or with an answer that is none. Its provider may have done the work.",
    advice: "Read the model's words; if it goes on, look into the provider's own account.",
    class: "ambiguous",
    remedy: "retry",
    attempts: 3,
    certainty: "unknown",
    sample: "Transcription failed: Unknown error",
  },
  {
    ...model,
    code: "model/lost-run",
    codes: ["MODEL_LOST_RUN"],
    description:
      "The model asked its provider how things stand, and that question failed. The model does not go on with a run, so one that may be alive and paid for is lost.",
    advice: "Use a provider that Tenuto speaks to itself where that matters: it asks again at no cost.",
    class: "server",
    remedy: "retry",
    attempts: 3,
    certainty: "unknown",
  },
  {
    ...model,
    code: "model/no-key",
    codes: ["MODEL_NO_KEY"],
    description: "The model has no key, or another of its settings is missing. Nothing was sent.",
    advice: "Give the model what its message names; the jobs are held until then.",
    class: "auth",
    scope: "account",
    remedy: "park",
    certainty: "not-sent",
  },
  {
    ...model,
    code: "model/refused",
    codes: ["MODEL_REFUSED"],
    description: "The model's library does not take the options as they are, or does not know the model.",
    advice: "Correct the option that its message names.",
    class: "request",
    remedy: "fail",
    certainty: "rejected",
  },
  {
    ...model,
    code: "model/too-large",
    codes: ["MODEL_TOO_LARGE"],
    description: "The recording is larger than what is handed to a model at once: it is whole in memory then.",
    advice: "Let recordings be prepared (with ffmpeg), so that it goes in parts; or raise the model's limit.",
    class: "audio",
    remedy: "reroute",
    attempts: 4,
    certainty: "not-sent",
    source: "Tenuto",
  },
];
