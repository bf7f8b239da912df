import type { AccountPolicy } from "../domain/account-policy.ts";
import { SettingsError } from "../domain/errors.ts";
import type { Overrides } from "../policy/laid-over.ts";
import { accountFigures } from "./account-figures.ts";
import { accountKey, type KeySurroundings } from "./account-key.ts";
import { requireAccountName } from "./account-names.ts";
import { baseUrl, concurrency, oneOf } from "./checks.ts";
import type { Key, KeyFunction } from "./key.ts";
import { DEFAULT_PROVIDER, PROVIDERS, REGIONS, type Region } from "./providers.ts";
import { ANY_NAME } from "./setting-names.ts";
import { quoted, type Tell, type Told } from "./told.ts";

/** A credential at a provider and region, under a name of somebody's own. */
export interface NamedAccount {
  readonly name: string;
  readonly provider: string;
  readonly region: Region;
  /** In place of the region's address, without a closing slash; null for the region's own. */
  readonly baseUrl: string | null;
  /** Null where there is none. */
  readonly key: Key | null;
  /** The variable that its key is looked for in; null where a file, a function or nothing is asked. */
  readonly keyVariable: string | null;
  /** Jobs at once. */
  readonly slots: number;
  /** Laid over the policy of accounts. */
  readonly policy: Overrides<AccountPolicy>;
}

/** What a program says of an account. */
export interface AccountOptions {
  /** Default `assemblyai`. */
  readonly provider?: string;
  /** Default `us`. */
  readonly region?: Region;
  /** In place of the region's address. */
  readonly baseUrl?: string;
  /** Itself, or a function that is asked for it. Default: the provider's variable. */
  readonly apiKey?: string | KeyFunction;
  /** A file that holds the key alone and nobody else may read; read anew when it changes. */
  readonly keyFile?: string;
  /** Jobs at once, 1 to 10,000. Default: `concurrency`. */
  readonly slots?: number;
  /** Requests in five minutes, for all jobs together. */
  readonly requestsPer5Min?: number;
  /** Whether the breakers stop calls (`enforce`), only tell (`observe`), or neither (`off`). */
  readonly breaker?: "enforce" | "observe" | "off";
  /** The tag whose values share the slots fairly. */
  readonly fairBy?: string;
}

/** What may be said of an account in a settings file, and the option of a program for the same. */
const FIELDS = {
  provider: "provider",
  region: "region",
  "base-url": "baseUrl",
  key: "apiKey",
  "key-env": null,
  "key-file": "keyFile",
  slots: "slots",
  "requests-per-5min": "requestsPer5Min",
  breaker: "breaker",
  "fair-by": "fairBy",
} as const satisfies Readonly<Record<string, keyof AccountOptions | null>>;
type Field = keyof typeof FIELDS;

/** As they stand among the names of settings. */
export const ACCOUNT_SETTINGS: readonly string[] = Object.keys(FIELDS).map((field) => `accounts.${ANY_NAME}.${field}`);

/** What the readers of accounts need of the settings around them. */
export interface AccountSurroundings extends KeySurroundings {
  readonly tell: Tell;
  /** What is told for all accounts. */
  readonly policy: Overrides<AccountPolicy>;
  readonly concurrency: number;
  /** True where somebody asked for that concurrency now, by a flag or a variable: it then limits the slots as well. */
  readonly concurrencyAsked: boolean;
}

/**
 * The accounts of these names. Throws `SettingsError` that names the field and its place.
 *
 * @param options what a program says of them, by their names
 */
export function readAccounts(
  names: Iterable<string>,
  options: Readonly<Record<string, AccountOptions>>,
  surroundings: AccountSurroundings,
): Readonly<Record<string, NamedAccount>> {
  const optionsOf = new Map(Object.entries(options));
  for (const [name, said] of optionsOf) {
    requireAccountName(name, "accounts");
    requireOptions(name, said);
  }
  const all = new Set([...names, ...optionsOf.keys()]);
  return Object.fromEntries([...all].map((name) => [name, readAccount(name, optionsOf.get(name) ?? {}, surroundings)]));
}

/** A slip in a name must not have an account go on with the provider's usual key. */
function requireOptions(name: string, options: AccountOptions): void {
  const known: readonly (string | null)[] = Object.values(FIELDS);
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown === undefined) return;
  throw new SettingsError(
    "settings/account",
    `accounts.${name}: there is no option ${quoted(unknown)}.`,
    `There are ${known.filter((option) => option !== null).join(", ")}.`,
  );
}

function readAccount(name: string, options: AccountOptions, surroundings: AccountSurroundings): NamedAccount {
  const told = (field: Field): Told | null => {
    const option = FIELDS[field];
    const value = option === null ? undefined : options[option];
    const text = typeof value === "function" ? undefined : value;
    return surroundings.tell(`accounts.${name}.${field}`, `accounts.${name}.${option ?? field}`, text);
  };
  const { concurrency: most, concurrencyAsked } = surroundings;
  const provider = oneOf(told("provider"), Object.keys(PROVIDERS), "settings/provider") ?? DEFAULT_PROVIDER;
  const slots = concurrency(told("slots"), "settings/slots") ?? most;
  return {
    name,
    provider,
    region: oneOf(told("region"), REGIONS, "settings/region") ?? "us",
    baseUrl: baseUrl(told("base-url"), provider, PROVIDERS[provider]?.baseUrl !== undefined),
    ...accountKey(told, options.apiKey, surroundings, provider),
    slots: concurrencyAsked ? Math.min(slots, most) : slots,
    policy: { ...surroundings.policy, ...accountFigures((figure) => told(figure)) },
  };
}
