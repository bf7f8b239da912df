import type { AudioRules } from "../../domain/audio-rules.ts";
import type { ProviderFacts } from "../../domain/provider.ts";
import type { ForeignModel } from "../../domain/transcription-model.ts";
import { MODEL_AUDIO } from "./audio.ts";

/** What somebody can say of a model. */
export interface ModelFacts {
  /** What it takes, laid over the default: any format, at most 24 MiB, in memory as a whole. */
  readonly rules?: Partial<AudioRules>;
  /** Whose faults it has: by that provider's entries they are named. Default: told from the model, `openai` of `openai.transcription`. */
  readonly failsLike?: string;
  /** Languages that it knows, as BCP 47 primary tags. Default: any. */
  readonly languages?: readonly string[];
  /** Regions in which its service promises to keep what it is sent. Default none. */
  readonly regions?: readonly string[];
}

/** Services that speak, and fail, like another one. */
const SPEAK_LIKE: Readonly<Record<string, string>> = { groq: "openai", azure: "openai" };

/** One call does it all, and of a run inside it nothing is known: neither its id, nor whether it was paid for. */
export function factsOf({ provider }: Pick<ForeignModel, "provider">, told: ModelFacts): ProviderFacts {
  const { languages, regions } = told;
  const whose = whoseModel(provider);
  return {
    kinds: ["transcription"],
    stages: ["submit"],
    submitCharges: true,
    uploadLifetimeMs: null,
    support: `if it goes on, ask the support of ${whose}`,
    rough: false,
    // The contract has no place for them.
    tellsSpeakers: false,
    failsLike: told.failsLike ?? new Map(Object.entries(SPEAK_LIKE)).get(whose) ?? whose,
    audio: { ...MODEL_AUDIO, ...told.rules },
    ...(languages === undefined ? {} : { languages }),
    ...(regions === undefined ? {} : { regions }),
  };
}

/** The part of a model's provider that names a company: `openai` of `openai.transcription`. */
export function whoseModel(provider: string): string {
  return provider.split(".", 1)[0]?.toLowerCase() ?? "";
}
