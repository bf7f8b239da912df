import { key } from "./checks.ts";
import type { Key, KeyFunction } from "./key.ts";
import { PROVIDERS } from "./providers.ts";
import type { Tell } from "./told.ts";

/**
 * Each provider's usual key: that of its variable, or of a file; of the chosen provider what a program gives goes first.
 * Throws `SettingsError` for what cannot be a key.
 */
export function usualKeys(
  chosen: string,
  given: string | KeyFunction | undefined,
  tell: Tell,
): Readonly<Record<string, Key>> {
  return Object.fromEntries(
    Object.entries(PROVIDERS).flatMap(([name, { key: variable }]): [string, Key][] => {
      const own = name === chosen ? given : undefined;
      if (typeof own === "function") {
        tell(`keys.${name}`, "apiKey", "a function");
        return [[name, own]];
      }
      const text = (own ?? "").trim() === "" ? undefined : own;
      const found = variable === undefined ? null : tell(`keys.${name}`, "apiKey", text, variable);
      return found === null ? [] : [[name, key(found)]];
    }),
  );
}
