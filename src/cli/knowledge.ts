import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { SettingsError } from "../domain/errors.ts";
import type { KnownProvider } from "../domain/known-provider.ts";
import { printable } from "./printable.ts";

/** All that is known of faults: the catalogue, own entries included, and the services that it is about. */
export interface Knowledge {
  readonly catalogue: Catalogue;
  /** At least one: the first stands for any where none is named. */
  readonly providers: readonly [KnownProvider, ...KnownProvider[]];
  /** What the doors throw, by code: when. Errors beside any job, which no entry describes. */
  readonly thrown: Readonly<Record<string, string>>;
}

/** The providers that are meant: the named one, or all. Throws `SettingsError` for a name that is none. */
export function providersNamed({ providers }: Knowledge, name: string | undefined): readonly KnownProvider[] {
  if (name === undefined) return providers;
  const found = providers.filter((provider) => provider.name === name.toLowerCase());
  if (found.length > 0) return found;
  throw new SettingsError(
    "settings/provider",
    `Nothing is known of a provider ${printable(name)}.`,
    `There are ${providers.map((provider) => provider.name).join(", ")}.`,
  );
}

/** The provider that an entry is about; for a general one, the first. */
export function providerOf({ providers }: Knowledge, entry: Pick<CatalogueEntry, "provider">): KnownProvider {
  return providers.find(({ name }) => name === entry.provider) ?? providers[0];
}

/** One of a list, in any case. Throws `SettingsError` that names the flag and what there is. */
export function oneOfThese<T extends string>(flag: string, said: string | undefined, all: readonly T[]): T | null {
  if (said === undefined) return null;
  const found = all.find((one) => one === said.toLowerCase());
  if (found !== undefined) return found;
  throw new SettingsError("settings/explain", `${flag} is ${printable(said)}.`, `Use one of ${all.join(", ")}.`);
}
