import { SettingsError } from "../domain/errors.ts";
import { PROVIDERS } from "./providers.ts";
import { quoted } from "./told.ts";

/** It stands in lists, in rows and behind flags; an @ is for accounts that are named for their place. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i;

/** Refuses what cannot be an account's name. `where` is the place of the name. */
export function requireAccountName(name: string, where: string): void {
  const refuse = (why: string) =>
    new SettingsError(
      "settings/account",
      `${where}: ${quoted(name)} ${why}.`,
      "Name it with letters, digits, - and _, 40 at most, such as production.",
    );
  // Records of accounts are objects, and those have names of their own.
  if (!NAME.test(name) || name in {}) throw refuse("cannot be an account's name");
  if (Object.hasOwn(PROVIDERS, name)) throw refuse("is a provider's name, and cannot be an account's");
}

/** Whether an account is one that nobody named: such are named for the provider and, off its usual address, the place. */
export function isUsualAccount(name: string, provider: string): boolean {
  return name === provider || name.startsWith(`${provider}@`);
}
