import type { Backoff, Policy } from "../domain/policy.ts";
import { defaultPolicy } from "./policy.ts";

export const PRESET_NAMES = ["default", "cookbook", "upload-guide", "article", "realtime", "batch"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** The wait that both of AssemblyAI's guides use, and the article calls the cookbook's: 5 s, always. */
const everyFiveSeconds: Backoff = { baseMs: 5_000, factor: 1, capMs: 5_000, jitter: "none" };

/** The article's `wait_exponential(min=2, max=60)` and its jitter of a tenth, put after the cap as everywhere here. */
const articleBackoff: Backoff = { baseMs: 2_000, factor: 2, capMs: 60_000, jitter: { share: 0.1 } };

/** The article: "Real-time apps: start with 1s, increase exponentially". */
const realtimeBackoff: Backoff = { baseMs: 1_000, factor: 2, capMs: 60_000, jitter: "full" };

/** The article: "Batch processing: use longer delays (30-60s)". Half of a constant minute is fixed, so 30 to 60 s. */
const batchBackoff: Backoff = { baseMs: 60_000, factor: 1, capMs: 60_000, jitter: "equal" };

/** The default with another pace wherever a provider is asked again. */
function paced(name: PresetName, backoff: Backoff): Policy {
  const { stages, submissions } = defaultPolicy;
  return {
    ...defaultPolicy,
    name,
    stages: {
      ...stages,
      upload: { ...stages.upload, backoff },
      submit: { ...stages.submit, backoff },
      wait: { ...stages.wait, backoff },
    },
    submissions: { ...submissions, backoff },
  };
}

/**
 * Patience as others have published it. Each changes what its source speaks of and leaves the rest as the default has it;
 * where the source gives up after its attempts, so does the preset.
 */
export const presets: Readonly<Record<PresetName, Policy>> = {
  default: defaultPolicy,

  /** AssemblyAI's guide on server errors: `retries=1, wait_time=5`, so two runs in all. */
  cookbook: {
    ...defaultPolicy,
    name: "cookbook",
    submissions: { max: 2, backoff: everyFiveSeconds },
    outageHoldMs: null,
  },

  /** AssemblyAI's guide on upload errors: three tries, 5 s apart. */
  "upload-guide": {
    ...defaultPolicy,
    name: "upload-guide",
    stages: {
      ...defaultPolicy.stages,
      upload: { ...defaultPolicy.stages.upload, attempts: 3, backoff: everyFiveSeconds },
    },
    outageHoldMs: null,
  },

  /** AssemblyAI's article on retries: `stop_after_attempt(5)`, of runs too, which may cost five times. */
  article: {
    ...paced("article", articleBackoff),
    submissions: { max: 5, backoff: articleBackoff },
    outageHoldMs: null,
  },

  /** Whoever listens live would rather know than wait. */
  realtime: { ...paced("realtime", realtimeBackoff), outageHoldMs: null },

  batch: paced("batch", batchBackoff),
};
