import { SettingsError } from "../domain/errors.ts";
import { LOSABLE_OPTIONS, type LosableOption } from "../domain/link.ts";
import type { NamedAccount } from "./accounts.ts";
import { baseUrl } from "./checks.ts";
import type { Key } from "./key.ts";
import { PROVIDERS, type Region } from "./providers.ts";
import { quoted, type Tell, type Told } from "./told.ts";

/** One link of a chain: a provider at its usual place, or an account that somebody described. */
export interface ChainLink {
  readonly provider: string;
  /** Null for the one that is named for the provider and its place. */
  readonly account: string | null;
  readonly region: Region;
  /** In place of the region's address; null for the region's own. */
  readonly baseUrl: string | null;
}

export interface ChainSurroundings {
  readonly tell: Tell;
  readonly accounts: Readonly<Record<string, NamedAccount>>;
  /** Usual credentials by provider. */
  readonly keys: Readonly<Record<string, Key>>;
  /** Names of providers that a program brings. */
  readonly own: readonly string[];
  /** Of all links that no account describes. */
  readonly region: Region;
}

/** The names of a chain, in order. Throws `SettingsError` `settings/chain` for one that is empty or has a name twice. */
export function chainNames({ value, from }: Told): readonly [string, ...string[]] {
  const [first, ...others] = value.split(",").map((name) => name.trim());
  const names = [first ?? "", ...others] as const;
  if (names.some((name) => name === "")) {
    throw trouble(
      `${from} is ${quoted(value)}, which leaves a link without a name.`,
      "Name them like assemblyai,openai,local.",
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw trouble(`${from} has ${quoted(twice)} twice.`, "Name each link once: it has all its attempts the first time.");
}

/**
 * The links after the first, each known and with a key.
 *
 * @throws SettingsError `settings/chain` that names the link
 */
export function chainLinks(told: Told, around: ChainSurroundings): readonly ChainLink[] {
  const [, ...others] = chainNames(told);
  return others.map((name) => linkOf(name, told, around));
}

function linkOf(name: string, { from }: Told, { tell, accounts, keys, own, region }: ChainSurroundings): ChainLink {
  const described = new Map(Object.entries(accounts)).get(name);
  if (described !== undefined) {
    const place = { region: described.region, baseUrl: described.baseUrl };
    const optional = described.baseUrl !== null && PROVIDERS[described.provider]?.keyOptional === true;
    if (described.key === null && !optional) {
      throw trouble(
        `${from}: account ${name} has no key.`,
        `Put it into ${described.keyVariable ?? `accounts.${name}`}.`,
      );
    }
    return { provider: described.provider, account: name, ...place };
  }
  if (own.includes(name)) return { provider: name, account: null, region, baseUrl: null };
  const known = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
  if (known === undefined) {
    const all = [...Object.keys(PROVIDERS), ...own, ...Object.keys(accounts)];
    throw trouble(`${from}: there is no provider and no account ${quoted(name)}.`, `Use names of ${all.join(", ")}.`);
  }
  const address = known.baseUrl === undefined ? null : tell(`base-url.${name}`, "", undefined, known.baseUrl);
  const place = { region, baseUrl: baseUrl(address, name, known.baseUrl !== undefined) };
  const optional = known.key === undefined || (place.baseUrl !== null && known.keyOptional === true);
  if (keys[name] === undefined && !optional) {
    throw trouble(`${from}: ${name} has no key.`, `Put it into ${known.key}, or take ${name} out of the chain.`);
  }
  return { provider: name, account: null, ...place };
}

/** What is chosen beside a chain has to be its first link. Throws `SettingsError` `settings/chain`. */
export function requireFirst({ value, from }: Told, chosen: string): void {
  if (value === chosen) return;
  throw trouble(`${from} begins with ${quoted(value)}, and ${chosen} is chosen beside it.`, `Begin it with ${chosen}.`);
}

/** Options that links may lose. Throws `SettingsError` `settings/may-lose`. */
export function losableOptions(told: Told | null): readonly LosableOption[] {
  if (told === null) return [];
  if (told.value === "all") return LOSABLE_OPTIONS;
  return told.value.split(",").map((word) => {
    const found = LOSABLE_OPTIONS.find((name) => name === word.trim());
    if (found !== undefined) return found;
    const remedy = `Use names of ${LOSABLE_OPTIONS.join(", ")} with commas, or all.`;
    throw new SettingsError("settings/may-lose", `${told.from} is ${quoted(told.value)}.`, remedy);
  });
}

function trouble(message: string, remedy: string): SettingsError {
  return new SettingsError("settings/chain", message, remedy);
}
