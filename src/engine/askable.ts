import { SettingsError } from "../domain/errors.ts";
import type { Provider } from "../domain/provider.ts";
import type { Recording } from "./house.ts";

/**
 * Refuses, before anything is taken in, what a provider cannot be asked for. Throws `SettingsError` `settings/kind` and
 * `settings/script`.
 */
export function requireAskable(
  { name, facts }: Pick<Provider, "name" | "facts">,
  { kind = "transcription", options = {} }: Partial<Recording>,
): void {
  if (!facts.kinds.includes(kind)) {
    const what = kind === "assessment" ? "does not assess how somebody speaks" : "does not transcribe";
    const remedy = kind === "assessment" ? "Use elsa, or local, which needs no account." : "Use assemblyai, or local.";
    throw new SettingsError("settings/kind", `The provider ${name} ${what}.`, remedy);
  }
  const { script } = options;
  if (script === undefined) {
    if (kind !== "assessment" || facts.needsScript !== true) return;
    const remedy = "Give the words that were to be said, or use a provider that assesses free speech.";
    throw new SettingsError("settings/script", `The provider ${name} needs a script.`, remedy);
  }
  if (kind !== "assessment") {
    throw new SettingsError(
      "settings/script",
      "A script says what was to be said.",
      "Ask for an assessment, or leave it out.",
    );
  }
  if (script.length === 0) throw new SettingsError("settings/script", "The script holds no sentence.", "Give one.");
  for (const [index, sentence] of script.entries()) requireSentence(sentence, index, name, facts.longestScript ?? null);
}

function requireSentence(sentence: string, index: number, provider: string, longest: number | null): void {
  const which = `Sentence ${index + 1} of the script`;
  const words = sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  if (words === 0) {
    throw new SettingsError("settings/script", `${which} has no word in it.`, "Give the words that were to be said.");
  }
  if (longest === null || words <= longest) return;
  const message = `${which} has ${words} words, and ${provider} takes ${longest}.`;
  throw new SettingsError("settings/script", message, "Split the recording and its script at the same place.");
}
