import { SettingsError } from "../domain/errors.ts";
import type { Recogniser } from "../domain/recogniser.ts";
import { keyVariable, type Settings } from "../settings.ts";

/** The local recogniser's provider, named where somebody is told of it. */
const LOCAL = "local";
const INSTALL = "sudo apt-get install ffmpeg pocketsphinx pocketsphinx-en-us";

/**
 * Sees that the providers can be used at all before a recording is taken in. Throws `SettingsError` with the ways to
 * get going. The local recogniser is offered and never taken unasked: its text is rough, and nobody should mistake it
 * for what they pay a provider for.
 */
export async function requireReady(
  providers: readonly string[],
  settings: Settings,
  recogniser: Recogniser,
): Promise<void> {
  for (const provider of new Set(providers)) {
    const variable = keyVariable(provider);
    if (variable === null) await requirePrograms(recogniser);
    else if (settings.keys[provider] === undefined) {
      throw new SettingsError(
        "settings/no-key",
        `There is no key for ${provider}.`,
        settings.providerChosen ? `Put it into ${variable}.` : waysToStart(variable, await recogniser.missing()),
      );
    }
  }
}

async function requirePrograms(recogniser: Recogniser): Promise<void> {
  const missing = await recogniser.missing();
  if (missing.length === 0) return;
  throw new SettingsError(
    "settings/no-recogniser",
    `The local recogniser needs ${missing.join(" and ")}, which ${missing.length === 1 ? "is" : "are"} not here.`,
    `On Debian and Ubuntu: ${INSTALL}`,
  );
}

function waysToStart(variable: string, missing: readonly string[]): string {
  const local =
    missing.length === 0
      ? `Without an account, on this machine (English, rough): add --provider ${LOCAL}. It works here.`
      : `Without an account, on this machine (English, rough): ${INSTALL}, then add --provider ${LOCAL}.`;
  return [
    "Three ways to get going:",
    `  1. With an account: export ${variable}=<your key>`,
    `  2. ${local}`,
    "  3. Just to see it work, failures included: tenuto demo, or tenuto twin for a provider of your own.",
  ].join("\n");
}
