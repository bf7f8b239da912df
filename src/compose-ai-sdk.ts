import { SettingsError } from "./domain/errors.ts";
import type { Provider } from "./domain/provider.ts";
import type { ForeignModel } from "./domain/transcription-model.ts";
import { liveRuntime } from "./engine/live-runtime.ts";
import { aiSdkProvider, type BridgeOptions } from "./providers/ai-sdk/client.ts";
import { whoseModel } from "./providers/ai-sdk/facts.ts";
import { PROVIDERS } from "./settings/providers.ts";

export { OURS } from "./providers/ai-sdk/client.ts";
export { segmentsKept } from "./providers/ai-sdk/transcript.ts";

export interface FromAiSdkOptions extends BridgeOptions {
  /** What it is called in chains, transcripts and journals: letters, digits, - and _. Default: `ai-sdk-openai` of `openai.transcription`. */
  readonly name?: string;
}

/** It names a link of a chain and an account. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i;

/**
 * Any transcription model of the Vercel AI SDK (its contract in version 2, 3 or 4) as a provider, so that it can be a link
 * of a chain: `createTenuto({ chain: ["assemblyai", fromAiSdk(model)] })`. The recording is whole in memory while the
 * model has it, by default at most 24 MiB (`rules.maxBytes`). A call that ends without an answer cannot be looked up or
 * taken up again, so it is held, or sent again within the account's money budget, as the policy has it.
 *
 * @throws SettingsError `settings/provider` for what is no such model, and for a name that it cannot have
 */
export function fromAiSdk(model: ForeignModel, { name, ...options }: FromAiSdkOptions = {}): Provider {
  requireModel(model);
  const called = name ?? `ai-sdk-${whoseModel(model.provider).replace(/[^a-z0-9_-]+/g, "-")}`.slice(0, 40);
  if (!NAME.test(called)) {
    const remedy = "Name it with letters, digits, - and _, 40 at most, such as groq-whisper.";
    throw new SettingsError("settings/provider", `A provider cannot be called "${called}".`, remedy);
  }
  if (Object.hasOwn(PROVIDERS, called)) {
    const remedy = `Call it something else, such as ai-sdk-${called}.`;
    throw new SettingsError("settings/provider", `${called} is the name of a provider of Tenuto's own.`, remedy);
  }
  return aiSdkProvider(called, model, options, liveRuntime().clock);
}

/** JavaScript may hand in anything, and the AI SDK itself takes names of models for its gateway. */
function requireModel(model: unknown): void {
  const known = typeof model === "object" && model !== null && "doGenerate" in model && "provider" in model;
  if (known && typeof model.doGenerate === "function" && typeof model.provider === "string") return;
  throw new SettingsError(
    "settings/provider",
    `${typeof model === "string" ? `"${model.slice(0, 60)}"` : "What was handed in"} is no transcription model.`,
    'Hand in the model itself, such as openai.transcription("whisper-1").',
  );
}
