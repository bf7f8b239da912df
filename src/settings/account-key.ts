import { SettingsError } from "../domain/errors.ts";
import { key } from "./checks.ts";
import type { Key, KeyFunction } from "./key.ts";
import { PROVIDERS } from "./providers.ts";
import type { Told } from "./told.ts";

const FIELDS = ["key", "key-env", "key-file"] as const;
type KeyField = (typeof FIELDS)[number];

/** Where an account's key comes from. */
export interface AccountKey {
  /** Null where there is none. */
  readonly key: Key | null;
  /** The variable that it is looked for in; null where a file or a function has it, or the setting itself. */
  readonly keyVariable: string | null;
}

/** What a key may be found in. */
export interface KeySurroundings {
  readonly variable: (name: string) => string;
  /** An absolute path; throws `SettingsError` with the code for an empty one. */
  readonly path: (told: Told, code: string) => string;
  /** The key of a provider's accounts that have none of their own. */
  readonly usualKey: (provider: string) => Key | null;
}

/**
 * The one source that was told of, else that of all the provider's accounts. Throws `SettingsError` that names the
 * field: `settings/account-key` for a second source, and what the sources cannot be.
 *
 * @param told says what was told of a field
 * @param option what a program gives as the key; a text has been told already
 */
export function accountKey(
  told: (field: KeyField) => Told | null,
  option: string | KeyFunction | undefined,
  { variable, path, usualKey }: KeySurroundings,
  provider: string,
): AccountKey {
  const [first, second] = FIELDS.flatMap((field) => {
    const said = told(field);
    return said === null ? [] : [{ field, said }];
  });
  if (second !== undefined) throw twoSources(second.said, first?.field ?? "another");
  if (typeof option === "function") {
    if (first !== undefined) throw twoSources(first.said, "the function");
    return { key: option, keyVariable: null };
  }
  if (first === undefined) return { key: usualKey(provider), keyVariable: PROVIDERS[provider]?.key ?? null };
  const { field, said } = first;
  switch (field) {
    case "key":
      return { key: key(said), keyVariable: null };
    case "key-env":
      return keyInVariable(said, variable);
    case "key-file":
      return { key: { path: path(said, "settings/key-file"), from: said.from }, keyVariable: null };
    default:
      return field satisfies never;
  }
}

const VARIABLE = /^[a-z_][a-z0-9_]*$/i;
/** Somebody may have put the key itself in the place of its variable's name: it is not to be repeated then. */
const LIKE_A_KEY = /^[0-9a-f]{24,}$/i;

function keyInVariable({ value: name, from }: Told, variable: (name: string) => string): AccountKey {
  if (!VARIABLE.test(name) || LIKE_A_KEY.test(name)) {
    throw new SettingsError(
      "settings/account-key",
      `${from} is not the name of a variable.`,
      "Name the variable that holds the key, such as WORK_API_KEY; the key itself goes into key.",
    );
  }
  const value = variable(name).trim();
  return { key: value === "" ? null : key({ value, from: name }), keyVariable: name };
}

function twoSources({ from }: Told, other: string): SettingsError {
  return new SettingsError(
    "settings/account-key",
    `${from} is a second source of the account's key, beside ${other}.`,
    "Leave one of key, key-env, key-file, or a function in a program.",
  );
}
