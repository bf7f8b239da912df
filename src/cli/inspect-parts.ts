import type { AudioRules } from "../domain/audio-rules.ts";
import type { Inspector } from "../domain/inspector.ts";
import type { KnownProvider } from "../domain/known-provider.ts";
import { duration } from "../settings/checks.ts";
import type { Settings } from "../settings.ts";
import { type Knowledge, providersNamed } from "./knowledge.ts";

/** What the commands about recordings need of the house. */
export interface InspectParts {
  readonly learn: (settings: Settings) => Promise<Knowledge>;
  readonly inspector: (settings: Settings) => Inspector;
}

/** Whom recordings are looked at for. */
export interface Taker {
  readonly provider: KnownProvider;
  /** What it takes; null where nothing is known of it. */
  readonly rules: AudioRules | null;
  /** Whether somebody asked for it, or it is the one that counts here anyway. */
  readonly asked: boolean;
}

/** The provider that is named, or the one of the settings. Throws `SettingsError` for a name that is none. */
export function takerOf(knowledge: Knowledge, named: string | undefined, settings: Settings): Taker {
  const [provider] = providersNamed(knowledge, named ?? settings.provider);
  if (provider === undefined) throw new Error("a provider was found and is gone");
  return { provider, rules: provider.facts.audio ?? null, asked: named !== undefined };
}

/** Opinions on a length that are further apart than a minute agree about nothing. */
const TOLERANCE = { min: 0, max: 60_000, says: "0ms to 1m" };

/** `--tolerance 10ms`, else what the settings say; null for the usual one. Throws `SettingsError`. */
export function toleranceOf(said: string | undefined, { policy }: Settings): number | null {
  if (said === undefined) return policy.prepare.toleranceMs;
  return duration({ value: said, from: "--tolerance" }, TOLERANCE) ?? null;
}
