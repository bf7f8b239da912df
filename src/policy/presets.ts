import { SettingsError } from "../domain/errors.ts";
import type { Backoff, Policy } from "../domain/policy.ts";
import { defaultPolicy } from "./policy.ts";
import { validatePolicy } from "./validate.ts";

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

/** Any part of it: every number of a policy can be set alone. */
export type Overrides<T = Policy> = {
  readonly [K in keyof T]?: (T[K] extends object ? Overrides<T[K]> | T[K] : T[K]) | undefined;
};

/**
 * The policy somebody asked for: a preset (`default` unless named) with their own figures laid over it.
 *
 * @param overrides checked here, so it may come from a file; what is left out or `undefined` keeps the preset's value
 * @throws SettingsError `settings/preset` for a name that is none, `settings/policy` for figures that cannot be used
 */
export function policyFrom(wanted: {
  readonly preset?: string | undefined;
  readonly overrides?: Overrides | undefined;
}): Policy {
  const { preset = "default", overrides } = wanted;
  if (!isPreset(preset)) {
    throw new SettingsError(
      "settings/preset",
      `There is no preset named "${preset}".`,
      `Use one of ${PRESET_NAMES.join(", ")}.`,
    );
  }
  if (overrides === undefined) return presets[preset];
  return validatePolicy(laidOver({ ...presets[preset], name: `${preset}, changed` }, overrides));
}

function isPreset(name: string): name is PresetName {
  return PRESET_NAMES.some((known) => known === name);
}

/** Groups are merged, anything else is replaced. Keys that the base does not have are kept, to be refused by name. */
function laidOver(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isGroup(base) || !isGroup(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) merged.set(key, laidOver(merged.get(key), value));
  return Object.fromEntries(merged);
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
