import type { CatalogueEntry, Seen } from "../domain/catalogue-entry.ts";
import { type Claim, claimsOf, type Rule, ruleOf, type Sighting } from "./claim.ts";
import { conflictsIn, conflictText } from "./conflicts.ts";
import { UNCLAIMED, UNKNTENUTO_ERRORS } from "./unknown.ts";

/** The known faults of the general kind and of all providers, checked against one another. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** The entry of a fault's code, or the one that a provider calls so, in any case. Null where nobody knows it. */
  find(code: string): CatalogueEntry | null;
  /** All entries that fit what was seen, the most telling first. */
  claims(sighting: Sighting): readonly [Claim, ...Claim[]];
}

/**
 * The lists as one catalogue, with an entry for whatever none of them knows.
 *
 * Throws for two entries of one code, for a template that cannot be used, and for an entry that another one would keep
 * from ever being named: its sample and every message of its own must be claimed by itself alone.
 */
export function buildCatalogue(lists: readonly (readonly CatalogueEntry[])[]): Catalogue {
  const rules = rulesOf(lists);
  const conflicts = conflictsIn(rules).map(conflictText);
  if (conflicts.length > 0) throw new Error(`The catalogue contradicts itself: ${conflicts.join(" ")}`);
  return catalogueOf(rules);
}

/** The same for lists that are known to go together, such as this package's: comparing all with all takes time. */
export function trustedCatalogue(lists: readonly (readonly CatalogueEntry[])[]): Catalogue {
  return catalogueOf(rulesOf(lists));
}

function rulesOf(lists: readonly (readonly CatalogueEntry[])[]): readonly Rule[] {
  const codes = new Set<string>();
  return [...lists.flat(), ...UNKNTENUTO_ERRORS].map((entry) => {
    if (codes.has(entry.code)) throw new Error(`The catalogue has two entries of the code ${entry.code}.`);
    codes.add(entry.code);
    return ruleOf(Object.freeze({ ...entry }));
  });
}

function catalogueOf(rules: readonly Rule[]): Catalogue {
  const entries = rules.map(({ entry }) => entry);
  const shelves = shelved(rules);
  const known = new Map<string, CatalogueEntry>();
  for (const entry of entries) if (entry.name !== undefined) known.set(entry.name.toLowerCase(), entry);
  for (const entry of entries) known.set(entry.code, entry);
  return Object.freeze({
    entries: Object.freeze(entries),
    find: (code: string) => known.get(code) ?? known.get(code.toLowerCase()) ?? null,
    claims: (sighting: Sighting) => {
      const [first, ...others] = claimsOf(shelves(sighting.seen, sighting.provider), sighting);
      return [first ?? UNCLAIMED, ...others] as const;
    },
  });
}

/** The rules that a reply is compared with: its own provider's and the general ones, found once for each provider. */
type Shelves = (seen: readonly Seen[], provider: string) => readonly Rule[];

function shelved(rules: readonly Rule[]): Shelves {
  const providers = new Set(rules.map(({ entry }) => entry.provider));
  const found = new Map<string, readonly Rule[]>();
  return (seen, provider) => {
    const whose = providers.has(provider) ? provider : null;
    const key = `${whose} ${seen}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    const fitting = rules.filter(({ entry }) => {
      return seen.includes(entry.seen) && (entry.provider === null || entry.provider === whose);
    });
    found.set(key, fitting);
    return fitting;
  };
}
