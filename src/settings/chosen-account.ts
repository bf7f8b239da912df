import { SettingsError } from "../domain/errors.ts";
import type { NamedAccount } from "./accounts.ts";
import { baseUrl } from "./checks.ts";
import { PROVIDERS } from "./providers.ts";
import { quoted, type Told } from "./told.ts";

/** The account that was chosen. Throws `SettingsError` `settings/account` for one that there is not. */
export function chosenAccount(choice: Told, accounts: Readonly<Record<string, NamedAccount>>): NamedAccount {
  const account = new Map(Object.entries(accounts)).get(choice.value);
  if (account === undefined) throw unknown(choice, Object.keys(accounts));
  return account;
}

/** What was told beside the choice of an account. */
export interface Beside {
  readonly provider: Told | null;
  readonly region: Told | null;
  readonly baseUrl: Told | null;
  /** Whether a key was given as well. */
  readonly apiKey: boolean;
}

/**
 * An account is one credential at one place: recordings meant for another region must not go to this one in silence, so
 * whatever says otherwise is refused. Throws `SettingsError` with its place.
 */
export function requireAgreement({ name, ...account }: NamedAccount, { provider, region, ...beside }: Beside): void {
  if (provider !== null && provider.value !== account.provider) {
    throw contradiction(provider, `account ${name} is at ${account.provider}`);
  }
  if (region !== null && region.value !== account.region) {
    throw contradiction(region, `account ${name} is in region ${account.region}`);
  }
  const has = PROVIDERS[account.provider]?.baseUrl !== undefined;
  if (beside.baseUrl !== null && baseUrl(beside.baseUrl, account.provider, has) !== account.baseUrl) {
    const place = account.baseUrl ?? `the usual address of ${account.provider}`;
    throw contradiction(beside.baseUrl, `account ${name} is at ${place}`);
  }
  if (!beside.apiKey) return;
  throw new SettingsError(
    "settings/account-key",
    `apiKey is a second source of a key, beside account ${name}.`,
    `Put it into accounts.${name}, or choose no account.`,
  );
}

function unknown({ value, from }: Told, names: readonly string[]): SettingsError {
  return new SettingsError(
    "settings/account",
    `${from} is ${quoted(value)}, and there is no such account.`,
    names.length === 0
      ? "Describe it below accounts: in your own settings file, or choose none."
      : `Use one of ${names.join(", ")}, or choose none.`,
  );
}

function contradiction({ value, from }: Told, what: string): SettingsError {
  return new SettingsError(
    "settings/account",
    `${from} is ${quoted(value)}, but ${what}.`,
    "Leave that setting out, or choose an account that agrees with it.",
  );
}
