import type { CatalogueEntry, Seen } from "../domain/catalogue-entry.ts";
import type { Stage } from "../domain/stage.ts";
import type { NormalText, Params, Template } from "./template.ts";

/** An entry ready to be compared. */
export interface Rule {
  readonly entry: CatalogueEntry;
  readonly templates: readonly Template[];
}

/** What was seen of a fault, in the terms that entries speak in. */
export interface Sighting {
  readonly provider: string;
  readonly stage: Stage;
  readonly seen: readonly Seen[];
  readonly status: number | null;
  readonly code: string | null;
  readonly text: NormalText;
}

/** An entry that fits a sighting. */
export interface Claim {
  readonly entry: CatalogueEntry;
  readonly params: Params;
  /** Compared from left to right, higher is more telling: see `claimsOf`. */
  readonly weight: readonly number[];
}

/**
 * All entries that fit, the most telling first: the provider's own before the general, a message before a status, the
 * longer message, one status or code before a range, an entry of the stage before one of all stages.
 */
export function claimsOf(rules: readonly Rule[], sighting: Sighting): readonly Claim[] {
  const claims: Claim[] = [];
  for (const rule of rules) {
    const claim = claimOf(rule, sighting);
    if (claim !== null) claims.push(claim);
  }
  return claims.sort((a, b) => compareWeights(b.weight, a.weight));
}

export function compareWeights(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function claimOf({ entry, templates }: Rule, sighting: Sighting): Claim | null {
  if (entry.provider !== null && entry.provider !== sighting.provider) return null;
  if (!sighting.seen.includes(entry.seen)) return null;
  if (entry.stages !== undefined && !entry.stages.includes(sighting.stage)) return null;
  const status = statusFit(entry, sighting.status);
  if (status === null) return null;
  const code = codeFit(entry.codes, sighting.code);
  if (code === null) return null;
  const words = wordFit(templates, sighting.text);
  if (words === null) return null;
  const weight = [entry.provider === null ? 0 : 1, words.weight, status + code, entry.stages === undefined ? 0 : 1];
  return { entry, params: words.params, weight };
}

/** 2 for exactly this one, 1 for one of many, 0 for an entry that asks for none; null when it asks for another. */
type Fit = 0 | 1 | 2 | null;

function statusFit({ status, statusRange }: CatalogueEntry, seen: number | null): Fit {
  if (status === undefined && statusRange === undefined) return 0;
  if (seen === null) return null;
  if (status?.includes(seen)) return 2;
  return statusRange !== undefined && seen >= statusRange[0] && seen <= statusRange[1] ? 1 : null;
}

function codeFit(codes: readonly string[] | undefined, seen: string | null): Fit {
  if (codes === undefined) return 0;
  if (seen === null) return null;
  const code = seen.toUpperCase();
  if (codes.includes(code)) return 2;
  return codes.some((known) => known.endsWith("*") && code.startsWith(known.slice(0, -1))) ? 1 : null;
}

function wordFit(templates: readonly Template[], text: NormalText): { weight: number; params: Params } | null {
  if (templates.length === 0) return { weight: 0, params: {} };
  let best: { weight: number; params: Params } | null = null;
  for (const template of templates) {
    if (best !== null && template.weight <= best.weight) continue;
    const params = template.match(text);
    if (params !== null) best = { weight: template.weight, params };
  }
  return best;
}
