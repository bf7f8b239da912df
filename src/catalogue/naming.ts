import type { CatalogueEntry } from "../domain/catalogue-entry.ts";
import { HIDDEN } from "../domain/fault.ts";
import type { Claim } from "./claim.ts";
import { shown } from "./tell.ts";
import { filledIn, type Params } from "./template.ts";

/** A claim's parameters as they may be kept: credentials and secrets are out. */
export function shownParams({ entry, params }: Claim, redact: (text: string) => string): Params {
  const safe = Object.entries(hidden(entry, params));
  return Object.fromEntries(safe.map(([name, value]) => [name, shown(value, redact)]));
}

/** The provider's message without the credentials that it repeats; null where it has no place for one. */
export function safeWords({ entry, params, match }: Claim): string | null {
  const hasSecrets = Object.values(entry.parameters ?? {}).some(({ secret }) => secret);
  return hasSecrets ? filledIn(match.template ?? entry.message ?? "", hidden(entry, params)) : null;
}

function hidden({ parameters }: CatalogueEntry, params: Params): Params {
  const values = Object.entries(params).map(([name, value]) => [name, parameters?.[name]?.secret ? HIDDEN : value]);
  return Object.fromEntries(values);
}
