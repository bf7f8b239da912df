import { ANY_NAME } from "./setting-names.ts";
import type { Told } from "./told.ts";

/** A setting's value as it counts, and where it came from. */
export interface Origin {
  readonly name: string;
  /** For people; of a key only `set`. Null where there is none. */
  readonly value: string | null;
  /** A flag, a variable, a place in a file, or `default`. */
  readonly from: string;
}

const KEY = /^(?:keys\..+|accounts\.[^.]+\.key)$/;

/** What a chosen account says. */
const OF_ACCOUNT: ReadonlySet<string> = new Set(["provider", "region", "base-url"]);

/**
 * Each setting with where it comes from: those of a fixed name all, and what was told of accounts.
 *
 * @param defaults what counts where nobody said anything
 * @param told what somebody said
 * @param account the chosen one, which says where the provider is; null for none
 */
export function originsOf(
  names: readonly string[],
  defaults: Readonly<Record<string, string | null>>,
  told: ReadonlyMap<string, Told>,
  account: string | null,
): readonly Origin[] {
  const fixed = names.filter((name) => !name.includes(ANY_NAME));
  const besides = [...told.keys()].filter((name) => !fixed.includes(name));
  return [...fixed, ...besides].map((name) => {
    const found = told.get(name);
    const value = KEY.test(name) && found !== undefined ? "set" : found?.value;
    // A file's place ends with the setting's name, which stands there already.
    const from = found?.from.endsWith(`: ${name}`) ? found.from.slice(0, -name.length - 2) : found?.from;
    return {
      name,
      value: value ?? defaults[name] ?? null,
      from: from ?? (account !== null && OF_ACCOUNT.has(name) ? `account ${account}` : "default"),
    };
  });
}
