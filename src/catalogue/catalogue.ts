import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { type Claim, claimsOf, type Rule, type Sighting } from "./claim.ts";
import { conflictsIn } from "./conflicts.ts";
import { compileTemplate } from "./template.ts";

/** The known faults of the general kind and of all providers, checked against one another. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** The entry behind a fault's code: `http/418` is told by `http/4xx`. Null for a code that nobody knows. */
  find(code: string): CatalogueEntry | null;
  /** The entry that says most about what was seen; null when none fits. */
  claim(sighting: Sighting): Claim | null;
}

/**
 * Throws for two entries of one code, and for an entry that another one would keep from ever being named: its sample
 * and every message of its own must be claimed by itself alone.
 */
export function buildCatalogue(lists: readonly (readonly CatalogueEntry[])[]): Catalogue {
  const entries = lists.flat().map((entry) => Object.freeze({ ...entry }));
  const byCode = new Map<string, CatalogueEntry>();
  for (const entry of entries) {
    if (byCode.has(entry.code)) throw new Error(`The catalogue has two entries of the code ${entry.code}.`);
    byCode.set(entry.code, entry);
  }
  const rules = entries.map(compileRule);
  const conflicts = conflictsIn(rules);
  if (conflicts.length > 0) throw new Error(`The catalogue contradicts itself: ${conflicts.join(" ")}`);
  return Object.freeze({
    entries: Object.freeze(entries),
    find: (code: string) => byCode.get(code) ?? byCode.get(rangeCode(code)) ?? null,
    claim: (sighting: Sighting) => claimsOf(rules, sighting)[0] ?? null,
  });
}

function compileRule(entry: CatalogueEntry): Rule {
  const messages = [...(entry.message === undefined ? [] : [entry.message]), ...(entry.wordings ?? [])];
  return { entry, templates: messages.map(compileTemplate) };
}

function rangeCode(code: string): string {
  return code.replace(/^http\/(\d)\d\d$/, "http/$1xx");
}
